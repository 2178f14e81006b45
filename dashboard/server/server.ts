import type { AddressInfo } from 'node:net'
import { CityError } from '../../domain/errors.ts'
import { type AppOptions, buildApp } from './app.ts'
import { attachOps } from './ops.ts'

/** Opens the window: HTTP and Socket.IO on one port; 0 takes any. Throws `config-port-in-use`. */
export async function startDashboard(
  options: AppOptions & { readonly host: string; readonly port: number },
): Promise<{ readonly port: number } & AsyncDisposable> {
  const { host, port } = options
  const app = await buildApp(options)
  const ops = attachOps(app.server, options)
  try {
    await app.listen({ host, port })
  } catch (error) {
    await ops[Symbol.asyncDispose]()
    await app.close()
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new CityError(
      'config-port-in-use',
      `Port ${port} on ${host} is taken; set HTTP_PORT to another one, or 0 for any.`,
      {
        cause: error,
      },
    )
  }
  return {
    port: (app.server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      await ops[Symbol.asyncDispose]()
      await app.close()
    },
  }
}

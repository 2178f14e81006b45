import type { AddressInfo } from 'node:net'
import { cannotListen } from '../../config/cannot-listen.ts'
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
    throw cannotListen(error as NodeJS.ErrnoException, { host, port, variable: 'HTTP_PORT' })
  }
  return {
    port: (app.server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      await ops[Symbol.asyncDispose]()
      await app.close()
    },
  }
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Aedes } from 'aedes'
import { describe, expect, it } from 'vitest'
import { readSigned } from '../domain/sign-in.ts'
import { passwordsOf } from './password.ts'
import type { SimulatorNews, SimulatorOrder } from './process.ts'

describe('the process of the simulated city', () => {
  it('connects the stations of the configuration with their passwords, and goes when its parent does', async () => {
    const aedes = await Aedes.createBroker({ concurrency: 0 })
    const plain = passwordsOf('key')
    // What is signed says itself when it ends; whoever has the secret finds the same.
    const isRight = (id: string, password: string) => {
      const exp = readSigned(password)?.exp
      if (exp === undefined) return password === plain(id)
      return password === passwordsOf('key', 'password', () => (exp - 6 * 3_600) * 1000)(id)
    }
    const known = new Set<string>()
    let seen = (): void => {}
    const enough = new Promise<void>((resolve) => (seen = resolve))
    aedes.authenticate = (client, username, password, done) => {
      if (username === client.id && isRight(client.id, password?.toString() ?? '')) known.add(client.id)
      if (known.size === 10) seen()
      done(null, true)
    }
    const server = createServer((socket) => void aedes.handle(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

    const child = fork(join(import.meta.dirname, 'process.ts'), { execArgv: [] })
    const order: SimulatorOrder = {
      mqtt: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
      seed: 1,
      config: join(import.meta.dirname, '..', 'config'),
      passwordKey: 'key',
      backfillHours: 0,
      logLevel: 'silent',
    }
    const gone = once(child, 'exit')
    const news = once(child, 'message')
    child.send(order)
    expect((await news)[0] satisfies SimulatorNews).toEqual({ type: 'started' })
    await enough
    child.disconnect()
    expect(await gone).toEqual([0, null])
    await new Promise<void>((resolve) => aedes.close(resolve))
    server.close()
  })
})

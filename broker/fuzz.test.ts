import { expect, it, onTestFinished } from 'vitest'
import { connectAsync } from 'mqtt'
import { connect } from './testing/bytes.ts'
import { fuzz } from './testing/fuzz.ts'
import { openDoor } from './testing/open-door.ts'

const FREE = {
  connectTimeoutMs: 1_000,
  connectionsPerSecond: 1e6,
  messagesPerSecond: 1e6,
  bytesPerSecond: 1e9,
  sessionsPerIdentity: 100,
}

it('survives twenty thousand packets that chance has changed, lets go of all of them, and serves who comes next', async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', note).on('unhandledRejection', note)
  onTestFinished(() => void process.off('uncaughtException', note).off('unhandledRejection', note))
  const { door, port, url, taken } = await openDoor({ limits: FREE })

  const users = ['air-1', 'air-1', 'gw-1', 'siren']
  const signIn = (level: 4 | 5, n: number) => {
    const user = users[n % users.length]!
    return connect({ level, user, id: `fuzz-${user}-${n % 20}`, flags: n % 3 === 0 ? 0xc0 : 0xc2 })
  }
  const connections = await fuzz({ port, frames: 20_000, seed: 20_261_125, signIn })

  expect(uncaught).toEqual([])
  expect(connections).toBeGreaterThan(1_000)
  await expect.poll(() => [door.state.connections, door.state.sessions]).toEqual([0, 0])
  // Had chance changed too much, nothing would have come as far as the journal.
  expect(taken.length).toBeGreaterThan(500)
  const client = await connectAsync(url, { username: 'air-1', password: 'p-air-1', reconnectPeriod: 0 })
  await client.publishAsync('city/v1/air/air-1/readings', 'good', { qos: 1 })
  expect(taken.at(-1)).toEqual(['city/v1/air/air-1/readings', 'good'])
  await client.endAsync()
})

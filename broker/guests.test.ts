import { createConnection } from 'node:net'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../test/support/until.ts'
import type { Identity } from './gate.ts'
import { openDoor } from './testing/open-door.ts'

/** A door where `enrol` is a guest whose every word is echoed, and `short` a station whose sign-in ends by itself. */
async function open() {
  const said: string[] = []
  const talk = async (text: string) => {
    said.push(text)
    return JSON.stringify({ echo: text })
  }
  const admit = (username: string): Identity | 'wrong-credentials' => {
    if (username === 'enrol') return { of: 'guest', id: 'enrol:1', talk, until: Date.now() + 60_000 }
    if (username === 'short') return { of: 'station', id: 'short', kind: 'air', until: Date.now() + 400 }
    return 'wrong-credentials'
  }
  const opened = await openDoor({ gate: { admit, isTaken: (id) => id === 'air-1' || id === 'short' } })
  return { ...opened, said }
}

async function join(url: string, options: IClientOptions): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, ...options })
  client.on('error', () => {})
  onTestFinished(() => client.endAsync(true).catch(() => {}))
  return client
}

describe('a guest', () => {
  it('is answered, alone, and what it says reaches neither the journal nor anybody else', async () => {
    const { url, taken, said, sessions } = await open()
    const [one, other] = [await join(url, { username: 'enrol' }), await join(url, { username: 'enrol' })]
    const heard: string[][] = [[], []]
    for (const [n, client] of [one, other].entries()) {
      client.on('message', (topic, payload) => heard[n]!.push(`${topic} ${payload.toString()}`))
      await client.subscribeAsync('city/v1/enrol/answer')
    }
    await one.publishAsync('city/v1/enrol/hello', 'hi', { qos: 1 })
    await until(() => heard[0]!.length === 1)
    await other.publishAsync('city/v1/enrol/hello', 'ho', { qos: 1 })
    await until(() => heard[1]!.length === 1)
    expect(heard).toEqual([['city/v1/enrol/answer {"echo":"hi"}'], ['city/v1/enrol/answer {"echo":"ho"}']])
    expect([taken, sessions, said]).toEqual([[], [], ['hi', 'ho']])
  })

  it.each([
    ['readings of a station', 'city/v1/air/air-1/readings', 'x'],
    ['the status of a station', 'city/v1/air/air-1/status', 'x'],
    ['an answer to others', 'city/v1/enrol/answer', 'x'],
    ['an alarm', 'city/v1/alarms/1/2', 'x'],
    ['a long story', 'city/v1/enrol/hello', 'x'.repeat(2_049)],
  ])('cannot send %s', async (_, topic, payload) => {
    const { url, taken, said } = await open()
    const client = await join(url, { username: 'enrol' })
    client.publish(topic, payload, { qos: 1 })
    await until(() => !client.connected)
    expect([taken, said]).toEqual([[], []])
  })

  it('cannot listen to anything else, take the id of a station, or have a last will', async () => {
    const { url } = await open()
    const client = await join(url, { username: 'enrol' })
    for (const filter of [
      '#',
      'city/v1/enrol/#',
      'city/v1/enrol/hello',
      'city/v1/air/air-1/faults',
      'city/v1/alarms/#',
      '$SYS/#',
    ])
      await expect(client.subscribeAsync(filter)).rejects.toThrow()
    await expect(join(url, { username: 'enrol', clientId: 'air-1' })).rejects.toMatchObject({ code: 2 })
    const will = { topic: 'city/v1/air/air-1/status', payload: Buffer.from('offline'), qos: 1 as const, retain: true }
    await expect(join(url, { username: 'enrol', will })).rejects.toMatchObject({ code: 5 })
  })

  it('has room beside only so many others', async () => {
    const { door } = await openDoor({
      limits: { guests: 1 },
      gate: { admit: (id) => ({ of: 'guest', id: `guest:${id}`, talk: async () => '' }), isTaken: () => false },
    })
    const url = `mqtt://127.0.0.1:${door.ports.mqtt}`
    const first = await join(url, { username: 'a' })
    await expect(join(url, { username: 'b' })).rejects.toMatchObject({ code: 5 })
    await first.endAsync()
    await until(() => door.state.sessions === 0)
    await join(url, { username: 'b' })
  })
})

it('a sign-in that ends takes its session along, also of a client that does not read', async () => {
  const { url, port, door } = await open()
  const client = await join(url, { username: 'short', clientId: 'short' })
  const frozen = createConnection(port, '127.0.0.1')
  frozen.write(
    Buffer.concat([
      Buffer.from([0x10, 19, 0, 4]),
      Buffer.from('MQTT'),
      Buffer.from([4, 0x82, 0, 60, 0, 0, 0, 5]),
      Buffer.from('short'),
    ]),
  )
  frozen.pause()
  onTestFinished(() => void frozen.destroy())
  frozen.on('error', () => {})
  await until(() => !client.connected)
  await until(() => door.state.sessions === 0)
})

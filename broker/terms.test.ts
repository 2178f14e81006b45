import type { Client, ConnectPacket } from 'aedes'
import packets from 'mqtt-packet'
import { expect, it } from 'vitest'
import { DEFAULT_LIMITS } from './limits.ts'
import { makeTerms } from './terms.ts'

const terms = makeTerms({ admit: () => 'wrong-credentials', isTaken: () => false }, DEFAULT_LIMITS)

it.each([3, 4, 5] as const)('keeps nothing of a CONNECT of version %i but the version in the parser', (version) => {
  expect(settingsAfter(version)).toEqual({ protocolVersion: version })
})

it('leaves a bridge to be parsed as one', () => {
  expect(settingsAfter(4, true)).toMatchObject({ protocolVersion: 4, bridgeMode: true })
})

function settingsAfter(version: 3 | 4 | 5, isBridge = false): unknown {
  const parser = packets.parser() as ReturnType<typeof packets.parser> & { settings: unknown }
  const client = { _parser: parser } as unknown as Client
  parser.on('packet', (packet) => terms.settle(client, packet as ConnectPacket))
  const bytes = packets.generate({
    cmd: 'connect',
    protocolId: version === 3 ? 'MQIsdp' : 'MQTT',
    protocolVersion: version,
    clientId: 'air-1',
    username: 'air-1',
    password: Buffer.from('secret'),
    clean: true,
    ...(isBridge ? { bridgeMode: true } : {}),
  })
  parser.parse(bytes)
  return parser.settings
}

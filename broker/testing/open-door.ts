import { onTestFinished } from 'vitest'
import { type Door, type DoorOptions, startDoor } from '../door.ts'
import type { Session } from '../gate.ts'

const PEOPLE: Record<string, { of: 'station' | 'gateway' | 'service'; kind?: string }> = {
  'air-1': { of: 'station', kind: 'air' },
  'air-2': { of: 'station', kind: 'air' },
  'gw-1': { of: 'gateway' },
  siren: { of: 'service' },
}

/** A door on free ports with a few people, whose passwords are `p-` and their id, and what it has taken; it closes with the test. */
export async function openDoor(
  options: Partial<DoorOptions> = {},
  finished: (close: () => Promise<void>) => void = onTestFinished,
) {
  const taken: [string, string][] = []
  const sessions: Session[] = []
  const lines: { detail: object; text: string }[] = []
  const door: Door = await startDoor({
    host: '127.0.0.1',
    ports: { mqtt: 0, mqtts: null, ws: 0 },
    gate: {
      admit: (username, password) => {
        const person = PEOPLE[username]
        return person && password === `p-${username}` ? { ...person, id: username } : 'wrong-credentials'
      },
      isTaken: (id) => id in PEOPLE,
      keepsSessions: (username) => PEOPLE[username]?.of === 'service',
    },
    accept: (topic, payload, done) => {
      taken.push([topic, payload.toString()])
      setImmediate(done, null)
    },
    onSession: (session) => sessions.push(session),
    log: { warn: (detail, text) => void lines.push({ detail, text }) },
    ...options,
  })
  finished(async () => door[Symbol.asyncDispose]())
  return {
    door,
    taken,
    sessions,
    lines,
    port: door.ports.mqtt,
    url: `mqtt://127.0.0.1:${door.ports.mqtt}`,
    wsUrl: `ws://127.0.0.1:${door.ports.ws}`,
  }
}

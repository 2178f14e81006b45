import { connect as connectTcp, type Socket } from 'node:net'
import { describe, expect, it, type TestContext } from 'vitest'
import { ALARM, type Case, type Step } from './testing/conformance.ts'
import { CASES_3 } from './testing/conformance-3-table.ts'
import { CASES_5 } from './testing/conformance-5-table.ts'
import { openDoor } from './testing/open-door.ts'

const WITHIN_MS = 8_000
/** For bytes that must not come: they would have come with the ones before. */
const QUIET_MS = 20

describe.concurrent('MQTT 3.1.1, byte by byte', () => {
  it.for(CASES_3)('$clause: $name', run)
})

describe.concurrent('MQTT 5, byte by byte', () => {
  it.for(CASES_5)('$clause: $name', run)
})

interface Line {
  readonly socket: Socket
  heard: string
  isClosed: boolean
}

async function run({ steps }: Case, { onTestFinished }: TestContext): Promise<void> {
  const { door, port, taken } = await openDoor({}, onTestFinished)
  const lines = new Map<number, Line>()

  for (const step of steps) {
    const known = lines.get(step.on ?? 0)
    const line = known ?? open(port)
    if (!known) onTestFinished(() => void line.socket.destroy())
    lines.set(step.on ?? 0, line)
    if (step.send) line.socket.write(step.send)
    if (step.city) {
      const { qos = 0, retain = false, payload = 'x' } = step.city
      door.publish(ALARM, payload, { qos, retain })
    }
    if (step.breaks) line.socket.destroy()
    await expectOf(step, line)
    if (step.taken) await expect.poll(() => taken, { timeout: WITHIN_MS, interval: 5 }).toContainEqual(step.taken)
  }
}

async function expectOf({ hear, closed }: Step, line: Line): Promise<void> {
  const isHeard = () => (typeof hear === 'string' ? line.heard.length >= hear.length : hear!.test(line.heard))
  if (hear !== undefined) {
    await until(() => isHeard() || line.isClosed)
    if (!closed) await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
    if (typeof hear === 'string') expect(line.heard).toBe(hear)
    else expect(line.heard).toMatch(hear)
  }
  if (closed) {
    await until(() => line.isClosed)
    if (hear === undefined) expect(line.heard).toBe('')
    return
  }
  if (hear !== undefined) expect(line.isClosed).toBe(false)
  line.heard = ''
}

function open(port: number): Line {
  const socket = connectTcp(port, '127.0.0.1')
  const line: Line = { socket, heard: '', isClosed: false }
  socket.on('data', (bytes) => (line.heard += bytes.toString('hex')))
  socket.on('error', () => {})
  socket.on('close', () => (line.isClosed = true))
  return line
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + WITHIN_MS
  while (!holds() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 2))
}

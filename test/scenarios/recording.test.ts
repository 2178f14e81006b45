import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Aedes } from 'aedes'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecordedMessage } from '../../simulators/recording/recording.ts'
import { shiftTimes } from '../../simulators/recording/shift-times.ts'
import { type Credentials, type RunningCity, startCity } from '../support/city.ts'
import { connect } from '../support/device.ts'
import { ROOT } from '../support/sources.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const READINGS = 120
/** What a device may say of itself where numbers belong. The first four have a value that may be kept, the others nothing. */
const TALKATIVE = [
  { seq: 900, values: { LAeq: 51, LAmax: 'secret-word' } },
  { seq: 901, values: { LAeq: 52, 'secret-name': 5 } },
  {
    seq: 902,
    values: { LAeq: { value: 53, unit: 'dB{A}', note: 'secret-note' }, LAmax: { value: 'secret', unit: 'dB' } },
  },
  {
    seq: 903,
    ts: new Date().toISOString().replace('Z', '+00:00'),
    values: { LAeq: 54, LAmax: { value: 60, unit: '{secret}' } },
  },
  { seq: 'secret-number', values: { LAeq: 55 } },
  { seq: 905, ts: 'secret-time', values: { LAeq: 56 } },
  { seq: 906, values: 'secret-values' },
  { seq: 907, values: { LAeq: { value: 57, unit: '{secret}' } } },
]
const KEPT = 4

let city: RunningCity
let own: Credentials
let gateway: Credentials

beforeAll(async () => {
  city = await startCity()
  own = await city.register({ id: 'secret-roof', kind: 'noise' })
  const where = { name: 'gw', district: '990101', lon: 123, lat: 31 }
  gateway = await city.api<Credentials>('POST', '/gateways', { id: 'secret-gw', ...where })
  await city.register({ id: 'secret-lid', kind: 'manhole', gateway: 'secret-gw' })
})
afterAll(() => city?.[Symbol.asyncDispose]())

/** Runs one command line; `ended` resolves to its code and what it printed. */
function start(...args: readonly string[]) {
  const env = { PATH: process.env['PATH'] ?? '', CITY_DATA: city.data }
  const child = spawn(process.execPath, [join(ROOT, 'city.ts'), ...args], { cwd: ROOT, env })
  let text = ''
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (text += bytes.toString()))
  const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, text })),
  )
  return { child, ended }
}

/** Records what is said meanwhile, until Ctrl-C. */
async function recordTo(file: string, ...more: readonly string[]) {
  const { child, ended } = start('record', '--out', file, '--json', ...more)
  await until(() => existsSync(file))
  await speak()
  child.kill('SIGINT')
  return ended
}

async function speak(): Promise<void> {
  const roof = await connect(own, { port: city.mqttPort })
  const link = await connect(gateway, { port: city.mqttPort })
  const ts = Date.now()
  for (let i = 0; i < READINGS; i += 1) {
    const reading = { ts: ts + i, seq: i, values: { LAeq: 50 + (i % 9) }, serialNumber: 'secret-serial' }
    await roof.publishAsync('city/v1/noise/secret-roof/readings', JSON.stringify(reading), { qos: 1 })
    if (i % 10 !== 0) continue
    const lids = { 'secret-lid': { ts: ts + i, seq: i, values: { waterDepth: 0.3 } } }
    await link.publishAsync('city/v1/gateways/secret-gw/readings', JSON.stringify(lids), { qos: 1 })
  }
  await roof.publishAsync('city/v1/noise/secret-roof/readings', '{"secret-roof": oops', { qos: 1 })
  for (const reading of TALKATIVE)
    await roof.publishAsync('city/v1/noise/secret-roof/readings', JSON.stringify(reading), { qos: 1 })
  await roof.endAsync()
  await link.endAsync()
}

it('records all that a city takes in without telling who it was, and replays it to the city to the last reading', async () => {
  const file = join(await temporaryFolder(), 'day.jsonl.gz')
  const recorded = await recordTo(file)
  const sent = READINGS + KEPT + READINGS / 10
  const end = { recorded: sent, withheld: 1 + TALKATIVE.length - KEPT, valuesWithheld: TALKATIVE.length, missed: 0 }
  expect(recorded.text).toContain(JSON.stringify(end))
  expect(recorded.code).toBe(0)
  const text = gunzipSync(await readFile(file)).toString()
  expect(text).not.toContain('secret')
  const lines = text.trim().split('\n')
  expect(JSON.parse(lines.at(-1)!)).toEqual({ end })
  const messages = lines.slice(1, -1).map((line) => JSON.parse(line) as RecordedMessage)
  expect(messages.every(({ t }, i) => i === 0 || t >= messages[i - 1]!.t)).toBe(true)

  const ids = new Set(messages.map(({ topic }) => topic.split('/')[3]!).filter((id) => id.startsWith('st-')))
  expect(ids.size).toBe(1)
  // Again and again: what one run has registered and retired does not stand in the way of the next.
  for (let run = 1; run <= 3; run++) {
    const replayed = await start('replay', file, '--speed', '10', '--shift-ts', '--json').ended
    expect(replayed.text).toContain(`{"read":${sent},"sent":${sent},"acknowledged":${sent},"refused":0}`)
    await until(async () => {
      const { items } = await city.api<{ items: { station: string; stored: number }[] }>('GET', '/ledger?limit=1000')
      const own = items.filter(({ station }) => station.startsWith('st-'))
      return own.reduce((sum, { stored }) => sum + stored, 0) === run * sent
    })
  }
})

it.each([
  ['cut short', (file: Buffer) => file.subarray(0, file.length - 40), 'is cut short or damaged from line'],
  ['of another kind', () => gzipSync('{"format":"something else"}\n'), 'is no recording of a city'],
  ['not gzipped', () => Buffer.from('{}'), 'cannot be read: incorrect header check'],
  [
    'with a line that is none',
    (file: Buffer) => gzipSync(`${gunzipSync(file).toString().split('\n').slice(0, 3).join('\n')}\n{"topic":5}\n`),
    ', line 4: expected {"t": ms',
  ],
] as const)('says of a recording %s which file it is, and where', async (_, harm, says) => {
  const folder = await temporaryFolder()
  const [file, harmed] = [join(folder, 'day.jsonl.gz'), join(folder, 'harmed.jsonl.gz')]
  await recordTo(file)
  await writeFile(harmed, harm(await readFile(file)))
  const { code, text } = await start('replay', harmed).ended
  expect(code).not.toBe(0)
  expect(text).toContain(`${harmed}${says.startsWith(',') ? says : ` ${says}`}`)
})

it('replays to any other broker, at any speed, with the times of readings moved', async () => {
  const file = join(await temporaryFolder(), 'plain.jsonl.gz')
  expect((await recordTo(file, '--plain')).text).toContain('"withheld":0,"valuesWithheld":0,"missed":0')
  const aedes = await Aedes.createBroker()
  const heard: { topic: string; text: string }[] = []
  aedes.on('publish', (packet, client) => {
    if (client) heard.push({ topic: packet.topic, text: packet.payload.toString() })
  })
  const server = createServer(aedes.handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const began = Date.now()
  const { code } = await start('replay', file, '--speed', '100', '--shift-ts', '--broker', `mqtt://127.0.0.1:${port}`)
    .ended
  expect(code).toBe(0)
  expect(heard).toHaveLength(READINGS + READINGS / 10 + 1 + TALKATIVE.length)
  const roof = heard.filter(({ topic }) => topic.endsWith('/secret-roof/readings')).slice(0, READINGS)
  const times = roof.map(({ text }) => (JSON.parse(text) as { ts: number }).ts)
  expect(times.every((ts) => ts > began - 2000 && ts < Date.now() + 2000)).toBe(true)
  server.close()
  await new Promise<void>((resolve) => aedes.close(resolve))
})

it('moves every time of a reading and leaves what is none alone', () => {
  const moved = (payload: string) => shiftTimes(Buffer.from(payload), 1000).toString()
  expect(moved('{"ts":5,"values":{"x":1}}')).toBe('{"ts":1005,"values":{"x":1}}')
  expect(moved('[{"ts":"1970-01-01T00:00:00Z","values":{"x":1}},{"values":{"x":2}}]')).toBe(
    '[{"ts":1000,"values":{"x":1}},{"values":{"x":2}}]',
  )
  expect(moved('{"a":{"ts":5,"values":{}},"b":[{"ts":6,"values":{}}]}')).toBe(
    '{"a":{"ts":1005,"values":{}},"b":[{"ts":1006,"values":{}}]}',
  )
  expect(moved('{"ts":5,"val')).toBe('{"ts":5,"val')
})

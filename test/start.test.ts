import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm } from '../domain/alarm.ts'
import { deadLetters, latestAt, pointsOf, settledLedger } from './support/books.ts'
import { runProgram, type RunningCity, startCity } from './support/city.ts'
import { connect, connectDevice } from './support/device.ts'
import { until } from './support/until.ts'

const rooms = new AsyncDisposableStack()
const config = rooms.use(copyOfShipped())
let city: RunningCity
let certificate: string

const LIGHT = `id: light
label: { zh: 路灯, en: Street light }
owner: urban-management
sharing: on-demand
everySeconds: 60
shape: star
headline: illuminance
values:
  illuminance:
    unit: lx
    label: { zh: 照度, en: Illuminance }
    decimals: 1
    fail: [0, 200000]
  power:
    unit: W
    label: { zh: 功率, en: Power }
    decimals: 0
    fail: [0, 2000]
rules:
  - id: light-overload
    label: { zh: 路灯过载, en: Street light draws too much }
    severity: yellow
    when: { type: threshold, value: power, above: 400, clear: 300 }
    response: { zh: 派人检查。, en: Send somebody to look. }
`

beforeAll(async () => {
  const folder = await newFolder()
  certificate = join(folder, 'cert.pem')
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'].concat(
      ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ['-keyout', join(folder, 'key.pem'), '-out', certificate],
    ),
    { stdio: 'ignore' },
  )
  config.write('kinds/light.yaml', LIGHT)
  city = rooms.use(
    await startCity({
      config: config.folder,
      env: { MQTTS_CERT: certificate, MQTTS_KEY: join(folder, 'key.pem') },
    }),
  )
})
afterAll(() => rooms.disposeAsync())

describe.runIf(process.platform === 'linux')('the process', () => {
  const read = (name: string) => readFileSync(`/proc/${city.pid}/${name}`, 'utf8').split('\0')

  it('is the one that was started, with what must be said before it begins', () => {
    expect(read('environ')).toContain('MALLOC_ARENA_MAX=1')
    expect(read('cmdline').slice(1)).toEqual([
      '--max-semi-space-size=16',
      '--expose-gc',
      join(import.meta.dirname, '..', 'main.ts'),
      '',
    ])
  })
})

describe('what a person can mend ends the start with one clear sentence and code 78', () => {
  it.for(['HTTP_PORT', 'MQTT_PORT'])('when another program holds %s', async (name) => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const said = await failedStart({ CITY_DATA: await newFolder(), [name]: String(port) })
    expect(said).toBe(
      `Port ${port} on 127.0.0.1 is in use: end the program that holds it, or set ${name} to another port (0 = any free one).`,
    )
    holder.close()
  })

  it('and the password of the first sign-in is still shown at the start that succeeds', async () => {
    const data = await newFolder()
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    await failedStart({ CITY_DATA: data, HTTP_PORT: String(port) })
    holder.close()
    const program = runProgram({ CITY_CONFIG: config.folder, CITY_DATA: data })
    try {
      await until(() => /Sign in as admin with \S+/.test(program.log()))
    } finally {
      await program.kill('SIGTERM')
    }
  })

  it('when files of the configuration are broken: all at once, by file and line', async () => {
    using broken = copyOfShipped()
    const noise = broken.replace('kinds/noise.yaml', 'everySeconds: 60', 'everySeconds: often')
    const owner = broken.replace('kinds/parking.yaml', 'owner: transport', 'owner: trasnport')
    const rule = broken.replace('rules/smog.yaml', 'id: smog-yellow', 'id: Smog Yellow')
    const said = await failedStart({ CITY_CONFIG: broken.folder, CITY_DATA: await newFolder() })
    const lines = said.split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(`kinds/noise.yaml:${noise}: `)
    expect(lines[1]).toMatch(`kinds/parking.yaml:${owner}: `)
    expect(lines[1]).toContain('transport')
    expect(lines[2]).toMatch(`rules/smog.yaml:${rule}: `)
  })

  it('when variables of the environment are wrong: all at once', async () => {
    const said = await failedStart({ MQTT_PORT: 'mqtt', SIMULATE: 'yes', ROLES: 'brocker' })
    expect(said.split('\n').map((line) => line.split(' ')[0])).toEqual(['MQTT_PORT', 'SIMULATE', 'ROLES'])
  })

  it('when the data folder cannot be written', async () => {
    const file = join(await newFolder(), 'a-file')
    writeFileSync(file, '')
    const said = await failedStart({ CITY_DATA: join(file, 'data') })
    expect(said).toContain(join(file, 'data'))
    expect(said).toContain('CITY_DATA')
    expect(said.split('\n')).toHaveLength(1)
  })

  it('when another city runs on the data folder, which goes on undisturbed', async () => {
    const before = readFileSync(join(city.data, 'run.json'), 'utf8')
    const said = await failedStart({ CITY_DATA: city.data })
    expect(said).toBe(`${city.data} is in use by process ${city.pid}: stop it, or set CITY_DATA`)
    expect(readFileSync(join(city.data, 'run.json'), 'utf8')).toBe(before)
    expect((await fetch(`${city.url}/health/ready`)).status).toBe(200)
  })

  it('when the certificate is not there, or is none', async () => {
    const folder = await newFolder()
    const missing = join(folder, 'cert.pem')
    const data = join(folder, 'data')
    const none = join(folder, 'none.pem')
    writeFileSync(none, 'no certificate')
    expect(await failedStart({ CITY_DATA: data, MQTTS_CERT: missing, MQTTS_KEY: missing })).toContain(missing)
    const said = await failedStart({ CITY_DATA: data, MQTTS_CERT: none, MQTTS_KEY: none })
    expect(said).toContain('MQTTS_CERT')
    expect(said.split('\n')).toHaveLength(1)
  })
})

describe('a city whose output nobody reads any more', () => {
  it.each(['before', 'after'])('works on, and ends in order, when the reader went %s it was ready', async (when) => {
    const data = await newFolder()
    const program = runProgram({ CITY_CONFIG: config.folder, CITY_DATA: data })
    if (when === 'before') program.closeOutput()
    await until(() => {
      if (program.exitCode() !== null) throw new Error(`it ended with ${program.exitCode()}`)
      return existsSync(join(data, 'run.json'))
    })
    const { http } = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as { http: number }
    if (when === 'after') program.closeOutput()
    await until(async () => (await fetch(`http://127.0.0.1:${http}/health/ready`)).ok)
    await program.kill('SIGTERM')
    expect(program.exitCode()).toBe(0)
  })
})

describe('a kind that is one more file of the configuration', () => {
  it('is taken, checked, stored, charted and watched like the others', async () => {
    const credentials = await city.register({ id: 'light-1', kind: 'light' })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'light' })
    const ts = Date.now() - 60_000
    await device.send([
      { ts, values: { illuminance: 30, power: { value: 0.15, unit: 'kW' } } },
      { ts: ts + 1, values: { illuminance: -1, power: 450 } },
      { ts: ts + 2, values: { brightness: 1 } },
    ])
    const latest = await latestAt(city, 'light-1', ts + 1)
    expect(latest).toMatchObject({ values: { illuminance: -1, power: 450 }, flags: { illuminance: 4 } })
    await settledLedger(city, 'light-1', 3)
    const { unit, points } = await pointsOf(city, { station: 'light-1', value: 'power', from: ts, to: ts + 10 })
    expect({ unit, points }).toEqual({
      unit: 'W',
      points: [
        [ts, 150, 1],
        [ts + 1, 450, 1],
      ],
    })
    const [letter] = await deadLetters(city, '&station=light-1')
    expect(letter).toMatchObject({ item: 2, reason: 'unknown-value', detail: expect.stringContaining('illuminance') })
    const alarms = async () => {
      const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=200')
      return items.filter(({ station }) => station === 'light-1')
    }
    await until(async () => (await alarms()).length === 1)
    expect((await alarms())[0]).toMatchObject({ rule: 'light-overload', owner: 'urban-management', unit: 'W' })
    const { kinds } = await city.api<{ kinds: { id: string }[] }>('GET', '/city')
    expect(kinds.map(({ id }) => id)).toContain('light')
  })
})

describe('the TLS door', () => {
  it.for([4, 5] as const)('takes readings of MQTT %s behind a certificate', async (version) => {
    const id = `air-tls-${version}`
    const credentials = await city.register({ id, kind: 'air' })
    const tls = { port: city.mqttsPort!, protocol: 'mqtts', options: { ca: readFileSync(certificate) } } as const
    await using device = await connectDevice(credentials, { ...tls, kind: 'air', version })
    const ts = Date.now() - 5_000
    await device.send({ ts, values: { pm25: 20 } })
    await latestAt(city, id, ts)
  })

  it('is not trusted by a client that does not know the certificate', async () => {
    const credentials = await city.register({ id: 'air-wary', kind: 'air' })
    await expect(connect(credentials, { port: city.mqttsPort!, protocol: 'mqtts' })).rejects.toThrow(/certificate/i)
  })
})

/** Starts the program, which must fail with code 78, without a stack trace. Resolves to what it said. */
async function failedStart(env: Readonly<Record<string, string>>): Promise<string> {
  const program = runProgram({ CITY_CONFIG: config.folder, LOG_LEVEL: 'warn', ...env })
  try {
    await program.exited
  } finally {
    await program.kill('SIGKILL')
  }
  expect(program.exitCode(), program.log()).toBe(78)
  expect(program.log()).not.toMatch(/^\s+at /m)
  return program.log().trim()
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-start-'))
  rooms.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}

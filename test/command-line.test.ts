import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { connectAsync } from 'mqtt'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { runCity } from '../commands/program.ts'
import { readSettings } from '../config/settings.ts'
import type { AlarmPerformance } from '../domain/alarm-performance.ts'
import type { LedgerSummary } from '../domain/ledger.ts'
import type { DeadLetter, LedgerRow } from '../domain/wire.ts'
import { type OpenCity, openCity } from '../open-city.ts'

const DISTRICT = '990101'
const PLACE = ['--kind', 'noise', '--name', 'Our roof', '--district', DISTRICT, '--lon', '122.99', '--lat', '31.01']

let city: OpenCity
let folder: string
let env: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citypulse-cli-'))
  env = { CITY_DATA: folder, CITY_CONFIG: resolve('config'), SIMULATE: '0', ADMIN_PASSWORD: 'a password for tests' }
  const settings = readSettings({ ...env, HTTP_PORT: '0', MQTT_PORT: '0', MQTT_WS_PORT: '0' })
  city = await openCity(settings, pino({ level: 'silent' }), (error) => {
    throw error
  })
})
afterAll(async () => {
  await city[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** One command line: its exit code, and what it printed and complained. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const streams = { print: (text: string) => void (out += `${text}\n`), complain: (text: string) => void (err += text) }
  const code = await runCity(args, streams, env)
  return { code, out, err }
}

async function json<T>(...args: string[]): Promise<T> {
  const { out, err } = await run(...args, '--json')
  expect(err).toBe('')
  return JSON.parse(out) as T
}

describe('a station added at the terminal', () => {
  it('sends with the password that was printed, shows in the ledger, and is cut when it retires', async () => {
    const { username, password } = await json<{ username: string; password: string }>(
      'stations',
      'add',
      'noise-roof',
      ...PLACE,
      '--trait',
      'zone=3',
    )
    const client = await connectAsync(`mqtt://127.0.0.1:${city.ports.mqtt}`, { username, password, reconnectPeriod: 0 })
    const topic = 'city/v1/noise/noise-roof/readings'
    await client.publishAsync(topic, '{"values":{"LAeq":61.5}}', { qos: 1 })
    await client.publishAsync(topic, '{"values":{"loudness":61.5}}', { qos: 1 })
    await city.settled()

    const shown = await run('stations', 'show', 'noise-roof')
    expect(shown.out).toMatch(/^status +online \(connected\)$/m)
    expect(shown.out).toMatch(/^zone +3$/m)
    expect(shown.out).toMatch(/^LAeq +61\.5 +1$/m)
    const { total } = await json<{ total: LedgerRow }>('ledger', '--station', 'noise-roof', '--from', '2h')
    expect(total).toMatchObject({ received: 2, stored: 1, duplicate: 0, refused: 1, pending: 0 })

    const tell = () => run('stations', 'tell', 'noise-roof', '{"do":"restart"}')
    expect(await tell()).toMatchObject({ code: 1, err: expect.stringMatching(/has not subscribed/) })
    await client.subscribeAsync('city/v1/noise/noise-roof/commands', { qos: 1 })
    const heard = new Promise<string>((resolve) => client.once('message', (_, bytes) => resolve(bytes.toString())))
    expect(await tell()).toMatchObject({ code: 0, out: expect.stringMatching(/^Sent to .*commands/) })
    expect(JSON.parse(await heard)).toMatchObject({ command: { do: 'restart' } })
    expect(await run('stations', 'tell', 'noise-roof', 'restart')).toMatchObject({ code: 64 })

    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
    expect(await run('stations', 'retire', 'noise-roof')).toMatchObject({ code: 0, out: 'Retired noise-roof.\n' })
    await closed
    expect(await run('stations', 'show', 'noise-roof')).toMatchObject({ code: 1, err: /not-found/ })
    expect(await run('stations', 'add', 'noise-roof', ...PLACE)).toMatchObject({ code: 1, err: /station-exists/ })
  })

  it('needs a district of this city', async () => {
    const { code, err } = await run(
      'stations',
      'add',
      'x-1',
      ...PLACE.map((word) => (word === DISTRICT ? 'mars' : word)),
    )
    expect([code, err]).toEqual([1, expect.stringMatching(/district/)])
  })
})

it('shows a dead letter with the bytes that came, and fails when its replay is refused again', async () => {
  const made = await json<{ username: string; password: string }>('stations', 'add', 'noise-bad', ...PLACE)
  const client = await connectAsync(`mqtt://127.0.0.1:${city.ports.mqtt}`, made)
  await client.publishAsync('city/v1/noise/noise-bad/readings', 'LAeq=61', { qos: 1 })
  await client.endAsync()
  await city.settled()
  const [letter] = await json<DeadLetter[]>('dead-letters', 'list', '--station', 'noise-bad')
  expect(letter).toMatchObject({ reason: 'not-json', stage: 'decode' })
  const id = String(letter?.id)
  expect((await run('dead-letters', 'show', id)).out).toMatch(/\nLAeq=61\n$/)
  const replayed = await run('dead-letters', 'replay', id)
  expect(replayed).toMatchObject({ code: 1, err: '1 of 1 refused again' })
  expect(replayed.out).toMatch(`${id} refused: not-json`)
  expect(await run('dead-letters', 'show', '999999')).toMatchObject({
    code: 1,
    err: expect.stringMatching('There is no dead letter 999999'),
  })
})

it('sums up dead letters, maps the names of a vendor, replays what a filter finds, and discards the rest', async () => {
  const made = await json<{ username: string; password: string }>('stations', 'add', 'noise-map', ...PLACE)
  const client = await connectAsync(`mqtt://127.0.0.1:${city.ports.mqtt}`, made)
  for (let n = 0; n < 3; n++)
    await client.publishAsync(
      'city/v1/noise/noise-map/readings',
      // Numbered: without time and number two of one millisecond would be one reading.
      JSON.stringify({ seq: n, values: { 'L_Aeq\u001b': 50 + n } }),
      { qos: 1 },
    )
  await client.publishAsync('city/v1/noise/noise-map/readings', '\u001b[2J', { qos: 1 })
  await client.endAsync()
  await city.settled()
  const filter = ['--station', 'noise-map', '--reason', 'unknown-value']
  const summary = await run('dead-letters', 'summary', ...filter)
  expect(summary.out).toMatch(/^ +3 +unknown-value +noise-map +noise +L_Aeq⟨ESC⟩ +1 /m)
  const [letter] = await json<DeadLetter[]>('dead-letters', 'list', ...filter)
  expect((await run('dead-letters', 'list', '--station', 'noise-map')).out).not.toContain('\u001b')
  expect((await run('dead-letters', 'show', String(letter!.id + 1))).out).toContain('⟨ESC⟩[2J')

  const id = String(letter!.id)
  expect(await run('dead-letters', 'check', id)).toMatchObject({ code: 1, err: '1 fault' })
  const file = join(folder, 'map.json')
  await writeFile(file, (await run('field-maps', 'suggest', id)).out)
  const tried = await run('dead-letters', 'check', id, '--map', file)
  expect(tried).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^noise-map at .*: would be stored as LAeq 52 dB\{A\}\n$/),
  })
  const key = ['station', 'noise-map', 'noise']
  const set = await run('field-maps', 'set', ...key, '--file', file, '--reason', 'firmware 3')
  expect(set).toMatchObject({ code: 0, out: expect.stringMatching(/^version 1 is in force/) })
  expect((await run('field-maps', 'list')).out).toMatch(
    /station noise-map +noise +replays only +1 +L_Aeq⟨ESC⟩ → LAeq +local/,
  )
  expect(await run('dead-letters', 'replay')).toMatchObject({ code: 64 })
  expect(await run('dead-letters', 'replay', ...filter)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^3 stored, 0 refused/),
  })
  expect(await run('dead-letters', 'discard', '--station', 'noise-map', '--because', 'a test')).toMatchObject({
    code: 0,
    out: '1 letter discarded\n',
  })
  expect(await json<LedgerRow[]>('ledger', '--station', 'noise-map')).toMatchObject({
    total: { received: 4, stored: 3, refused: 1, pending: 0 },
  })
  expect((await run('field-maps', 'remove', ...key, '--reason', 'mended')).code).toBe(0)
  expect((await run('field-maps', 'show', ...key)).out).toMatch(
    /^version 2, taken away, .*mended\nversion 1, replays only/,
  )
})

it('says that the city is ready, and who is there', async () => {
  const { code, out } = await run('status')
  expect(code).toBe(0)
  expect(out).toMatch(/^ready +yes: every room is open$/m)
  expect(out).toMatch(/^stations +\d+ online, \d+ stale, \d+ offline, \d+ unknown$/m)
})

/** A city that says of its ledger what it is told to. */
async function falseCity(answers: Readonly<Record<string, unknown>>): Promise<string[]> {
  const server = createServer(({ url }, answer) =>
    answer.end(JSON.stringify(answers[url!.replace('/api/v1', '').split('?')[0]!])),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return ['--url', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, '--token', 'none']
}

describe('the ledger', () => {
  it('fails with the row that does not balance', async () => {
    const summary = await json<{ summary: LedgerSummary }>('ledger', '--by', 'city')
    const row = { station: 'air-1', hour: 0, received: 5, stored: 6, duplicate: 0, refused: 0, pending: -1 }
    const at = await falseCity({
      '/ledger': { items: [row], next: null },
      '/ledger/summary': { ...summary.summary, verdict: 'unbalanced', wrong: 1 },
    })
    const { code, err } = await run('ledger', '--each', ...at)
    expect([code, err]).toEqual([1, expect.stringMatching(/^air-1 1970-01-01 00:00Z does not balance: 5 received/)])
    expect(err).toMatch(/^NOT BALANCED: 1 rows or hours contradict themselves\. /m)
  })

  it('tells of gaps, fails for them only when told to be strict, and is had as a table', async () => {
    await run('stations', 'add', 'noise-gap', '--vendor', '=Acme', ...PLACE)
    const before = await run('ledger', '--vendor', '=Acme')
    expect([before.code, before.out]).toEqual([0, expect.stringMatching(/^NO DATA: nothing came\. /m)])
    const { username, password } = await json<{ username: string; password: string }>(
      'stations',
      'add',
      'noise-gap2',
      '--vendor',
      '=Acme',
      ...PLACE,
    )
    const client = await connectAsync({
      host: '127.0.0.1',
      port: city.ports.mqtt!,
      clientId: username,
      username,
      password,
    })
    for (const seq of [1, 2, 6])
      await client.publishAsync(`city/v1/noise/${username}/readings`, JSON.stringify({ seq, values: { LAeq: 50 } }), {
        qos: 1,
      })
    await client.endAsync()
    await city.settled()
    const chosen = ['--vendor', '=Acme']
    expect(await run('ledger', ...chosen)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^GAPS: 1 are not filled, 0 of them go on\. /m),
    })
    expect(await run('ledger', ...chosen, '--strict')).toMatchObject({ code: 1, err: '1 gap not filled' })
    expect((await run('ledger', ...chosen, '--gaps', '--cause', 'sequence')).out).toMatch(
      /^noise-gap2 +sequence +open +\S+ \S+ +\S+ \S+ +3 to 5 +3 +=Acme$/m,
    )
    expect((await run('ledger', ...chosen, '--by', 'vendor')).out).toMatch(/^=Acme +3 +3 +0 +0 +0 +1 +0 +3 /m)
    const { out } = await run('ledger', ...chosen, '--gaps', '--csv')
    expect(out.split('\r\n')[0]).toMatch(/^\uFEFFid,cause,station,/)
    expect(out).toMatch(/,sequence,noise-gap2,noise,990101,ecology,'=Acme,.*,3,5,3,open,/)
    expect((await run('ledger', ...chosen, '--csv', '--by', 'station')).out).toMatch(
      /^noise-gap2,3,3,0,0,0,1,0,1,0,3,/m,
    )
  })
})

describe('alarms performance', () => {
  it('reports what an alarm asked of people, also as JSON and as a table, and can be strict', async () => {
    const { username, password } = await json<{ username: string; password: string }>(
      'stations',
      'add',
      'noise-loud',
      ...PLACE,
    )
    const client = await connectAsync(`mqtt://127.0.0.1:${city.ports.mqtt}`, { username, password, reconnectPeriod: 0 })
    await client.publishAsync('city/v1/noise/noise-loud/readings', '{"values":{"LAmax":125}}', { qos: 1 })
    await city.settled()
    await client.endAsync()
    const { asked, top } = await json<AlarmPerformance>('alarms', 'performance', '--department', 'emergency')
    expect(asked).toMatchObject({ scope: 'emergency', count: 1, waiting: 1 })
    expect(top).toMatchObject([{ rule: 'noise-bang', station: 'noise-loud', share: 1 }])
    const { out } = await run('alarms', 'performance', '--from', '7d')
    expect(out).toMatch(/^peak +1 +10 +- +acceptable$/m)
    expect(out).toMatch(/^emergency +1 +1 +/m)
    expect(out).toMatch(/^noise-bang +noise-loud +emergency +1 +\d+\.\d %$/m)
    const table = await run('alarms', 'performance', '--csv', 'causes')
    expect(table.out).toContain('top,noise-bang,noise-loud,emergency,1,')
    // One alarm is all of its department's load.
    expect(await run('alarms', 'performance', '--department', 'emergency', '--strict')).toMatchObject({
      code: 1,
      err: expect.stringContaining('top-ten') as string,
    })
    expect(await run('alarms', 'performance', '--department', 'nobody')).toMatchObject({ code: 1 })
  })
})

describe('config check', () => {
  it('finds no fault in the city that is shipped', async () => {
    expect(await run('config', 'check')).toMatchObject({ code: 0, out: /no faults; 7 kinds/ })
  })

  it('ends with 78 and the places when there are faults', async () => {
    expect(await run('config', 'check', folder)).toMatchObject({ code: 78, out: /^city\.yaml:0: no such file/m })
  })
})

describe('a command that cannot be carried out', () => {
  it.each([
    { why: 'is none', args: ['dance'], code: 64, err: /unknown command 'dance'/ },
    { why: 'lacks what it needs', args: ['stations', 'add', 'x-1'], code: 64, err: /required option '--kind <kind>'/ },
    { why: 'has an option that there is not', args: ['ledger', '--hour'], code: 64, err: /unknown option '--hour'/ },
    {
      why: 'would send the token elsewhere',
      args: ['status', '--url', 'http://127.0.0.1:1'],
      code: 64,
      err: /needs --token/,
    },
    {
      why: 'finds no city',
      args: ['status', '--url', 'http://127.0.0.1:1', '--token', 'x'],
      code: 69,
      err: /No city answers/,
    },
  ])('ends with $code when it $why', async ({ args, code, err }) => {
    const result = await run(...args)
    expect([result.code, result.err]).toEqual([code, expect.stringMatching(err)])
  })

  it('is told how to be given a city when there is none in the data folder', async () => {
    const streams = { print: () => {}, complain: (text: string) => void (said += text) }
    let said = ''
    expect(await runCity(['status'], streams, { ...env, CITY_DATA: join(folder, 'none') })).toBe(69)
    expect(said).toMatch(/run\.json is not there: start the city with npm start, set CITY_DATA/)
    said = ''
    expect(await runCity(['status'], streams, { ...env, HTTP_PORT: 'x' })).toBe(78)
    expect(said).toMatch(/^HTTP_PORT is "x"/)
  })
})

describe('people at the terminal', () => {
  it('are added with a password that is told once, changed, switched off and removed, each in the audit', async () => {
    const wish = ['--role', 'operator,shift-lead', '--department', 'water']
    const added = await run('people', 'add', 'zhao.yun', ...wish)
    expect(added).toMatchObject({ code: 0, err: '' })
    const password = /^zhao\.yun signs in with (\S+) \(shown only now\)$/m.exec(added.out)?.[1] ?? ''
    expect(await signInAs('zhao.yun', password)).toMatchObject({ status: 200, body: { owes: 'password' } })
    expect(await run('people', 'add', 'zhao.yun', ...wish)).toMatchObject({ code: 1, err: /taken|already/ })
    expect((await run('people', 'list')).out).toMatch(/^zhao\.yun +operator, shift-lead +water +owes a password/m)

    expect((await run('people', 'set', 'zhao.yun', '--role', 'auditor', '--department', 'all')).out).toBe(
      'zhao.yun is auditor in the whole city\n',
    )
    const second = await json<{ password: string }>('people', 'password', 'zhao.yun')
    expect(second.password).not.toBe(password)
    expect((await signInAs('zhao.yun', password)).status).toBe(401)
    expect((await signInAs('zhao.yun', second.password)).status).toBe(200)
    expect((await run('people', 'sign-out', 'zhao.yun')).out).toBe('zhao.yun: done\n')
    expect((await run('people', 'reset-second-factor', 'zhao.yun')).code).toBe(0)
    expect((await run('people', 'off', 'zhao.yun')).out).toBe('zhao.yun is off\n')
    expect((await signInAs('zhao.yun', second.password)).status).toBe(401)
    expect((await run('people', 'on', 'zhao.yun')).out).toBe('zhao.yun is on\n')
    expect((await signInAs('zhao.yun', second.password)).status).toBe(200)
    expect((await run('people', 'remove', 'zhao.yun')).out).toBe('zhao.yun is removed\n')
    expect(await run('people', 'remove', 'zhao.yun')).toMatchObject({ code: 1, err: /no user zhao\.yun/ })
    expect((await json<{ user: string }[]>('people', 'list')).map(({ user }) => user)).toEqual(['admin'])

    const told = await json<{ action: string }[]>('audit', 'list', '--actor', 'local', '--object', 'zhao.yun')
    expect(told.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['create-person', 'change-person', 'reset-password', 'end-sessions', 'remove-person']),
    )
  })

  it('are not made without roles and departments, with two administrations, nor under names of the city', async () => {
    for (const [args, code] of [
      [['add', 'nobody.yet'], 64],
      [['add', 'nobody.yet', '--role', 'operator'], 64],
      [['add', 'nobody.yet', '--role', 'king', '--department', 'all'], 1],
      [['add', 'nobody.yet', '--role', 'operator', '--department', 'atlantis'], 1],
      [['add', 'nobody.yet', '--role', 'system-admin,auditor', '--department', 'all'], 1],
      [['add', 'system', '--role', 'viewer', '--department', 'all'], 1],
      [['add', '../x', '--role', 'viewer', '--department', 'all'], 1],
      [['set', 'nobody.yet', '--role', 'viewer'], 1],
    ] as const)
      expect([args, (await run('people', ...args)).code]).toEqual([args, code])
    expect((await json<object[]>('people', 'list')).length).toBe(1)
  })

  it('see who may do what as it is enforced, and what departments grant one another', async () => {
    const { actions } = await json<{ actions: { action: string; roles: string[]; needsProof: boolean }[] }>(
      'people',
      'matrix',
    )
    expect(actions.find(({ action }) => action === 'people.write')).toMatchObject({
      roles: ['department-admin', 'security-admin'],
      needsProof: true,
    })
    expect((await run('people', 'matrix')).out).toMatch(/^alarm\.step +own +x +x *$/m)
    expect((await run('people', 'grants')).out).toContain('0 grants')
  })
})

async function signInAs(user: string, password: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`http://127.0.0.1:${city.ports.http}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password }),
  })
  return { status: answer.status, body: await answer.json() }
}

it('declares an incident, tells its timeline, and closes it', async () => {
  const wish = ['--severity', 'orange', '--district', DISTRICT, '--note', 'three calls']
  const declared = await json<{ id: string }>('incidents', 'declare', 'Smell in the harbour', ...wish)
  const { out: list } = await run('incidents', 'list')
  expect(list).toMatch(new RegExp(`${declared.id} +orange +open .* ${DISTRICT} +Smell in the harbour`))
  expect((await run('incidents', 'note', '--', declared.id, 'a crew is there')).code).toBe(0)
  const { out } = await run('incidents', 'show', '--', declared.id)
  expect(out).toMatch(/1 +\S+ \S+ +local +opened +three calls\n *2 +\S+ \S+ +local +note +a crew is there/)
  const refused = await run('incidents', 'ack', '--', declared.id)
  expect([refused.code === 0, refused.err.includes('no alarm of it waits')]).toEqual([false, true])
  expect((await run('incidents', 'close', '--reason', 'the wind has turned', '--', declared.id)).out).toContain(
    'closed',
  )
  expect((await run('incidents', 'list')).out).not.toContain(declared.id)
})

it('explains every command', async () => {
  const words = [
    'status',
    'stations list',
    'stations show',
    'stations add',
    'stations retire',
    'alarms list',
    'alarms ack',
    'alarms performance',
    ...['list', 'show', 'declare', 'ack', 'note', 'close'].map((word) => `incidents ${word}`),
  ]
  const more = ['ledger', 'dead-letters list', 'dead-letters show', 'dead-letters replay', 'config check', 'simulate']
  const letters = ['summary', 'check', 'discard'].map((word) => `dead-letters ${word}`)
  const maps = ['list', 'show', 'suggest', 'set', 'remove'].map((word) => `field-maps ${word}`)
  for (const command of [...words, ...more, ...letters, ...maps]) {
    const { code, out } = await run(...command.split(' '), '--help')
    expect([command, code, out.split('\n')[0]]).toEqual([command, 0, expect.stringMatching(`^Usage: .*${command}`)])
  }
})

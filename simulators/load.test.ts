import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { Aedes } from 'aedes'
import { describe, expect, it } from 'vitest'
import { simulateCommand } from './command.ts'
import { runLoad } from './load.ts'
import type { LoadOptions } from './load/options.ts'
import { modelTown } from './model-town.ts'

describe('a load test', () => {
  it('passes when the ledger has every reading, and takes its stations away again', async () => {
    await using city = await openCity({})
    const result = await runLoad(loadOf(city))
    expect(result).toMatchObject({ ok: true, sent: 200, acknowledged: 200, stored: 200, differences: [] })
    expect(result.verdict).toMatch(/^PASS/)
    expect(result.p99).toBeGreaterThanOrEqual(result.p50)
    expect(city.registered.size).toBe(0)
    expect(city.kinds).toEqual(new Set(['air', 'noise']))
  })

  it('notices one message that was acknowledged and lost, and says at which station', async () => {
    await using city = await openCity({ loseMessage: 37 })
    const result = await runLoad(loadOf(city))
    expect(result.ok).toBe(false)
    expect(result.differences.map(({ id }) => id)).toEqual([city.lostAt(), city.lostAt()])
    expect(result.differences[1]!.reason).toMatch(/^sent \d+, stored \d+; not seen: number \d+$/)
    expect(result.verdict).toMatch(/^FAIL/)
  })

  it('notices a door that loses one acknowledged message in 10,000, and names station, count and number', async () => {
    await using city = await openCity({ loseEvery: 10_000 })
    const said: string[] = []
    const screen = { say: (line: string) => void said.push(line), watch: () => () => {} }
    const result = await runLoad({ ...loadOf(city), rate: 8_000, seconds: 1.5, screen, patienceMs: 2_000 })
    expect(result).toMatchObject({ ok: false, sent: 12_000, acknowledged: 12_000, stored: 11_999 })
    const id = city.lostAt()
    expect(result.verdict).toMatch(
      new RegExp(`^FAIL 1 readings missing, 1 stations differ \\(${id}: 1\\): 12,000 sent`),
    )
    expect(said.at(-2)).toMatch(new RegExp(`^${id}: sent 2000, stored 1999; not seen: number \\d+$`))
  })

  it('fails when the city has not every message in its books, although each station has its readings', async () => {
    await using city = await openCity({ counted: 199 })
    const result = await runLoad(loadOf(city))
    expect(result).toMatchObject({ ok: false, differences: [] })
    expect(result.verdict).toMatch(/^FAIL 1 messages in no book: /)
  })

  it('counts readings, not messages, when messages carry several', async () => {
    await using city = await openCity({})
    const result = await runLoad({ ...loadOf(city), batch: 5, rate: 50, mqtt5: true })
    expect(result).toMatchObject({ ok: true, sent: 125, stored: 125 })
  })

  it('refuses kinds that the city does not have', async () => {
    await using city = await openCity({})
    await expect(runLoad({ ...loadOf(city), kinds: ['snow'] })).rejects.toThrow('kind snow cannot be simulated')
  })
})

describe('the command simulate', () => {
  it('finds the running city by its data folder and ends with one line of verdict', async () => {
    await using city = await openCity({})
    const data = await mkdtemp(join(tmpdir(), 'simulate-'))
    const http = Number(new URL(city.url).port)
    await writeFile(join(data, 'run.json'), JSON.stringify({ pid: 1, http, mqtt: city.mqttPort }))
    await writeFile(join(data, 'secrets.json'), JSON.stringify({ cliToken: 'token' }))
    const output = new PassThrough({ encoding: 'utf8' })
    const folders = { data, config: join(import.meta.dirname, '..', 'config') }
    const load = ['--stations', '7', '--rate', '100', '--seconds', '0.3']
    await simulateCommand(folders, output as unknown as NodeJS.WriteStream).parseAsync(load, { from: 'user' })
    await rm(data, { recursive: true })
    const lines = String(output.read()).trimEnd().split('\n')
    expect(lines.at(-1)).toMatch(/^PASS nothing is missing: 30 sent, 30 acknowledged, 30 stored/)
    expect(process.exitCode).toBeUndefined()
    expect(city.kinds.size).toBe(7)
  })

  it.each([
    [['--ca', 'x.pem'], '--ca, --cert and --key go with --tls'],
    [['--tls', '--cert', 'x.pem'], '--cert and --key go together'],
    [['--tls', '--ca', 'missing.pem'], '--ca missing.pem cannot be read'],
    [['--tls', '--ca', 'package.json'], '--ca package.json is no PEM file'],
    [['--broker', 'http://127.0.0.1:1'], 'http://127.0.0.1:1 is no address like mqtt://host:1883'],
    [['--broker', 'mqtt://127.0.0.1:1', '--topic', 'a/b'], 'the topic a/b does not name its station: it needs {id}'],
    [['--broker', 'mqtt://127.0.0.1:1', '--stations', '2'], 'cannot connect to 127.0.0.1:1: connect ECONNREFUSED'],
    [['--shape', 'step', '--step-factor', '1'], '--step-factor must be above 1'],
    [['--shape', 'burst', '--burst-every', '2'], '--burst-seconds must be less than --burst-every'],
    [['--replay', 'day.jsonl.gz', '--url', 'http://x', '--token', 't', '--mqtt', 'x:1'], '--replay goes with --broker'],
    [['--broker', 'mqtt://x', '--stations', '2', '--processes', '3'], 'a process without a station cannot be'],
  ])('says what is wrong with %j', async (args, message) => {
    const output = new PassThrough() as unknown as NodeJS.WriteStream
    const folders = { data: tmpdir(), config: join(import.meta.dirname, '..', 'config') }
    await expect(simulateCommand(folders, output).parseAsync(args, { from: 'user' })).rejects.toThrow(message)
  })

  it('refuses a rate that is none', async () => {
    const command = simulateCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
    await expect(command.parseAsync(['--rate', 'fast'], { from: 'user' })).rejects.toThrow('expected a number above 0')
  })
})

function loadOf(city: { readonly url: string; readonly mqttPort: number }): LoadOptions {
  return {
    city: {
      kinds: modelTown([]).kinds,
      city: {
        bounds: [119, 29, 121, 31],
        districts: [{ id: 'd1', label: { zh: '一区', en: 'One' }, centre: [120, 30] }],
      },
    },
    url: city.url,
    token: 'token',
    mqtt: { host: '127.0.0.1', port: city.mqttPort },
    stations: 6,
    rate: 400,
    seconds: 0.5,
    qos: 1,
    batch: 1,
    mqtt5: false,
    kinds: ['air', 'noise'],
    connections: 0,
    keep: false,
    run: 'test',
    screen: { say: () => {}, watch: () => () => {} },
    patienceMs: 400,
  }
}

/** A broker and a ledger that count what arrives; a message of number `loseMessage`, or every so many, is acknowledged and forgotten. */
async function openCity({ loseMessage = -1, loseEvery = Number.POSITIVE_INFINITY, counted = 200 }) {
  const registered = new Map<string, string>()
  const kinds = new Set<string>()
  const seen = new Map<string, Set<string>>()
  let messages = 0
  let lostAt = ''

  const aedes = await Aedes.createBroker({ concurrency: 0 })
  aedes.authenticate = (client, username, password, done) =>
    done(null, username === client.id && registered.get(client.id) === password?.toString())
  aedes.authorizePublish = (_client, packet, done) => {
    const [, , kind, id] = packet.topic.split('/')
    kinds.add(kind!)
    messages += 1
    if (messages === loseMessage || messages % loseEvery === 0) lostAt = id!
    else {
      const readings = [JSON.parse(packet.payload.toString())].flat() as { ts: number; seq: number }[]
      for (const { ts, seq } of readings) seen.get(id!)!.add(`${ts}/${seq}`)
    }
    done(null)
  }
  const sockets = new Set<Socket>()
  const door = createServer((socket) => {
    sockets.add(socket)
    aedes.handle(socket)
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))

  const answer = async (request: IncomingMessage): Promise<[number, unknown?]> => {
    if (request.headers.authorization !== 'Bearer token') return [401, { title: 'Sign in first' }]
    const { pathname, searchParams } = new URL(request.url!, 'http://x')
    if (request.method === 'POST') {
      const station = JSON.parse(await bodyOf(request)) as { id: string }
      registered.set(station.id, `secret of ${station.id}`)
      seen.set(station.id, new Set())
      return [201, { station, username: station.id, password: `secret of ${station.id}` }]
    }
    if (request.method === 'DELETE') return [registered.delete(pathname.split('/').at(-1)!) ? 204 : 404]
    if (pathname.endsWith('/summary'))
      return [200, { proof: { from: 0, judged: 200, counted, isExact: counted === 200 } }]
    const station = searchParams.get('station')!
    if (pathname.endsWith('/series')) return [404, { title: 'No store here' }]
    if (pathname.endsWith('/gaps')) {
      const seqs = new Set([...seen.get(station)!].map((key) => Number(key.split('/')[1])))
      const missing = Array.from({ length: Math.max(...seqs) }, (_, i) => i + 1).filter((seq) => !seqs.has(seq))
      return [200, { items: missing.map((seq) => ({ first: seq, last: seq, missing: 1 })), next: null }]
    }
    const stored = seen.get(station)!.size
    const row = { station, hour: 0, received: stored, stored, duplicate: 0, refused: 0, pending: 0 }
    return [200, { items: [row], next: null }]
  }
  const desk = createHttpServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(body === undefined ? undefined : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(desk.address() as AddressInfo).port}`,
    mqttPort: (door.address() as AddressInfo).port,
    registered,
    kinds,
    lostAt: () => lostAt,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      desk.closeAllConnections()
      await Promise.all([door, desk].map((server) => new Promise((resolve) => server.close(resolve))))
      await new Promise<void>((resolve) => aedes.close(resolve))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}

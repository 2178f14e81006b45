import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import mqtt from 'mqtt'
import { PASSWORD, startCity, type RunningCity } from '../../test/support/city.ts'
import { machine, writeSection } from '../page.ts'
import { type Bar, plot, words } from '../plot.ts'
import type { WatchFigures, WatchOrder } from './watchers.ts'

const { values: args } = parseArgs({
  options: {
    stations: { type: 'string', default: '10000' },
    /** That look at the whole city. */
    browsers: { type: 'string', default: '0,1,10,50' },
    /** That look at a hundred stations each, as a map that is zoomed in does. */
    views: { type: 'string', default: '50,500' },
    seconds: { type: 'string', default: '20' },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const GATEWAYS = 10
const A_MESSAGE = 250
/** What one person may have open, and how far stations lie apart, in degrees. */
const A_PERSON = 50
const APART = 1e-5
const A_VIEW = 100
const count = Number(args.stations)

await using city = await startCity({ env: { LOG_LEVEL: 'warn' } })
const publishers = await register()
const timer = setInterval(publishAll, 1000)
const rows: string[] = []
const costs: Bar[] = []
let idle = 0
const people = ['admin']
for (const browsers of numbers(args.browsers)) rows.push(await measure(browsers, count))
for (const browsers of numbers(args.views)) rows.push(await measure(browsers, A_VIEW))
clearInterval(timer)
await Promise.all(publishers.map(({ client }) => client.endAsync(true)))

const table = [
  '| browsers | stations in view of each | changes/s to each | MB/s to all | main thread, % of a core | of it for the browsers | whole city, % of a core | memory, MB |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ...rows,
].join('\n')
console.log(`\n${table}`)
if (args.write)
  await writeSection(
    'Browsers that look on',
    `Written by \`npm run bench:browsers\` on ${machine()}. A whole city with ${count.toLocaleString('en')} stations that send once a second through ${GATEWAYS} gateways, and browsers that look at them, each of which has a sign-in that it shares with four
(in a process of their own, which counts and does not draw). Processor time over ${args.seconds} s. The rest of the main thread's is for the readings.

${await plot('browsers', 'Processor time of the city by browsers', [{ title: 'Whole city, % of a core', bars: costs }])}

${table}`,
  )

async function register(): Promise<{ gateway: string; ids: string[]; client: mqtt.MqttClient }[]> {
  const made = []
  for (let g = 0; g < GATEWAYS; g++) {
    const gateway = `bench-gw-${g}`
    const place = { name: gateway, district: '990101', lon: 123, lat: 31 }
    const { username, password } = await city.api<{ username: string; password: string }>('POST', '/gateways', {
      id: gateway,
      ...place,
    })
    const ids = Array.from({ length: Math.ceil(count / GATEWAYS) }, (_, i) => `bench-${g}-${i}`)
    for (let at = 0; at < ids.length; at += 20)
      await Promise.all(
        ids.slice(at, at + 20).map((id) => add({ id, kind: 'parking', gateway, ...place, lon: lonOf(id) })),
      )
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, {
      clientId: gateway,
      username,
      password,
    })
    made.push({ gateway, ids, client })
  }
  return made
}

function numbers(of: string): number[] {
  return of === '' ? [] : of.split(',').map(Number)
}

/** Along a line, gateway by gateway. */
function lonOf(id: string): number {
  const [, gateway = 0, station = 0] = id.split('-').slice(0, 3).map(Number)
  return 123 + (gateway * Math.ceil(count / GATEWAYS) + station) * APART
}

/** The city lets one address ask 6,000 times a minute. */
async function add(station: object): Promise<void> {
  for (;;) {
    const { status } = await city.call('POST', '/stations', station)
    if (status === 201) return
    if (status !== 429) throw new Error(`POST /stations: ${status}`)
    await new Promise((resolve) => setTimeout(resolve, 2_000))
  }
}

function publishAll(): void {
  const ts = Date.now()
  for (const { gateway, ids, client } of publishers)
    for (let at = 0; at < ids.length; at += A_MESSAGE) {
      const message = Object.fromEntries(
        ids
          .slice(at, at + A_MESSAGE)
          .map((id, i) => [id, { ts, seq: ts % 1e9, values: { availableSpotNumber: 20 + ((ts / 1000 + i) % 60) } }]),
      )
      client.publish(`city/v1/gateways/${gateway}/readings`, JSON.stringify(message), { qos: 1 })
    }
}

async function measure(browsers: number, inView: number): Promise<string> {
  const child = fork(fileURLToPath(new URL('watchers.ts', import.meta.url)), { execArgv: [] })
  const gone = once(child, 'exit')
  const cookies: string[] = []
  while (people.length * A_PERSON < browsers) people.push(await addPerson(`bench.${people.length}`))
  for (let i = 0; i < browsers; i += 5) cookies.push(await signIn(city, people[Math.floor(i / A_PERSON)]))
  const views = inView === count ? [] : Array.from({ length: count / inView }, (_, i) => viewOf(i * inView, inView))
  const order: WatchOrder = { url: city.url, cookies, count: browsers, views }
  child.send(order)
  await once(child, 'message')
  // What stood before they came is owed to them first.
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  const figures = async () => {
    child.send('figures')
    return (await once(child, 'message'))[0] as WatchFigures
  }
  await figures()
  const before = await cpu(city.pid)
  const startedAt = performance.now()
  await new Promise((resolve) => setTimeout(resolve, Number(args.seconds) * 1000))
  const after = await cpu(city.pid)
  const seconds = (performance.now() - startedAt) / 1000
  const { changes, bytes } = await figures()
  const main = ((after.main - before.main) / seconds) * 100
  const all = ((after.all - before.all) / seconds) * 100
  if (browsers === 0) idle = main
  const rss = Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${city.pid}/status`, 'utf8'))?.[1] ?? 0) / 1000
  child.disconnect()
  await gone
  const each = browsers === 0 ? '' : Math.round(changes / browsers / seconds).toLocaleString('en')
  const row = `| ${browsers} | ${browsers === 0 ? '' : inView.toLocaleString('en')} | ${each} | ${(bytes / seconds / 1e6).toFixed(1)} | ${main.toFixed(1)} | ${main > idle || browsers === 0 ? (main - idle).toFixed(1) : 'none seen'} | ${all.toFixed(1)} | ${Math.round(rss)} |`
  costs.push({
    name: inView === count ? `${browsers} browsers` : `${browsers}, ${inView} each`,
    value: all,
    label: `${words(all, 1)} %`,
  })
  console.log(row)
  return row
}

function viewOf(from: number, length: number): { bounds: [number, number, number, number] } {
  const west = 123 + (from - 0.5) * APART
  return { bounds: [west, 30, west + length * APART, 32] }
}

/** Somebody else who looks on, with a password of their own. */
async function addPerson(user: string): Promise<string> {
  const { password } = await city.api<{ password: string }>('POST', '/people', {
    user,
    roles: ['viewer'],
    departments: null,
  })
  const cookie = await signIn(city, user, password)
  const answer = await fetch(`${city.url}/api/v1/profile/password`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', origin: city.url, cookie },
    body: JSON.stringify({ password, next: PASSWORD }),
  })
  if (!answer.ok) throw new Error(`PUT /profile/password: ${answer.status}`)
  return user
}

async function signIn({ url }: RunningCity, user = 'admin', password = PASSWORD): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ user, password }),
  })
  return response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
}

/** Processor time of a process and of its first thread, s. */
async function cpu(pid: number): Promise<{ readonly all: number; readonly main: number }> {
  const read = async (file: string) => {
    const fields = (await readFile(file, 'utf8')).split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }
  return { all: await read(`/proc/${pid}/stat`), main: await read(`/proc/${pid}/task/${pid}/stat`) }
}

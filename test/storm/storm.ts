import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyOfShipped } from '../../config/testing/folder.ts'
import { listen } from '../../dashboard/server/testing/listen.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import { makeLatency, makeSender } from '../soak/sender.ts'
import { watch, type Watcher } from '../soak/watcher.ts'
import { type Credentials, type RunningCity, startCity } from '../support/city.ts'

export interface StormOptions {
  /** Alarms that are raised and cleared, all together. */
  readonly alarms: number
  readonly stations: number
  /** Readings a second, all together; each raises or clears an alarm. */
  readonly rate: number
  /** Browsers, each with its own count. */
  readonly clients: number
  readonly kills: number
  readonly onProgress?: (line: string) => void
}

export interface StormReport {
  readonly raised: number
  /** Number of the newest event. */
  readonly head: number
  readonly kills: number
  /** Of all clients. */
  readonly connections: number
  /** From asking for what was missed to having the last of so many events. */
  readonly resume: { readonly events: number; readonly ms: number }
  /** What is not as it has to be; nothing when all is. */
  readonly wrong: readonly string[]
}

const RULE = {
  id: 'storm-bang',
  kind: 'noise',
  label: { zh: '测试', en: 'Bang of the storm' },
  response: { zh: '无', en: 'None' },
  severity: 'blue',
  incident: false,
  when: { type: 'threshold', value: 'LAmax', above: 100 },
}
const DRAIN_MS = 120_000
const REACH_MS = 60_000
const MISSED = 1_000
const MOST_TRIES = 4

/**
 * Alarms as fast as they come, the city killed at random and its browsers cut off at random: in the end each of them has every
 * event once, in order, and they are the events that the readings make.
 */
export async function storm(options: StormOptions): Promise<StormReport> {
  await using rooms = new AsyncDisposableStack()
  const config = rooms.use(copyOfShipped())
  config.replace('city.yaml', 'map: map', 'map: map\nlimits: { messagesPerSecond: 100000, bytesPerSecond: 100000000 }')
  const data = rooms.adopt(mkdtempSync(join(tmpdir(), 'citypulse-storm-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  )
  const open = async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await startCity({ data, config: config.folder })
      } catch (error) {
        // A loaded machine may need longer than a start is given.
        if (tries === MOST_TRIES) throw error
      }
    }
  }
  let city: RunningCity | null = await open()
  rooms.defer(async () => city?.[Symbol.asyncDispose]())
  const wrong: string[] = []

  const ids = Array.from({ length: options.stations }, (_, i) => `storm-${i}`)
  const credentials: Credentials[] = []
  for (const id of ids) credentials.push(await city.register({ id, kind: 'noise', everySeconds: 3600 }))
  await city.api('PUT', `/rules/${RULE.id}`, { rule: { ...RULE, stations: ids }, why: 'for the storm', version: 0 })

  const from = Date.now()
  const latency = makeLatency()
  const senders = ids.map((id, i) =>
    makeSender({
      credentials: credentials[i]!,
      topic: `city/v1/noise/${id}/readings`,
      port: () => city?.mqttPort ?? null,
      payloadOf: (n) => `{"ts":${from + n},"seq":${n + 1},"values":{"LAmax":${n % 2 === 0 ? 110 : 70}}}`,
      perSecond: options.rate / options.stations,
      latency,
    }),
  )
  const watchers = Array.from({ length: options.clients }, () => rooms.use(watch(() => city)))

  const over = new AbortController()
  const sending = senders.map((sender) => sender.run(over.signal, DRAIN_MS))
  const sent = () => senders.reduce((sum, sender) => sum + sender.sent, 0)
  const wanted = options.alarms * 2
  const killAt = Array.from({ length: options.kills }, () => Math.round(wanted * (0.05 + 0.9 * Math.random()))).sort(
    (a, b) => a - b,
  )
  let kills = 0
  while (sent() < wanted) {
    await new Promise((resolve) => setTimeout(resolve, 50 + 200 * Math.random()))
    if (Math.random() < 0.2) watchers[Math.floor(Math.random() * watchers.length)]!.drop()
    if (kills >= killAt.length || sent() < killAt[kills]!) continue
    const ending: RunningCity = city
    city = null
    await ending.kill()
    await ending[Symbol.asyncDispose]()
    city = await open()
    kills++
    options.onProgress?.(`killed ${kills} times, ${sent().toLocaleString('en')} readings sent`)
  }
  over.abort()
  await Promise.all(sending)

  for (const [i, sender] of senders.entries())
    if (sender.acknowledged !== sender.sent)
      wrong.push(`${ids[i]} had ${sender.sent - sender.acknowledged} of ${sender.sent} not acknowledged at the end`)
  const total = sent()
  const counted = (watcher: Watcher) => watcher.messages.filter(({ alarm }) => alarm.rule === RULE.id).length
  const deadline = Date.now() + REACH_MS
  while (watchers.some((watcher) => counted(watcher) < total) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 100))
  const head = await headOf(city)
  for (const [n, watcher] of watchers.entries()) {
    if (!(await watcher.reach(head, REACH_MS)))
      wrong.push(`client ${n} has ${watcher.seqs.at(-1) ?? 0} of ${head} events`)
    wrong.push(...watcher.faults.slice(0, 5).map((fault) => `client ${n}: ${fault}`))
    wrong.push(
      ...differencesOf(watcher.messages, ids, (i) => senders[i]!.sent, from).map((text) => `client ${n}: ${text}`),
    )
  }
  const resume = await resumeOf(city, head)
  return {
    raised: Math.ceil(total / 2),
    head,
    kills,
    connections: watchers.reduce((sum, { connections }) => sum + connections, 0),
    resume,
    wrong,
  }
}

/** Every reading of a station makes one event, raise and clear in turn, at its time. */
function differencesOf(
  messages: readonly AlarmMessage[],
  ids: readonly string[],
  sentBy: (i: number) => number,
  from: number,
): string[] {
  const own = Map.groupBy(
    messages.filter(({ alarm }) => alarm.rule === RULE.id),
    ({ alarm }) => alarm.station,
  )
  return ids.flatMap((id, i) => {
    const events = own.get(id) ?? []
    const odd = events.findIndex(
      ({ event }, n) => event.type !== (n % 2 === 0 ? 'raise' : 'clear') || event.at !== from + n,
    )
    if (odd >= 0) return [`${id}: event ${odd} is ${events[odd]!.event.type} of ${events[odd]!.event.at - from}`]
    return events.length === sentBy(i) ? [] : [`${id}: ${events.length} events of ${sentBy(i)} readings`]
  })
}

async function headOf(city: RunningCity): Promise<number> {
  const { items } = await city.api<{ items: { seq: number }[] }>('GET', '/alarms?limit=1')
  return items[0]?.seq ?? 0
}

/** A browser that missed so many events comes back. */
async function resumeOf(city: RunningCity, head: number): Promise<StormReport['resume']> {
  const events = Math.min(MISSED, head)
  const startedAt = performance.now()
  using listener = await listen(city.url, { cookie: city.cookie, origin: city.url, after: head - events })
  const deadline = Date.now() + REACH_MS
  while (listener.alarms.length < events && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 2))
  return { events: listener.alarms.length, ms: Math.round(performance.now() - startedAt) }
}

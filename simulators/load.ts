import { cityApi } from './load/api.ts'
import { fleetOf, type LoadedCity } from './load/fleet.ts'
import { connect, newProgress, publish, type Sender } from './load/publisher.ts'
import type { MessageProof } from '../domain/ledger.ts'
import { eachOf, named, reconcile, type Difference } from './load/reconcile.ts'
import { count, ms, type Screen } from './load/screen.ts'
import { signed } from './password.ts'

const HOUR = 3_600_000
const MOST_SHOWN = 20

export interface LoadOptions {
  readonly city: LoadedCity
  /** The city's HTTP interface, and a token that may register stations. */
  readonly url: string
  readonly token: string
  readonly mqtt: { readonly host: string; readonly port: number }
  readonly stations: number
  /** Messages a second, over all stations. */
  readonly rate: number
  readonly seconds: number
  readonly qos: 0 | 1 | 2
  /** Readings a message. */
  readonly batch: number
  readonly mqtt5: boolean
  /** Kinds to simulate; all when empty. */
  readonly kinds: readonly string[]
  /** Connections in all: those beyond the stations' only stay open. */
  readonly connections: number
  /** Leaves the stations registered. */
  readonly keep: boolean
  /** Tells this run's stations from those of others. */
  readonly run: string
  readonly screen: Screen
  /** How long acknowledgements and ledger may stand still before what is not there counts as missing. */
  readonly patienceMs?: number
}

export interface LoadResult {
  readonly ok: boolean
  /** Readings. */
  readonly sent: number
  readonly acknowledged: number
  readonly stored: number
  readonly duplicate: number
  readonly refused: number
  readonly differences: readonly Difference[]
  /** ms from due to acknowledged. */
  readonly p50: number
  readonly p99: number
  readonly verdict: string
}

/** Loads the city with stations of its own, then reconciles both books to the last reading. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { screen, patienceMs = 10_000, run } = options
  if (options.connections > 0 && options.connections < options.stations)
    throw new Error('a station publishes through its own connection: fewer connections than stations cannot be')
  const api = cityApi(options.url, options.token)
  const publishers = options.stations
  const fleet = fleetOf(options.city, {
    run,
    stations: Math.max(publishers, options.connections),
    only: options.kinds,
    seed: 1,
  })
  const from = Date.now() - HOUR
  const registered: string[] = []
  const senders: Sender[] = []
  try {
    screen.say(`registering ${count(fleet.length)} stations load-${run}-*`)
    await eachOf(fleet, 8, async (load) => {
      const { username, password, mode } = await api.register(load.station)
      registered.push(load.station.id)
      if (mode === 'certificate')
        throw new Error('this city asks for certificates of its devices, which a load test does not have')
      const client = await connect(username, mode === 'signed' ? signed(password, username) : password, {
        ...options.mqtt,
        mqtt5: options.mqtt5,
      })
      client.on('error', () => {})
      senders.push({ load, client, sent: 0, acknowledged: 0 })
    })

    const active = senders.slice(0, publishers)
    const progress = newProgress()
    screen.say(
      `sending ${count(options.rate)} messages/s of ${options.batch} for ${options.seconds} s, QoS ${options.qos}`,
    )
    const stop = screen.watch(progress, Math.round(options.rate * options.seconds))
    await publish(active, options, progress)
    await settled(
      () => progress.acknowledged,
      () => progress.acknowledged === progress.sent,
      patienceMs,
    )
    stop()

    screen.say('reconciling with the ledger')
    const accounts = active.map(({ load, sent, acknowledged }) => ({ id: load.station.id, sent, acknowledged }))
    const books = await reconcile(api, accounts, { from, to: () => Date.now() + HOUR, patienceMs })
    const [differences, proof] = await Promise.all([named(api, books.differences), api.proof()])
    const result = resultOf(accounts, { ...books, differences, proof }, progress.latency)
    for (const { id, reason } of result.differences.slice(0, MOST_SHOWN)) screen.say(`${id}: ${reason}`)
    const hidden = result.differences.length - MOST_SHOWN
    if (hidden > 0) screen.say(`… and ${count(hidden)} more`)
    if (!proof.isExact)
      screen.say(
        `the city judged ${count(proof.judged - proof.from)} messages, ${count(proof.counted)} are in its books`,
      )
    screen.say(result.verdict)
    return result
  } finally {
    await Promise.all(senders.map(({ client }) => client.endAsync(true)))
    if (!options.keep) await eachOf(registered, 8, (id) => api.retire(id))
  }
}

function resultOf(
  accounts: readonly { readonly sent: number; readonly acknowledged: number }[],
  books: Awaited<ReturnType<typeof reconcile>> & { readonly proof: MessageProof },
  latency: { getValueAtPercentile(percentile: number): number },
): LoadResult {
  const sent = accounts.reduce((sum, account) => sum + account.sent, 0)
  const acknowledged = accounts.reduce((sum, account) => sum + account.acknowledged, 0)
  const { stored, duplicate, refused } = books.total
  const ok = books.differences.length === 0 && books.proof.isExact
  const [p50, p99] = [latency.getValueAtPercentile(50), latency.getValueAtPercentile(99)]
  const facts = `${count(sent)} sent, ${count(acknowledged)} acknowledged, ${count(stored)} stored, ${count(duplicate)} duplicate, ${count(refused)} refused; p50 ${ms(p50)}, p99 ${ms(p99)}`
  const verdict = ok ? `PASS nothing is missing: ${facts}` : `FAIL ${wordsOf(books)}: ${facts}`
  const { differences } = books
  return { ok, sent, acknowledged, stored, duplicate, refused, differences, p50: p50 / 1000, p99: p99 / 1000, verdict }
}

/** `3 readings missing at 2 stations (load-x-1: 2, load-x-7: 1)` */
function wordsOf({ differences, proof }: { differences: readonly Difference[]; proof: MessageProof }): string {
  if (differences.length === 0)
    return `${count(Math.abs(proof.judged - proof.from - proof.counted))} messages in no book`
  const worst = new Map<string, number>()
  for (const { id, missing } of differences) {
    const known = worst.get(id) ?? 0
    worst.set(id, Math.abs(missing) > Math.abs(known) ? missing : known)
  }
  const missing = [...worst.values()].reduce((sum, each) => sum + Math.max(0, each), 0)
  const named = [...worst].slice(0, 5).map(([id, each]) => `${id}: ${count(each)}`)
  const more = worst.size > named.length ? ' …' : ''
  return `${count(missing)} readings missing, ${count(worst.size)} stations differ (${named.join(', ')}${more})`
}

/** Waits until it is done, or nothing has moved for so long. */
async function settled(moved: () => number, done: () => boolean, patienceMs: number): Promise<void> {
  let last = moved()
  let since = performance.now()
  while (!done() && performance.now() - since < patienceMs) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (moved() === last) continue
    last = moved()
    since = performance.now()
  }
}

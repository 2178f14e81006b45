import type { MqttClient } from 'mqtt'
import { newLatency, record } from './latency.ts'
import { connect, type Door } from './link.ts'
import { type Account, type Difference, doubled } from './reconcile.ts'
import type { Findings, Target } from './target.ts'
import { missingWords } from './against-city.ts'
import { count } from './words.ts'

export interface BrokerTargetOptions {
  readonly door: Door
  readonly run: string
  readonly user?: string
  readonly password?: string
  /** With `{run}`, `{id}`, `{kind}` and `{district}`; a topic must name its station. */
  readonly topic: string
  readonly qos: 0 | 1 | 2
  readonly patienceMs: number
}

/** Any other broker: nobody is registered, and a subscriber of its own counts what arrives, by station and number. */
export function brokerTarget(options: BrokerTargetOptions): Target {
  const { door, run, user, password, topic, qos, patienceMs } = options
  if (!topic.split('/').some((level) => level.includes('{id}')))
    throw new Error(`the topic ${topic} does not name its station: it needs {id}`)
  const arrivals = new Map<string, Arrivals>()
  const latency = newLatency()
  const signIn = { ...(user !== undefined && { username: user }), ...(password !== undefined && { password }) }
  let subscriber: MqttClient | null = null
  let [newest, duplicate] = [0, 0]

  const hear = (on: string, payload: Buffer): void => {
    const seen = arrivals.get(on)
    if (!seen) return
    const now = Date.now()
    let due = 0
    for (const [, ts, seq] of payload.toString().matchAll(READING)) {
      due = due === 0 ? Number(ts) : due
      if (!seen.add(Number(seq))) duplicate += 1
    }
    newest = performance.now()
    record(latency, Math.max(0, now - due))
  }

  return {
    name: `${door.host}:${door.port}`,
    arrivedWord: 'delivered',
    async enrol(fleet) {
      const enrolled = fleet.map(({ station, values }) => {
        const { id, kind, district } = station
        const own = fill(topic, { run, id, kind, district })
        const seen = newArrivals(id)
        if (arrivals.has(own)) throw new Error(`the topic ${topic} is the same for two stations: it needs {id}`)
        arrivals.set(own, seen)
        return { id, clientId: id, ...signIn, topic: own, values }
      })
      subscriber = await connect({ clientId: `load-${run}-subscriber`, ...signIn }, door)
      subscriber.on('error', () => {})
      subscriber.on('message', hear)
      const granted = await subscriber.subscribeAsync(filterOf(fill(topic, { run })), { qos })
      const [first] = granted
      if (first === undefined || first.qos >= 0x80)
        throw new Error(`the broker does not let the subscriber hear ${filterOf(fill(topic, { run }))}`)
      return enrolled
    },
    begin: () => Promise.resolve(),
    settled: () => Promise.resolve(),
    async verify(accounts) {
      const byId = new Map([...arrivals.values()].map((seen) => [seen.id, seen]))
      const arrived = () => byId.values().reduce((sum, { total }) => sum + total, 0)
      const sent = accounts.reduce((sum, account) => sum + account.sent, 0)
      // What is late is not missing: as long as anything comes.
      newest = performance.now()
      while (arrived() < sent && performance.now() - newest < patienceMs)
        await new Promise((resolve) => setTimeout(resolve, 20))
      // What comes twice comes last.
      while (performance.now() - newest < Math.min(QUIET_MS, patienceMs))
        await new Promise((resolve) => setTimeout(resolve, 20))
      return findingsOf(accounts, byId, { arrived: arrived(), duplicate })
    },
    measured: () => [{ way: 'delivered', latency, resolutionMs: 1, note: '' }],
    async [Symbol.asyncDispose]() {
      await subscriber?.endAsync(true)
    },
  }
}

const QUIET_MS = 300
const READING = /"ts":(\d+),.*?"seq":(\d+)/g

function findingsOf(
  accounts: readonly Account[],
  byId: ReadonlyMap<string, Arrivals>,
  { arrived, duplicate }: { readonly arrived: number; readonly duplicate: number },
): Findings {
  const differences = accounts.flatMap((account): Difference[] => {
    const { id, sent, acknowledged } = account
    const { total, missing, repeated } = byId.get(id)!
    const twice = [doubled(account, repeated) ?? []].flat()
    if (total === sent) return twice
    const lost = missing(sent)
    const names = `${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ' …' : ''}`
    const reason = `sent ${sent}, acknowledged ${acknowledged}, delivered ${total}; not seen: number ${names}`
    return [{ id, reason, missing: sent - total }, ...twice]
  })
  const sum = (of: 'sent' | 'acknowledged') => accounts.reduce((all, account) => all + account[of], 0)
  const [lost, unsaid] = [sum('acknowledged') - arrived, sum('sent') - sum('acknowledged')]
  const notes = lost > 0 ? [`${count(lost)} readings were acknowledged and not delivered`] : []
  if (unsaid > 0) notes.push(`${count(unsaid)} readings were not acknowledged`)
  const ok = differences.length === 0
  return { ok, arrived, duplicate, refused: 0, differences, fault: ok ? '' : missingWords(differences), notes }
}

/** Numbers of one station that have arrived. */
interface Arrivals {
  readonly id: string
  readonly total: number
  /** What had arrived before. */
  readonly repeated: number
  /** False when it had arrived before. */
  add(seq: number): boolean
  /** Numbers from 1 to `last` that have not. */
  missing(last: number): readonly number[]
}

function newArrivals(id: string): Arrivals {
  let seen = new Uint8Array(64)
  let [total, repeated] = [0, 0]
  return {
    id,
    get repeated() {
      return repeated
    },
    get total() {
      return total
    },
    add(seq) {
      if (seq >= seen.length) {
        const more = new Uint8Array(Math.max(seq + 1, seen.length * 2))
        more.set(seen)
        seen = more
      }
      if (seen[seq] === 1) {
        repeated += 1
        return false
      }
      seen[seq] = 1
      total += 1
      return true
    },
    missing: (last) => Array.from({ length: last }, (_, i) => i + 1).filter((seq) => seen[seq] !== 1),
  }
}

/** Topic with its words filled in; those that are not given stay. */
export function fill(topic: string, words: Readonly<Record<string, string>>): string {
  return topic.replaceAll(/\{(\w+)\}/g, (word, name: string) => words[name] ?? word)
}

/** Filter for all topics of a pattern. */
export function filterOf(topic: string): string {
  return topic
    .split('/')
    .map((level) => (level.includes('{') ? '+' : level))
    .join('/')
}

import { stationTopic } from '../../domain/topic.ts'
import type { MessageProof } from '../../domain/ledger.ts'
import { cityApi } from './api.ts'
import type { LoadStation } from './fleet.ts'
import type { Door } from './link.ts'
import { type Account, type Difference, eachOf, named, reconcile } from './reconcile.ts'
import { signed } from '../password.ts'
import { openProbes } from './probes.ts'
import type { Enrolled, Target } from './target.ts'
import { count } from './words.ts'

const HOUR = 3_600_000
const AT_ONCE = 8

export interface CityTargetOptions {
  readonly url: string
  readonly token: string
  readonly door: Door
  /** Stations of their own that measure how long it takes to the store and to a browser. */
  readonly probes: readonly LoadStation[]
  readonly keep: boolean
  readonly patienceMs: number
}

/** The city: stations are registered, its ledger is the other book. */
export function cityTarget({ url, token, door, probes, keep, patienceMs }: CityTargetOptions): Target {
  const api = cityApi(url, token)
  const from = Date.now() - HOUR
  const registered: string[] = []
  const enrol = async (fleet: readonly LoadStation[]): Promise<Enrolled[]> => {
    const enrolled: Enrolled[] = []
    await eachOf([...fleet.entries()], AT_ONCE, async ([i, { station, values }]) => {
      if (isOver) return
      const { username, password: secret, mode } = await api.register(station)
      registered.push(station.id)
      if (mode === 'certificate')
        throw new Error('this city asks for certificates of its devices, which a load test does not have')
      const password = mode === 'signed' ? signed(secret, username) : secret
      const topic = stationTopic(station.kind, station.id, 'readings')
      enrolled[i] = { id: station.id, clientId: station.id, username, password, topic, values }
    })
    return enrolled
  }
  let isOver = false
  let measuring: Awaited<ReturnType<typeof openProbes>> | null = null

  return {
    name: url,
    arrivedWord: 'stored',
    async enrol(fleet) {
      const enrolled = await enrol(fleet)
      const own = await enrol(probes)
      if (own.length > 0)
        measuring = await openProbes(own, { url, token, door, api, place: probes[0]!.station, patienceMs })
      return enrolled
    },
    begin(startAt) {
      measuring?.begin(startAt)
      return Promise.resolve()
    },
    settled: async () => measuring?.end(),
    async verify(accounts) {
      const span = { from, to: () => Date.now() + HOUR, patienceMs }
      const books = await reconcile(api, accounts, span)
      const ofProbes = await reconcile(api, measuring?.accounts() ?? [], span)
      const all = [...books.differences, ...ofProbes.differences]
      const [differences, proof] = await Promise.all([named(api, all), api.proof()])
      const { stored, duplicate, refused } = books.total
      const ok = differences.length === 0 && proof.isExact
      const notes = proof.isExact
        ? []
        : [`the city judged ${count(proof.judged - proof.from)} messages, ${count(proof.counted)} are in its books`]
      const fault = ok ? '' : faultOf({ differences, proof })
      return { ok, arrived: stored, duplicate, refused, differences, fault, notes }
    },
    measured: () => measuring?.measured() ?? [],
    async [Symbol.asyncDispose]() {
      isOver = true
      await measuring?.[Symbol.asyncDispose]()
      if (!keep) await eachOf(registered, AT_ONCE, (id) => api.retire(id))
    },
  }
}

function faultOf({ differences, proof }: { differences: readonly Difference[]; proof: MessageProof }): string {
  if (differences.length > 0) return missingWords(differences)
  return `${count(Math.abs(proof.judged - proof.from - proof.counted))} messages in no book`
}

/** `3 readings missing, 1 too many, 2 stations differ (load-x-1: 2, load-x-7: 1)` */
export function missingWords(differences: readonly Difference[]): string {
  const worst = new Map<string, number>()
  for (const { id, missing } of differences) {
    const known = worst.get(id) ?? 0
    worst.set(id, Math.abs(missing) > Math.abs(known) ? missing : known)
  }
  const missing = [...worst.values()].reduce((sum, each) => sum + Math.max(0, each), 0)
  const extra = [...worst.values()].reduce((sum, each) => sum + Math.max(0, -each), 0)
  const tooMany = extra > 0 ? `, ${count(extra)} too many` : ''
  const names = [...worst].slice(0, 5).map(([id, each]) => `${id}: ${count(each)}`)
  const more = worst.size > names.length ? ' …' : ''
  return `${count(missing)} readings missing${tooMany}, ${count(worst.size)} stations differ (${names.join(', ')}${more})`
}

/** Sums of accounts. */
export function totalsOf(accounts: readonly Account[]): { readonly sent: number; readonly acknowledged: number } {
  const sum = (of: 'sent' | 'acknowledged') => accounts.reduce((all, account) => all + account[of], 0)
  return { sent: sum('sent'), acknowledged: sum('acknowledged') }
}

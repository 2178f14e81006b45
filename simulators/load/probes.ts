import type { MqttClient } from 'mqtt'
import type { CityApi } from './api.ts'
import { watchAsBrowser } from './browser-watch.ts'
import { messageOf } from './fleet.ts'
import { newLatency, record } from './latency.ts'
import { connect, type Door } from './link.ts'
import type { Measured } from './measured.ts'
import type { Account } from './reconcile.ts'
import type { Enrolled } from './target.ts'

const EVERY_MS = 1000
/** The store is asked again after so long, and ever more slowly while a point stays away: the city counts requests. */
const LEAST_POLL_MS = 20
const POLL_SHARE = 0.1
/** A point that has not come by then counts with this time. */
const GIVE_UP_MS = 60_000

/** Stations that measure how long a reading takes to the store and to a browser. */
export interface Probes extends AsyncDisposable {
  begin(startAt: number): void
  /** Resolves when every reading sent so far is stored, or given up. */
  end(): Promise<void>
  accounts(): readonly Account[]
  measured(): readonly Measured[]
}

interface Probe {
  readonly enrolled: Enrolled
  readonly value: string
  readonly client: MqttClient
  sent: number
  acknowledged: number
  mayRepeat: number
  /** Due times, UTC ms, of readings that the store, or the browser, has not shown. */
  readonly unstored: Set<number>
  readonly unseen: Set<number>
}

/** Signs the probes in, and a browser that looks at the place where they stand. */
export async function openProbes(
  stations: readonly Enrolled[],
  {
    url,
    token,
    door,
    api,
    place,
    patienceMs,
  }: {
    readonly url: string
    readonly token: string
    readonly door: Door
    readonly api: Pick<CityApi, 'newerThan'>
    readonly place: { readonly lon: number; readonly lat: number }
    /** How long the last ones are waited for. */
    readonly patienceMs: number
  },
): Promise<Probes> {
  await using rooms = new AsyncDisposableStack()
  const probes: Probe[] = []
  for (const enrolled of stations) {
    const client = await connect(enrolled, door)
    client.on('error', () => {})
    rooms.defer(() => client.endAsync(true))
    const [value] = Object.keys(JSON.parse(enrolled.values[0]!) as object)
    const counts = { sent: 0, acknowledged: 0, mayRepeat: 0 }
    const probe: Probe = { enrolled, client, value: value!, ...counts, unstored: new Set(), unseen: new Set() }
    client.on('close', () => {
      if (!client.disconnecting) probe.mayRepeat += probe.sent - probe.acknowledged
    })
    probes.push(probe)
  }
  const byId = new Map(probes.map((probe) => [probe.enrolled.id, probe]))
  const [stored, shown, gaps] = [newLatency(), newLatency(), newLatency()]
  let [storedNote, timer, isOver] = ['', undefined as NodeJS.Timeout | undefined, false]

  const browser = await watchAsBrowser({ url, token, place }, (id, ts) => {
    const probe = byId.get(id)
    for (const due of probe?.unseen ?? []) {
      if (due > ts) continue
      probe!.unseen.delete(due)
      record(shown, Date.now() - due)
    }
  })
  rooms.defer(() => browser[Symbol.dispose]())

  const publish = (probe: Probe, due: number): void => {
    const { enrolled, client } = probe
    probe.sent += 1
    probe.unstored.add(due)
    if (browser.note === '') probe.unseen.add(due)
    const message = messageOf(enrolled.values, { ts: due, seq: probe.sent, readings: 1 })
    client.publish(enrolled.topic, message, { qos: 1 }, (error) => {
      if (!error) probe.acknowledged += 1
    })
  }

  /** One question after the other for one station, as long as something is away. */
  const ask = async (probe: Probe): Promise<void> => {
    let askedAt = Date.now()
    while (!isOver) {
      const waited = probe.unstored.size > 0 ? Math.max(0, Date.now() - Math.min(...probe.unstored)) : 0
      await new Promise((resolve) => setTimeout(resolve, Math.max(LEAST_POLL_MS, waited * POLL_SHARE)))
      if (probe.unstored.size === 0) {
        askedAt = Date.now()
        continue
      }
      const oldest = Math.min(...probe.unstored)
      const there = await api.newerThan(probe.enrolled.id, probe.value, oldest).catch((error: unknown) => {
        storedNote = (error as Error).message
        return new Set<number>()
      })
      const now = Date.now()
      for (const due of probe.unstored) {
        if (!there.has(due) && now - due < GIVE_UP_MS) continue
        probe.unstored.delete(due)
        record(stored, now - due)
        record(gaps, now - askedAt)
      }
      askedAt = now
    }
  }

  const held = rooms.move()
  let asking: Promise<unknown> = Promise.resolve()
  return {
    begin(startAt) {
      let n = 0
      timer = setInterval(() => {
        // Each is due on its own tick, and counts from then also where this process comes late to it.
        for (; startAt + n * (EVERY_MS / probes.length) <= Date.now(); n += 1)
          publish(probes[n % probes.length]!, Math.round(startAt + n * (EVERY_MS / probes.length)))
      }, 10)
      asking = Promise.all(probes.map(ask))
    },
    async end() {
      clearInterval(timer)
      const limit = Date.now() + Math.min(GIVE_UP_MS, patienceMs)
      const isWaiting = () =>
        storedNote === '' && probes.some(({ unstored, unseen }) => unstored.size + unseen.size > 0)
      while (isWaiting() && Date.now() < limit) await new Promise((resolve) => setTimeout(resolve, 20))
      isOver = true
      await asking
    },
    accounts: () =>
      probes.map(({ enrolled: { id }, sent, acknowledged, mayRepeat }) => ({ id, sent, acknowledged, mayRepeat })),
    measured: () => [
      {
        way: 'stored',
        latency: stored,
        resolutionMs: Math.max(1, Math.round(gaps.getValueAtPercentile(50) / 1000)),
        note: storedNote === '' ? '' : `not all measured: ${storedNote}`,
      },
      { way: 'browser', latency: shown, resolutionMs: 1, note: browser.note },
    ],
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      isOver = true
      await held.disposeAsync()
    },
  }
}

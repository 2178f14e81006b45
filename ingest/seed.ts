import type { Series } from '../store/series/series.ts'
import type { Reading } from './alarms/figure.ts'
import type { RuleEngine } from './alarms/rules.ts'
import type { Watch } from './alarms/watch.ts'
import { givenNumber } from './implied-number.ts'
import type { Place } from './place.ts'
import { rowsOf } from './stored-rows.ts'
import type { Places } from './places.ts'

/** QARTOD: failed or missing. */
const FAILED = 4
/** QARTOD; columns say 0 for it. */
const PASS = 1

/**
 * Puts every station's newest reading that was stored from below a journal position in its place, so that the picture and the
 * order of readings outlive a restart. Rejects while the store is away.
 */
export async function seedPlaces(
  series: Pick<Series, 'latest' | 'ahead'>,
  places: Places,
  of: { readonly below: number; readonly idOf: (number: number) => string | undefined },
): Promise<void> {
  // What stands ahead of its turn, or was stored and not confirmed, comes again and is to be judged as it was.
  const newest = series.ahead ? series.ahead.latestBelow(of.below) : series.latest()
  for (const reading of await newest) {
    const place = places.byId(of.idOf(reading.station) ?? '')
    if (!place || place.plan.kind.id !== reading.kind) continue
    place.lastTs = reading.ts
    place.lastSeq = reading.seq
    place.untimedSeq = reading.ts === reading.receivedAt ? givenNumber(reading.seq) || -1 : -1
    place.heardAt = reading.receivedAt
    place.shownTs = reading.ts
    place.shownReceivedAt = reading.receivedAt
    place.plan.names.forEach((name, c) => {
      place.values[c] = reading.values[name] ?? Number.NaN
      place.flags[c] = reading.flags[name] ?? 0
    })
    if (reading.index !== null && reading.level > 0)
      place.index = { value: reading.index, level: reading.level, factors: [] }
  }
  for (const place of places.all()) place.isUnsure = false
}

/**
 * Lets places know of newer readings that others have seen, where the store was away when they began: what is not newer than
 * those may be stored already. The picture shows them where it shows nothing.
 */
export function learnFrom(seeded: Places, places: Places, changed: (place: Place) => void): void {
  for (const from of seeded.all()) {
    const to = places.byId(from.station.id)
    if (!to || Number.isNaN(from.shownTs)) continue
    if (from.lastTs > to.lastTs || (from.lastTs === to.lastTs && from.lastSeq > to.lastSeq)) {
      to.lastTs = from.lastTs
      to.lastSeq = from.lastSeq
      to.untimedSeq = from.untimedSeq
    }
    if (!Number.isNaN(to.shownTs)) continue
    to.values.set(from.values)
    to.flags.set(from.flags)
    to.shownTs = from.shownTs
    to.shownReceivedAt = from.shownReceivedAt
    to.index ??= from.index
    changed(to)
  }
  for (const place of places.all()) place.isUnsure = false
}

const HOUR = 3_600_000
/** Beyond so many, hour means begin anew: an index is missing for at most two hours rather than the start delayed. */
const MOST_STATIONS = 500

/** Takes up the hour that was under way, so that a restart leaves no hole in indices of hour means. */
export async function seedMeans(
  series: Series,
  places: Places,
  now: number,
  log: { warn(detail: object, text: string): void },
): Promise<void> {
  const from = (Math.floor(now / HOUR) - 1) * HOUR
  const recent = [...places.all()].filter(({ means, lastTs }) => means !== null && lastTs >= from)
  try {
    for (const place of recent.slice(0, MOST_STATIONS)) {
      const rows = await rowsOf(series, place, { from, to: place.lastTs + 1, values: place.plan.names })
      for (const { ts, values, flags } of rows) {
        for (let c = 0; c < values.length; c++) if (flags[c]! >= FAILED) values[c] = Number.NaN
        place.means!.take(ts, values)
      }
    }
  } catch (error) {
    log.warn(
      { error: (error as Error).message },
      'the hour under way cannot be fetched; indices of hour means come back with the next whole hour',
    )
  }
}

/** Gives the rules what they had seen of the past: their windows, and the readings that may have to be judged again. */
export async function seedWindows(
  series: Series,
  places: Places,
  engine: Pick<RuleEngine, 'resume' | 'remember'>,
  log: { warn(detail: object, text: string): void },
): Promise<void> {
  const watched = [...places.all()].filter(({ vigil }) => vigil.watches.length > 0)
  const known = watched.filter(({ lastTs }) => lastTs > 0)
  // First those that need it most: windows, and rules that were under way.
  const needy = (place: Place) => (windowOf(place.vigil.watches) > 0 || place.vigil.resumed !== null ? 0 : 1)
  const taken = new Set(known.toSorted((a, b) => needy(a) - needy(b)).slice(0, MOST_STATIONS))
  for (const place of watched) if (!taken.has(place)) engine.resume(place, place.lastTs > 0 ? null : 0)
  try {
    for (const place of taken) {
      const { list, watches, resumed, recent } = place.vigil
      const recently = Math.max(place.lateMs, recent.half * place.station.everySeconds * 1000)
      const since = place.lastTs - recently
      const begin = resumed?.isWhole ? 0 : Math.min(since, resumed?.behind?.[0] ?? since)
      const values = list.ofAny.length > 0 ? place.plan.names : list.columns.map((column) => place.plan.names[column]!)
      const from = Math.min(begin, place.lastTs - windowOf(watches))
      const rows = await rowsOf(series, place, { from, to: place.lastTs + 1, values })
      engine.resume(place, since)
      for (const row of rows) {
        const reading: Reading = {
          ts: Float64Array.of(row.ts),
          seq: Float64Array.of(Number.NaN),
          values: Array.from(row.values, (value) => Float64Array.of(value)),
          flags: Array.from(row.flags, (flag) => Uint8Array.of(flag === PASS ? 0 : flag)),
          level: Uint8Array.of(0),
        }
        engine.remember(place, reading, 0)
      }
    }
  } catch (error) {
    for (const place of taken) if (place.vigil.recent.first === null) engine.resume(place, null)
    log.warn({ error: (error as Error).message }, 'what windows of rules had seen cannot be fetched; they begin anew')
  }
}

function windowOf(watches: readonly Watch[]): number {
  let longest = 0
  for (const { windowMs } of watches) longest = Math.max(longest, windowMs)
  return longest
}

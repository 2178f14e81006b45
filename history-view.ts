import type { City } from './dashboard/server/city.ts'
import type { HistoryOfCity } from './dashboard/server/history-of-city.ts'
import type { StationsHistory, StationTrack } from './domain/history.ts'
import type { Kind } from './domain/kind.ts'
import { buildHistoryRecords } from './store/records/history.ts'
import type { Records } from './store/records/records.ts'
import type { Registry } from './store/records/registry.ts'
import type { NewestReadings, Series } from './store/series/series.ts'

/** After so many intervals a reading is no longer shown as one; so far back the start of a span looks. */
const INTERVALS = 6
const LONGEST_LOOK_MS = 86_400_000
/** The window refuses what could be more. */
const MOST_READINGS = 1_000_000

/** The past of the city: from the records what people were told, from the store what stations read. */
export function historyView(of: {
  readonly records: Records
  readonly series: Pick<Series, 'newest'>
  readonly registry: Pick<Registry, 'all' | 'byNumber'>
  readonly kinds: City['kinds']
}): HistoryOfCity {
  const { series, registry } = of
  const told = buildHistoryRecords(of.records)

  return {
    ...told,
    async stations({ from, to, everyMs, kinds, before }) {
      const asked = [...of.kinds.values()].filter(({ id }) => kinds.length === 0 || kinds.includes(id))
      const slowest = slowestOf(registry)
      const tracks: StationsHistory['kinds'] = []
      // One after another: a picture of the past must not hold up those of the present.
      for (const kind of asked) {
        const query = { kind: kind.id, value: kind.headline, limit: MOST_READINGS }
        const backMs = Math.min(LONGEST_LOOK_MS, INTERVALS * 1000 * (slowest.get(kind.id) ?? kind.everySeconds))
        const known = before ? await series.newest({ ...query, from: from - backMs, to: from }) : null
        const read = await series.newest({ ...query, from, to, everyMs })
        tracks.push(tracksOf(kind, { from, everyMs, known, read, registry }))
      }
      return { from, to, everyMs, kinds: tracks }
    },
  }
}

/** Of each kind the longest time between two readings of a station. */
function slowestOf(registry: Pick<Registry, 'all'>): ReadonlyMap<string, number> {
  const slowest = new Map<string, number>()
  for (const { kind, everySeconds } of registry.all()) slowest.set(kind, Math.max(everySeconds, slowest.get(kind) ?? 0))
  return slowest
}

function tracksOf(
  kind: Kind,
  of: {
    readonly from: number
    readonly everyMs: number
    readonly known: NewestReadings | null
    readonly read: NewestReadings
    readonly registry: Pick<Registry, 'byNumber'>
  },
): StationsHistory['kinds'][number] {
  const { from, everyMs, known, read, registry } = of
  const tracks = new Map<number, Required<Omit<StationTrack, 'id'>>>()
  const take = (readings: NewestReadings, secondsOf: (at: number) => number) => {
    for (const [i, number] of readings.station.entries()) {
      const track = tracks.get(number) ?? { at: [], values: [], flags: [], levels: [] }
      track.at.push(secondsOf(readings.at[i]!))
      track.values.push(readings.value[i]!)
      track.flags.push(readings.flag[i]!)
      track.levels.push(readings.level[i]!)
      tracks.set(number, track)
    }
  }
  if (known) take(known, (at) => Math.floor((at - from) / 1000))
  // What was read within a step is known at its end.
  take(read, (at) => Math.round((at + everyMs - from) / 1000))
  const stations = [...tracks].flatMap(([number, { at, values, flags, levels }]): StationTrack[] => {
    const entry = registry.byNumber(number)
    if (entry === undefined || entry.retired) return []
    return [
      {
        id: entry.id,
        at,
        values,
        ...(flags.every((flag) => flag === 1) ? {} : { flags }),
        ...(levels.every((level) => level === 0) ? {} : { levels }),
      },
    ]
  })
  return { kind: kind.id, value: kind.headline, stations }
}

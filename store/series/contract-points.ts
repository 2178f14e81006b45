import type { Kind, Kinds } from '../../domain/kind.ts'
import { makePoints, type Points } from '../../domain/points.ts'
import type { Series, StationOf, Write } from './series.ts'

/** What a test says of a reading; everything else is usual. */
export interface Row {
  readonly station?: number
  readonly ts: number
  readonly seq?: number
  readonly position?: number
  readonly doubtful?: boolean
  readonly values: Readonly<Record<string, number>>
  readonly flags?: Readonly<Record<string, number>>
  readonly index?: number
  readonly level?: number
}

export const RECEIVED_AT = 1_764_000_500_000

function kind(id: string, values: readonly string[]): Kind {
  return {
    id,
    label: { zh: id, en: id },
    owner: 'ecology',
    sharing: 'mandatory',
    everySeconds: 60,
    shape: 'circle',
    headline: values[0]!,
    values: Object.fromEntries(
      values.map((value) => [value, { unit: '1', label: { zh: value, en: value }, decimals: 1 }]),
    ),
  }
}

/** A small city: two kinds, stations 1 to 9999. */
export const KINDS: Kinds = new Map([
  ['air', kind('air', ['pm25', 'temperature', 'no2-1h'])],
  ['noise', kind('noise', ['LAeq'])],
])

export const stationOf: StationOf = (number) =>
  number >= 1 && number <= 9999 ? { id: `station-${number}`, district: number % 2 === 0 ? 'east' : 'west' } : undefined

export function numberOf(id: string): number | undefined {
  const number = Number(/^station-(\d+)$/.exec(id)?.[1])
  return stationOf(number) ? number : undefined
}

/** Rows as the line hands them over. */
export function pointsOf(kindId: string, rows: readonly Row[], kinds: Kinds = KINDS): Points {
  const names = Object.keys(kinds.get(kindId)!.values)
  const points = makePoints(kindId, names, rows.length + 3)
  for (const [i, row] of rows.entries()) {
    points.station[i] = row.station ?? 1
    points.ts[i] = row.ts
    points.seq[i] = row.seq ?? 0
    points.position[i] = row.position ?? i
    points.receivedAt[i] = RECEIVED_AT
    points.doubtful[i] = row.doubtful ? 1 : 0
    points.index[i] = row.index ?? Number.NaN
    points.level[i] = row.level ?? 0
    for (const [column, name] of names.entries()) {
      points.values[column]![i] = row.values[name] ?? Number.NaN
      points.flags[column]![i] = row.flags?.[name] ?? 0
    }
  }
  points.count = rows.length
  return points
}

/** A write of [from, to) whose rows have the positions from `from` on. */
export function writeOf(from: number, rows: readonly Row[], more: Partial<Write> = {}): Write {
  const placed = rows.map((row, i) => ({ ...row, position: row.position ?? from + i }))
  return { from, to: from + rows.length, points: [pointsOf('air', placed)], amendments: [], ...more }
}

/** Readings of one value, all of them. */
export function readAll(series: Series, value = 'pm25', station = 1, kindId = 'air') {
  return series.series({ kind: kindId, station, value, from: 0, to: 4e12, limit: 100_000 })
}

/** A part of a store as if it were one of its own: stations and positions are moved by so much. */
export function placedAt(series: Series, stations: number, positions: number): Series {
  return {
    ...series,
    write: async ({ from, to, points, amendments }) => {
      for (const p of points) {
        for (let i = 0; i < p.count; i++) {
          p.station[i]! += stations
          p.position[i]! += positions
        }
      }
      const duplicates = await series.write({
        from: from + positions,
        to: to + positions,
        points,
        amendments: amendments.map((a) => ({ ...a, station: a.station + stations })),
      })
      return duplicates.map((d) => ({ ...d, station: d.station - stations }))
    },
    series: (query) => series.series({ ...query, station: query.station + stations }),
    newest: async (query) => {
      const all = await series.newest(query)
      const own = all.station.flatMap((station, i) => (station > stations && station <= stations + 100 ? [i] : []))
      const only = (column: readonly number[]) => own.map((i) => column[i]!)
      const { station, at, value, flag, level } = all
      return {
        station: only(station).map((number) => number - stations),
        at: only(at),
        value: only(value),
        flag: only(flag),
        level: only(level),
      }
    },
    latest: async () => {
      const all = await series.latest()
      const own = all.filter(({ station }) => station > stations && station <= stations + 100)
      return own.map((reading) => ({ ...reading, station: reading.station - stations }))
    },
  }
}

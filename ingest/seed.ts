import type { Series } from '../store/series/series.ts'
import type { Places } from './places.ts'

/** QARTOD: failed or missing. */
const FAILED = 4

/** Puts every station's newest stored reading in its place, so that the picture and the order of readings outlive a restart. */
export async function seedPlaces(
  series: Series,
  places: Places,
  idOf: (number: number) => string | undefined,
  log: { warn(detail: object, text: string): void },
): Promise<void> {
  try {
    for (const reading of await series.latest()) {
      const place = places.byId(idOf(reading.station) ?? '')
      if (!place || place.plan.kind.id !== reading.kind) continue
      place.lastTs = reading.ts
      place.lastSeq = reading.seq
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
  } catch (error) {
    log.warn(
      { error: (error as Error).message },
      'the newest readings cannot be fetched; the picture fills as stations send',
    )
  }
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
      const { names, kind } = place.plan
      const rows = new Map<number, Float64Array>()
      const found = await Promise.all(
        names.map((value) =>
          series.series({
            kind: kind.id,
            station: place.station.number,
            value,
            from,
            to: place.lastTs + 1,
            limit: 10_000,
          }),
        ),
      )
      for (const [column, points] of found.entries()) {
        for (const [ts, value, flag] of points) {
          if (value === null || flag >= FAILED) continue
          let row = rows.get(ts)
          if (!row) rows.set(ts, (row = new Float64Array(names.length).fill(Number.NaN)))
          row[column] = value
        }
      }
      for (const [ts, row] of [...rows].sort(([a], [b]) => a - b)) place.means!.take(ts, row)
    }
  } catch (error) {
    log.warn(
      { error: (error as Error).message },
      'the hour under way cannot be fetched; indices of hour means come back with the next whole hour',
    )
  }
}

import type { Series } from '../store/series/series.ts'
import type { Places } from './places.ts'

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

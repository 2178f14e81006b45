import type { DeadLetterCheck } from '../domain/dead-letter.ts'
import { FAULTS } from '../domain/errors.ts'
import type { FieldMap, FieldMapEntry } from '../domain/field-map.ts'
import type { Kinds } from '../domain/kind.ts'
import { planKinds } from './catalogue.ts'
import { DEFAULT_WINDOW, type TimeWindow } from './device-time.ts'
import { faultPlace } from './fault-place.ts'
import type { FieldMaps } from './field-maps.ts'
import { makePlaces, type StationList } from './places.ts'
import { makeSheets } from './sheets.ts'
import { makeSifter } from './sifter.ts'

/** A message that is to be tried. */
export interface Trial {
  readonly topic: string
  readonly payload: Buffer
  readonly receivedAt: number
  /** A field map in place of the one in force. */
  readonly map?: FieldMap
}

/** Runs a message through the line's own stages, with sheets that are thrown away: says what a replay of it would do now. */
export function makeRehearsal(of: {
  readonly stations: StationList
  readonly kinds: Kinds
  readonly maps: Pick<FieldMaps, 'of'>
  readonly window?: TimeWindow
}): (trial: Trial) => DeadLetterCheck {
  const { stations, kinds, window = DEFAULT_WINDOW } = of
  const plans = planKinds(kinds)

  return ({ topic, payload, receivedAt, map }) => {
    // New places each time: what a reading is compared with must not be what was tried before.
    const mapsOf: FieldMaps['of'] = map ? () => ({ station: [proposed(map)], vendor: [] }) : of.maps.of
    using places = makePlaces(stations, plans, undefined, { of: mapsOf })
    const sheets = makeSheets()
    const faults: DeadLetterCheck['faults'] = []
    let mapVersion: number | null = null
    makeSifter(places, window).sift(
      { first: Number.MAX_SAFE_INTEGER, receivedAt, topics: [topic], payloads: [payload] },
      sheets,
      {
        isReplay: true,
        fresh() {},
        stale() {},
        refused({ item, fault: { reason, detail, field = null } }) {
          const place = faultPlace(payload, { topic, item, reason, field })
          faults.push({ item, stage: FAULTS[reason], reason, detail, place })
        },
        status() {},
        mapped: ({ version }) => {
          mapVersion = version
        },
      },
    )
    const readings = sheets.take().points.flatMap((points) =>
      Array.from({ length: points.count }, (_, i) => ({
        station: stations.byNumber(points.station[i]!)?.id ?? '',
        kind: points.kind,
        ts: points.ts[i]!,
        seq: points.seq[i]!,
        values: Object.fromEntries(
          points.names.flatMap((name, c) => {
            const flag = points.flags[c]![i]! || 1
            const value = points.values[c]![i]!
            const unit = kinds.get(points.kind)?.values[name]?.unit ?? ''
            if (Number.isNaN(value) && flag !== 9) return []
            return [[name, { value: Number.isNaN(value) ? null : value, unit, flag }]]
          }),
        ),
      })),
    )
    return { readings, faults, mapVersion: mapVersion === 0 ? null : mapVersion }
  }
}

function proposed(map: FieldMap): FieldMapEntry {
  return { of: 'station', name: '', kind: '', version: 0, map, isOn: true, reason: '', by: '', at: 0, fromPosition: 0 }
}

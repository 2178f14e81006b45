import type { Kind, Signal } from '../domain/kind.ts'
import type { Station } from '../domain/station.ts'
import { gauss, mix, seedOf, uniform } from './chance.ts'
import { dayKind, localHour } from './calendar.ts'
import { traitText, type Around, type Model } from './model.ts'
import { bend } from './quiet.ts'
import { dailyRhythm } from './rhythm.ts'
import { drawn } from './sensor.ts'
import { smooth } from './smooth.ts'

const HOUR = 3_600_000

/** Who parks there: shift of the mean share of taken spots, half its swing by the kind of day, hours of peaks. */
const LAND_USES = {
  office: { shift: -0.05, work: 0.32, rest: 0.1, holiday: 0.04, peaks: [11, 15] },
  residential: { shift: 0.06, work: 0.2, rest: 0.14, holiday: 0.1, peaks: [2] },
  retail: { shift: -0.08, work: 0.28, rest: 0.36, holiday: 0.38, peaks: [13, 19] },
  hospital: { shift: 0.02, work: 0.28, rest: 0.16, holiday: 0.12, peaks: [10] },
  transport: { shift: 0.04, work: 0.2, rest: 0.24, holiday: 0.34, peaks: [9, 18] },
} as const

/** What the model says of a car park. */
export const PARKING_VALUES = [
  'totalSpotNumber',
  'occupiedSpotNumber',
  'availableSpotNumber',
  'outOfServiceSlotNumber',
  'occupancy',
  'vehicleEntranceCount',
  'vehicleExitCount',
] as const

/** Below the 0.85 from which a car park counts as almost full. */
const QUIET = { low: 0.02, high: 0.84 }

/** A car park whose entrances and exits since the reading before balance its taken spots; driven by `fill` (0..1). */
export function parkingOf(kind: Kind, station: Station, seed: number): Model {
  const own = seedOf(seed, station.id)
  const use = LAND_USES[landUseOf(kind, station, own)]
  const signals = kind.simulate?.signals ?? {}
  const total = fixed(signals['totalSpotNumber'] ?? { base: 300, spread: 100, min: 60 }, own, 1)
  const outOfService = fixed(signals['outOfServiceSlotNumber'] ?? { base: 0 }, own, 2)
  const usable = total - outOfService
  const { base = 0.5, spread = 0.06 } = signals['occupancy'] ?? {}
  const mean = base + use.shift + spread * 0.6 * gauss(own, 3)
  const everyMs = (station.everySeconds ?? kind.everySeconds) * 1000

  const occupied = (at: number, around: Around): number => {
    const course = mean + use[dayKind(at)] * dailyRhythm(localHour(at), use.peaks)
    const fill = course + 0.02 * smooth(mix(own, 4), at / (HOUR / 4)) + 0.01 * around.weather(at).bustle
    return Math.round(usable * drawn(bend(fill, mean, QUIET), around.pull(at)?.get('fill')))
  }

  return (at, around) => {
    const taken = occupied(at, around)
    const change = taken - occupied(at - everyMs, around)
    // Besides those that change the balance, cars come and go: up to a third of the spots in an hour.
    const passing = Math.floor(((total * everyMs) / HOUR / 3) * uniform(mix(own, 5), at))
    const entered = Math.max(0, change) + passing
    return {
      totalSpotNumber: total,
      occupiedSpotNumber: taken,
      availableSpotNumber: usable - taken,
      outOfServiceSlotNumber: outOfService,
      occupancy: taken / total,
      vehicleEntranceCount: entered,
      vehicleExitCount: entered - change,
    }
  }
}

/** A whole number that a station keeps for ever. */
function fixed({ base, spread = 0, min = 0, max = Infinity }: Signal, seed: number, part: number): number {
  return Math.round(Math.min(max, Math.max(min, base + spread * gauss(seed, part))))
}

function landUseOf(kind: Kind, station: Station, seed: number): keyof typeof LAND_USES {
  const told = traitText(kind, station, 'landUse')
  if (told !== undefined && told in LAND_USES) return told as keyof typeof LAND_USES
  const uses = Object.keys(LAND_USES) as (keyof typeof LAND_USES)[]
  return uses[Math.floor(uniform(seed, 6) * uses.length)]!
}

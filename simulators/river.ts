import { mix } from './chance.ts'
import { smooth, smoothField } from './smooth.ts'

const HOUR = 3_600_000

/** Pace of the simulated river, about 0.6 m/s. */
export const RIVER_KM_PER_HOUR = 2.2

/** Hours after which the water that passes a place is other water. */
const CHANGES = 9

/** Hours until the rain that has fallen has left the streams, and how many are looked back. */
const DRAINS = 5
const LOOKS_BACK = 20
const MOST_KNOWN = 4096

export interface River {
  /** What the water at a place carries, mean 0, standard deviation 1: what passed upstream comes down at the river's pace. */
  carries(at: number, riverKm: number, place: { readonly lon: number; readonly lat: number }): number
  /** Rain that is on its way to the river, 0 when all has drained. */
  runoff(at: number): number
}

/** The water of the simulated city; `rain` is what falls on the whole of it. */
export function riverOf(seed: number, rain: (at: number) => number): River {
  const known = new Map<number, number>()

  const runoffOf = (hour: number): number => {
    let sum = known.get(hour)
    if (sum === undefined) {
      sum = 0
      for (let i = 0; i < LOOKS_BACK; i += 1) sum += rain((hour - i) * HOUR) * Math.exp(-i / DRAINS)
      sum /= DRAINS
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(hour, sum)
    }
    return sum
  }

  return {
    carries(at, riverKm, { lon, lat }) {
      if (riverKm < 0) return smoothField(mix(seed, 2), lon / 0.03, lat / 0.03, at / (CHANGES * HOUR))
      return smooth(mix(seed, 1), (at / HOUR - riverKm / RIVER_KM_PER_HOUR) / CHANGES)
    },
    runoff(at) {
      const hour = Math.floor(at / HOUR)
      const share = at / HOUR - hour
      return runoffOf(hour) * (1 - share) + runoffOf(hour + 1) * share
    },
  }
}

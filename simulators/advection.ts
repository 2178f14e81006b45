import { mix } from './chance.ts'
import { blend, ease, smoothField } from './smooth.ts'

const HOUR = 3_600_000

/** Air is followed for so long before other air has taken its place. */
const BLOCK = 12 * HOUR
const STEP = HOUR / 6
const STEPS = BLOCK / STEP

/** Hours after which air that is followed has changed. */
const FADES = 10

/** Blocks whose winds are remembered; they are worked out again when asked for. */
const MOST_KNOWN = 16

/** km east and north that the wind goes in an hour at a time. */
export type WindAt = (at: number) => { readonly east: number; readonly north: number }

interface Drift {
  readonly east: Float64Array
  readonly north: Float64Array
}

/**
 * A field that the wind carries along: what is at a place now is downwind of it later. Mean 0, standard deviation 1, patches of
 * about `patchKm`; places in km.
 */
export function carriedBy(wind: WindAt, seed: number, patchKm: number): (at: number, x: number, y: number) => number {
  const known = new Map<number, Drift>()

  const driftOf = (block: number): Drift => {
    let drift = known.get(block)
    if (!drift) {
      drift = sumOf(wind, block * BLOCK)
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(block, drift)
    }
    return drift
  }

  return (at, x, y) => {
    const block = Math.floor(at / BLOCK)
    const { east, north } = driftOf(block)
    const step = (at - block * BLOCK) / STEP
    const e = between(east, step)
    const n = between(north, step)
    const t = at / (FADES * HOUR)
    // The air of this block has come so far since its beginning; that of the next will be where it starts from at its end.
    const here = smoothField(mix(seed, block), (x - e) / patchKm, (y - n) / patchKm, t)
    const next = smoothField(
      mix(seed, block + 1),
      (x - e + east[STEPS]!) / patchKm,
      (y - n + north[STEPS]!) / patchKm,
      t,
    )
    return blend(here, next, ease(step / STEPS))
  }
}

function sumOf(wind: WindAt, from: number): Drift {
  const east = new Float64Array(STEPS + 1)
  const north = new Float64Array(STEPS + 1)
  for (let i = 0; i < STEPS; i += 1) {
    const now = wind(from + (i + 0.5) * STEP)
    east[i + 1] = east[i]! + (now.east * STEP) / HOUR
    north[i + 1] = north[i]! + (now.north * STEP) / HOUR
  }
  return { east, north }
}

function between(sums: Float64Array, step: number): number {
  const i = Math.min(STEPS - 1, Math.floor(step))
  return sums[i]! + (sums[i + 1]! - sums[i]!) * (step - i)
}

import { gauss, mix } from './chance.ts'

/** Smooth noise over one axis: mean 0, standard deviation 1 everywhere, unrelated after one unit of `x`. */
export function smooth(seed: number, x: number): number {
  const cell = Math.floor(x)
  const s = ease(x - cell)
  return blend(gauss(seed, cell), gauss(seed, cell + 1), s)
}

/** From one of two independent fields of standard deviation 1 to the other, as far as `s` (0..1), without losing spread. */
export function blend(from: number, to: number, s: number): number {
  return (from * (1 - s) + to * s) / spread(s)
}

const OCTAVES = 5

/** Noise of 1/f: mean 0, standard deviation 1, as strong in each fourfold of periods from `x` 1 up to 256. */
export function flicker(seed: number, x: number): number {
  let sum = 0
  for (let i = 0; i < OCTAVES; i += 1) sum += smooth(mix(seed, i), x / 4 ** i)
  return sum / Math.sqrt(OCTAVES)
}

/** Smooth noise over place and time: mean 0, standard deviation 1, unrelated after one unit of any axis. */
export function smoothField(seed: number, x: number, y: number, t: number): number {
  const cx = Math.floor(x)
  const cy = Math.floor(y)
  const ct = Math.floor(t)
  const sx = ease(x - cx)
  const sy = ease(y - cy)
  const st = ease(t - ct)
  const now = plane(mix(seed, ct), cx, cy, sx, sy)
  const next = plane(mix(seed, ct + 1), cx, cy, sx, sy)
  return (now * (1 - st) + next * st) / (spread(sx) * spread(sy) * spread(st))
}

function plane(seed: number, cx: number, cy: number, sx: number, sy: number): number {
  const west = mix(seed, cx)
  const east = mix(seed, cx + 1)
  const south = gauss(west, cy) * (1 - sx) + gauss(east, cy) * sx
  const north = gauss(west, cy + 1) * (1 - sx) + gauss(east, cy + 1) * sx
  return south * (1 - sy) + north * sy
}

/** 0..1 → 0..1 with level ends. */
export function ease(x: number): number {
  return x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x)
}

/** Standard deviation left when two independent draws are blended: dividing by it keeps the field's at 1. */
function spread(s: number): number {
  return Math.sqrt(s * s + (1 - s) * (1 - s))
}

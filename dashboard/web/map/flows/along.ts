export type Line = readonly (readonly number[])[]

const METRES_PER_DEGREE = 111_320

/** East and north of a place, in metres from another; flat, which a city is. */
export function offset(from: readonly number[], to: readonly number[]): [east: number, north: number] {
  const scale = Math.cos(((from[1] ?? 0) * Math.PI) / 180)
  return [
    ((to[0] ?? 0) - (from[0] ?? 0)) * METRES_PER_DEGREE * scale,
    ((to[1] ?? 0) - (from[1] ?? 0)) * METRES_PER_DEGREE,
  ]
}

/** The place so many metres from another in a direction, degrees clockwise from north. */
export function moved([lon = 0, lat = 0]: readonly number[], metres: number, direction: number): [number, number] {
  const angle = (direction * Math.PI) / 180
  const scale = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)
  return [lon + (metres * Math.sin(angle)) / scale, lat + (metres * Math.cos(angle)) / METRES_PER_DEGREE]
}

/** Metres from the line's beginning to each of its corners. */
export function measured(line: Line): readonly number[] {
  let sum = 0
  return line.map((place, i) => (i === 0 ? 0 : (sum += Math.hypot(...offset(line[i - 1]!, place)))))
}

/** Where on a line a place is nearest to it: metres along, and off to the side. */
export function nearest(line: Line, place: readonly number[], marks = measured(line)): { along: number; off: number } {
  let best = { along: 0, off: Infinity }
  for (let i = 1; i < line.length; i++) {
    const [bx, by] = offset(line[i - 1]!, line[i]!)
    const [px, py] = offset(line[i - 1]!, place)
    const length = bx * bx + by * by
    const share = length === 0 ? 0 : Math.max(0, Math.min(1, (px * bx + py * by) / length))
    const off = Math.hypot(px - share * bx, py - share * by)
    if (off < best.off) best = { along: marks[i - 1]! + share * Math.sqrt(length), off }
  }
  return best
}

/** The part of a line between two distances along it; null when there is none. */
export function part(line: Line, from: number, to: number, marks = measured(line)): [number, number][] | null {
  const [start, end] = [Math.max(0, from), Math.min(marks.at(-1) ?? 0, to)]
  if (!(start < end)) return null
  const inner = line
    .filter((_, i) => marks[i]! > start && marks[i]! < end)
    .map((at): [number, number] => [at[0]!, at[1]!])
  return [placeAt(line, start, marks), ...inner, placeAt(line, end, marks)]
}

function placeAt(line: Line, along: number, marks: readonly number[]): [number, number] {
  const i = Math.max(
    1,
    marks.findIndex((mark) => mark >= along),
  )
  const [a, b] = [line[i - 1]!, line[i]!]
  const length = marks[i]! - marks[i - 1]!
  const share = length === 0 ? 0 : (along - marks[i - 1]!) / length
  return [a[0]! + (b[0]! - a[0]!) * share, a[1]! + (b[1]! - a[1]!) * share]
}

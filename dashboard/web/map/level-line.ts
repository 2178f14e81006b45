/** Dashes of a level, widths of the line: the worse, the more broken; with its breadth it tells levels apart without colour. */
export const LEVEL_DASHES: readonly (readonly number[])[] = [
  [1, 1.6],
  [1, 0],
  [7, 0.7],
  [3, 0.7],
  [1.6, 0.6],
  [0.8, 0.5],
  [0.4, 0.4],
]

/** Pixels at a desk. */
export function levelWidth(level: number): number {
  return level === 0 ? 2 : 2.5 + level * 0.9
}

import type { Kind } from '../../../domain/kind.ts'

export type Shape = Kind['shape']
type Corner = readonly [number, number]

/** Corners of a shape in a box of 24, clockwise; a circle has many. */
export function cornersOf(shape: Shape): readonly Corner[] {
  switch (shape) {
    case 'circle':
      return ring(32, 9)
    case 'square':
      return [
        [4, 4],
        [20, 4],
        [20, 20],
        [4, 20],
      ]
    case 'triangle':
      return ring(3, 11, 13.5)
    case 'diamond':
      return ring(4, 11)
    case 'pentagon':
      return ring(5, 10.2, 12.6)
    case 'hexagon':
      return ring(6, 10.2)
    case 'cross':
      return CROSS
    case 'star':
      return ring(10, 11.5, 12.6, 5)
  }
}

/** The outline as an SVG path. */
export function shapePath(shape: Shape): string {
  return `M${cornersOf(shape)
    .map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`)
    .join('L')}z`
}

const CROSS: readonly Corner[] = [
  [8.5, 2.5],
  [15.5, 2.5],
  [15.5, 8.5],
  [21.5, 8.5],
  [21.5, 15.5],
  [15.5, 15.5],
  [15.5, 21.5],
  [8.5, 21.5],
  [8.5, 15.5],
  [2.5, 15.5],
  [2.5, 8.5],
  [8.5, 8.5],
]

function ring(corners: number, radius: number, y = 12, inner = radius): readonly Corner[] {
  return Array.from({ length: corners }, (_, i) => {
    const angle = (i / corners) * 2 * Math.PI - Math.PI / 2
    const r = i % 2 === 0 ? radius : inner
    return [12 + r * Math.cos(angle), y + r * Math.sin(angle)]
  })
}

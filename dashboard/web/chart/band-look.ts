import type { Band, BandKind } from './picture.ts'

/** A tile that fills a band: each kind has strokes of its own, so that none needs its colour to be told. */
export function bandTile(kind: BandKind, ink: string): HTMLCanvasElement {
  const tile = document.createElement('canvas')
  tile.width = tile.height = SIZE
  const pen = tile.getContext('2d')
  if (pen === null) return tile
  pen.strokeStyle = ink
  pen.fillStyle = ink
  pen.lineWidth = 1
  for (const [x1, y1, x2, y2] of STROKES[kind]) {
    pen.beginPath()
    pen.moveTo(x1, y1)
    pen.lineTo(x2, y2)
    pen.stroke()
  }
  if (kind === 'alarm') {
    pen.globalAlpha = 0.3
    pen.fillRect(0, 0, SIZE, SIZE)
  }
  return tile
}

/** The same for the legend, as an SVG path in a box of 8. */
export function bandPath(kind: BandKind): string {
  return STROKES[kind].map(([x1, y1, x2, y2]) => `M${x1} ${y1}L${x2} ${y2}`).join('')
}

/** The token of a band's ink. */
export function bandInk({ kind, severity }: Pick<Band, 'kind' | 'severity'>): string {
  return kind === 'alarm' ? `--${severity ?? 'blue'}` : '--data'
}

const SIZE = 8
type Stroke = readonly [number, number, number, number]
const RISING: readonly Stroke[] = [
  [-1, 9, 9, -1],
  [-1, 1, 1, -1],
  [7, 9, 9, 7],
]
const FALLING: readonly Stroke[] = [
  [-1, -1, 9, 9],
  [7, -1, 9, 1],
  [-1, 7, 1, 9],
]
const LEVEL: readonly Stroke[] = [[0, 4.5, 8, 4.5]]
const UPRIGHT: readonly Stroke[] = [[4.5, 0, 4.5, 8]]
const STROKES: Readonly<Record<BandKind, readonly Stroke[]>> = {
  alarm: [],
  gap: RISING,
  maintenance: FALLING,
  outage: [...RISING, ...FALLING],
  shelved: LEVEL,
  suppressed: UPRIGHT,
  'out-of-service': [...LEVEL, ...UPRIGHT],
}

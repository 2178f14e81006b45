import { NUMERALS, OUTLINES } from '../alarms/severity-mark.ts'
import type { Severity } from '../../../domain/severity.ts'
import { cornersOf, type Shape } from './shapes.ts'

export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

/** Pixels of a mark of 24 with room for a halo. */
const BOX = 40
const SCALE = 2

/** A signed distance field of a shape, so that the map can colour, hollow and outline it: the edge lies at 3/4. */
export function shapeField(shape: Shape): Picture {
  return field(cornersOf(shape))
}

/** The stroke over a station that is offline. */
export function slashField(): Picture {
  return field([
    [1, 21.6],
    [21.6, 1],
    [23, 2.4],
    [2.4, 23],
  ])
}

/** An arrow to the north, from its middle. */
export function arrowField(): Picture {
  return field([
    [12, 1],
    [18, 10],
    [13.6, 10],
    [13.6, 23],
    [10.4, 23],
    [10.4, 10],
    [6, 10],
  ])
}

/** A chevron to the east, the way of a line. */
export function chevronField(): Picture {
  return field([
    [7, 4],
    [11, 4],
    [18, 12],
    [11, 20],
    [7, 20],
    [14, 12],
  ])
}

/** The severity mark, drawn with the theme's colours. */
export function severityPicture(severity: Severity, colours: { fill: string; ink: string; outline: string }): Picture {
  const size = 26 * SCALE
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const pen = canvas.getContext('2d')
  if (pen === null) return { width: size, height: size, data: new Uint8ClampedArray(size * size * 4) }
  pen.scale(SCALE, SCALE)
  pen.translate(1, 1)
  const path = new Path2D(OUTLINES[severity])
  pen.save()
  pen.clip(path)
  pen.fillStyle = colours.fill
  pen.fillRect(-1, -1, 26, 26)
  pen.restore()
  pen.lineWidth = 1.6
  pen.strokeStyle = colours.outline
  pen.stroke(path)
  pen.fillStyle = colours.ink
  pen.font = '700 11px system-ui, sans-serif'
  pen.textAlign = 'center'
  pen.fillText(NUMERALS[severity], 12, severity === 'orange' ? 19 : 16)
  return { width: size, height: size, data: pen.getImageData(0, 0, size, size).data }
}

function field(corners: readonly (readonly [number, number])[]): Picture {
  const size = BOX * SCALE
  const data = new Uint8ClampedArray(size * size * 4)
  const margin = (BOX - 24) / 2
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = signedDistance(corners, (x + 0.5) / SCALE - margin, (y + 0.5) / SCALE - margin)
      // The renderer's range is 8 pixels wide, its edge at 0.75.
      data[(y * size + x) * 4 + 3] = 255 * Math.min(1, Math.max(0, 0.75 - distance / 8))
    }
  }
  return { width: size, height: size, data }
}

/** Negative inside. */
function signedDistance(corners: readonly (readonly [number, number])[], x: number, y: number): number {
  let nearest = Infinity
  let inside = false
  corners.forEach(([bx, by], i) => {
    const [ax, ay] = corners.at(i - 1) ?? [bx, by]
    const along = Math.min(
      1,
      Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)),
    )
    nearest = Math.min(nearest, Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)))
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  })
  return inside ? -nearest : nearest
}

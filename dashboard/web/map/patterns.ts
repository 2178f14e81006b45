import type { Picture } from './marks.ts'

const TILE = 16

/** Oblique strokes: too little is known here. */
export function hatch(colour: string): Picture {
  return tile((pen) => {
    pen.strokeStyle = colour
    pen.lineWidth = 1.5
    for (const at of [-TILE, 0, TILE]) {
      pen.moveTo(at - 1, TILE + 1)
      pen.lineTo(at + TILE + 1, -1)
    }
    pen.stroke()
  })
}

/** Dots: what the air carries. */
export function dots(colour: string): Picture {
  return tile((pen) => {
    pen.fillStyle = colour
    for (const [x, y] of [
      [4, 4],
      [12, 12],
    ] as const) {
      pen.beginPath()
      pen.arc(x, y, 2, 0, 2 * Math.PI)
      pen.fill()
    }
  })
}

function tile(draw: (pen: CanvasRenderingContext2D) => void): Picture {
  const canvas = document.createElement('canvas')
  canvas.width = TILE
  canvas.height = TILE
  const pen = canvas.getContext('2d')
  if (pen === null) return { width: TILE, height: TILE, data: new Uint8ClampedArray(TILE * TILE * 4) }
  pen.beginPath()
  draw(pen)
  return { width: TILE, height: TILE, data: pen.getImageData(0, 0, TILE, TILE).data }
}

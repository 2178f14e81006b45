import type { Severity } from '../../../domain/severity.ts'
import { NUMERALS, OUTLINES } from '../alarms/severity-mark.ts'
import type { Picture } from './marks.ts'

/** What a cluster's picture says; its number is written over it. */
export interface ClusterFace {
  /** Worst open alarm within; null: none. */
  readonly worst: Severity | null
  /** Of the worst that waits for somebody: eighths of the ring, 0 when nothing waits. */
  readonly eighths: number
  /** Most of its stations say nothing fresh. */
  readonly isHollow: boolean
  /** Digits of the number. */
  readonly digits: number
}

export interface ClusterColours {
  readonly face: string
  readonly rim: string
  readonly outline: string
  /** Fill and ink of each severity. */
  readonly of: Readonly<Record<Severity, { readonly fill: string; readonly ink: string }>>
}

const SCALE = 2
const BOX = 56

/** The same for faces that look the same. */
export function faceKey({ worst, eighths, isHollow, digits }: ClusterFace): string {
  return `cluster-${worst ?? 'none'}-${eighths}-${isHollow ? 'hollow' : 'full'}-${Math.max(2, digits)}`
}

/** A ring whose segment is the worst that waits, with that severity's mark at its side: shape and number, not colour alone. */
export function clusterPicture(face: ClusterFace, colours: ClusterColours): Picture {
  const size = BOX * SCALE
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const pen = canvas.getContext('2d')
  if (pen === null) return { width: size, height: size, data: new Uint8ClampedArray(size * size * 4) }
  pen.scale(SCALE, SCALE)
  const radius = radiusOf(face.digits)
  const middle = BOX / 2
  const circle = (r: number, from = 0, share = 1) => {
    pen.beginPath()
    pen.arc(middle, middle, r, from - Math.PI / 2, from - Math.PI / 2 + share * 2 * Math.PI)
  }
  circle(radius)
  pen.fillStyle = colours.face
  pen.fill()
  if (face.isHollow) pen.setLineDash([4, 3])
  circle(radius - 2)
  pen.lineWidth = face.isHollow ? 2 : 4
  pen.strokeStyle = colours.rim
  pen.stroke()
  pen.setLineDash([])
  if (face.worst !== null && face.eighths > 0) {
    circle(radius - 2, 0, face.eighths / 8)
    pen.lineWidth = 6.5
    pen.strokeStyle = colours.outline
    pen.stroke()
    circle(radius - 2, 0, face.eighths / 8)
    pen.lineWidth = 4.5
    pen.strokeStyle = colours.of[face.worst].fill
    pen.stroke()
  }
  circle(radius + 0.5)
  pen.lineWidth = 1
  pen.strokeStyle = colours.outline
  pen.stroke()
  if (face.worst !== null) badge(pen, face.worst, { at: middle + radius * 0.72, colours })
  return { width: size, height: size, data: pen.getImageData(0, 0, size, size).data }
}

/** Room for the number. */
export function radiusOf(digits: number): number {
  return 11 + 2.6 * Math.max(2, digits)
}

function badge(
  pen: CanvasRenderingContext2D,
  severity: Severity,
  { at, colours }: { readonly at: number; readonly colours: ClusterColours },
): void {
  pen.save()
  pen.translate(at - 8, BOX - at - 8)
  pen.scale(0.62, 0.62)
  const path = new Path2D(OUTLINES[severity])
  pen.fillStyle = colours.of[severity].fill
  pen.fill(path)
  pen.lineWidth = 2
  pen.strokeStyle = colours.outline
  pen.stroke(path)
  pen.fillStyle = colours.of[severity].ink
  pen.font = '700 12px system-ui, sans-serif'
  pen.textAlign = 'center'
  pen.fillText(NUMERALS[severity], 12, severity === 'orange' ? 19.5 : 16.4)
  pen.restore()
}

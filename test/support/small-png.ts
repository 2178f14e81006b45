import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const MOST_COLOURS = 256
const LEAST_COLOURS = 32

/**
 * The picture of a screen with a palette: exactly the same where it has 256 colours, else in the 256 that are nearest to its own,
 * or in fewer where these would take more bytes than it may have.
 */
export function smallPng(png: Buffer, mostBytes: number): Buffer {
  const picture = pixelsOf(png)
  const counts = new Map<number, number>()
  for (const colour of picture.pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  for (let most = MOST_COLOURS; ; most /= 2) {
    const palette = counts.size <= most ? [...counts.keys()] : paletteOf(counts, most)
    const small = written(picture, counts, palette)
    if (small.length <= mostBytes || most <= LEAST_COLOURS) return small
  }
}

type Picture = ReturnType<typeof pixelsOf>
type Counts = ReadonlyMap<number, number>

function written({ width, height, pixels }: Picture, counts: Counts, palette: readonly number[]): Buffer {
  const places = new Map<number, number>()
  for (const colour of counts.keys()) places.set(colour, nearest(palette, colour))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = places.get(pixels[y * width + x]!)!
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Eight bits a pixel, by palette.
  head.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [...channelsOf(colour)]))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** What Chromium writes: eight bits, RGB or RGBA, not interlaced. A pixel is 0xRRGGBB. */
export function pixelsOf(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const [depth, type, , , interlace] = png.subarray(24, 29)
  if (depth !== 8 || interlace !== 0 || ![2, 3, 6].includes(type!)) throw new Error('not a picture of a screen')
  const size = type === 2 ? 3 : type === 6 ? 4 : 1
  const data: Buffer[] = []
  const palette: Buffer[] = []
  for (let at = SIGNATURE.length; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const body = png.subarray(at + 8, at + 8 + png.readUInt32BE(at))
    const name = png.toString('latin1', at + 4, at + 8)
    if (name === 'IDAT') data.push(body)
    if (name === 'PLTE') palette.push(body)
  }
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), width * size, size)
  const colours = palette[0]
  const pixels = new Uint32Array(width * height)
  for (let i = 0; i < pixels.length; i++) {
    const from = colours ? bytes[i]! * 3 : i * size
    pixels[i] = (colours ?? bytes).readUIntBE(from, 3)
  }
  return { width, height, pixels }
}

/** Each row is told by what is left of it and above. PNG, clause 9. */
function unfiltered(rows: Buffer, length: number, size: number): Buffer {
  const out = Buffer.alloc((rows.length / (length + 1)) * length)
  for (let y = 0; y * (length + 1) < rows.length; y++) {
    const filter = rows[y * (length + 1)]!
    for (let x = 0; x < length; x++) {
      const at = y * length + x
      const left = x >= size ? out[at - size]! : 0
      const up = y > 0 ? out[at - length]! : 0
      const corner = x >= size && y > 0 ? out[at - length - size]! : 0
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!
      out[at] = rows[y * (length + 1) + 1 + x]! + guess
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** Boxes of colours, the widest cut at its middle until there are enough, so that rare ones stay; each is the mean of what is in it. */
function paletteOf(counts: Counts, most: number): number[] {
  const boxes = [boxOf([...counts])]
  while (boxes.length < most) {
    const worst = boxes.reduce((a, b) => (b.score > a.score ? b : a))
    if (worst.spread === 0) break
    const { colours, axis, middle } = worst
    const [low, high] = [true, false].map((isLow) =>
      colours.filter(([colour]) => channelsOf(colour)[axis]! < middle === isLow),
    )
    boxes.splice(boxes.indexOf(worst), 1, boxOf(low!), boxOf(high!))
  }
  return boxes.map(({ colours }) => {
    const all = colours.reduce((sum, [, count]) => sum + count, 0)
    const mean = (axis: number) =>
      Math.round(colours.reduce((sum, [colour, count]) => sum + channelsOf(colour)[axis]! * count, 0) / all)
    return (mean(0) << 16) | (mean(1) << 8) | mean(2)
  })
}

function boxOf(colours: (readonly [colour: number, count: number])[]) {
  const [least, most] = [
    [255, 255, 255],
    [0, 0, 0],
  ]
  for (const [colour] of colours) {
    for (const [axis, value] of channelsOf(colour).entries()) {
      least[axis] = Math.min(least[axis]!, value)
      most[axis] = Math.max(most[axis]!, value)
    }
  }
  const spans = most.map((value, axis) => value - least[axis]!)
  const spread = Math.max(...spans)
  const axis = spans.indexOf(spread)
  // Width before number: ink that is rare is not to vanish before a large ground.
  const count = colours.reduce((sum, [, one]) => sum + one, 0)
  return { colours, spread, axis, score: spread * count ** 0.1, middle: least[axis]! + (spread + 1) / 2 }
}

function nearest(palette: readonly number[], colour: number): number {
  const [r, g, b] = channelsOf(colour)
  let [best, least] = [0, Infinity]
  for (const [i, one] of palette.entries()) {
    const [r2, g2, b2] = channelsOf(one)
    const far = (r - r2) ** 2 + (g - g2) ** 2 + (b - b2) ** 2
    if (far < least) [best, least] = [i, far]
  }
  return best
}

function channelsOf(colour: number): readonly [number, number, number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255]
}

function chunk(name: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const out = Buffer.alloc(body.length + 12)
  out.writeUInt32BE(body.length, 0)
  typed.copy(out, 4)
  out.writeUInt32BE(crc32(typed), body.length + 8)
  return out
}

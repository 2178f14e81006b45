import { crc32, deflateSync } from 'node:zlib'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pixelsOf, smallPng } from './support/small-png.ts'
import { ROOT } from './support/sources.ts'

const MOST_BYTES = 400_000
const [WIDTH, HEIGHT] = [64, 40]

describe('a picture of a screen', () => {
  it('is the same with its palette where it has no more colours than that, whatever way its rows were written', () => {
    const colourOf = (x: number, y: number) => (((x % 9) * 28) << 16) | (((y % 8) * 30) << 8) | 7
    for (const filter of [0, 1, 2, 3, 4]) {
      const png = pngOf(colourOf, filter)
      const before = pixelsOf(png)
      expect(before.pixels[WIDTH + 3]).toBe(colourOf(3, 1))
      expect(pixelsOf(smallPng(png, MOST_BYTES))).toEqual(before)
    }
  })

  it('keeps close to its colours, and rare ones among many', () => {
    const rare = 0xff4d4d
    const png = pngOf((x, y) => (x === 5 && y > 30 ? rare : ((x * 4) << 16) | ((y * 6) << 8) | (x + y)), 4)
    const [before, after] = [png, smallPng(png, MOST_BYTES)].map((one) => pixelsOf(one).pixels)
    const offs = [...before!].map((colour, i) => offOf(colour, after![i]!))
    expect(new Set(after).size).toBeLessThanOrEqual(256)
    expect(Math.max(...offs)).toBeLessThan(16)
    expect(offOf(after![35 * WIDTH + 5]!, rare)).toBeLessThan(8)
    expect(new Set(pixelsOf(smallPng(png, 1)).pixels).size).toBeLessThanOrEqual(32)
  })

  it('of the documents weighs less than 400 kB', () => {
    const folder = join(ROOT, 'docs', 'screens')
    const heavy = readdirSync(folder).filter((name) => statSync(join(folder, name)).size > MOST_BYTES)
    expect(heavy).toEqual([])
    expect(readFileSync(join(folder, 'wall-3840-zh-dark.png')).readUInt32BE(16)).toBe(3840)
  })
})

function offOf(a: number, b: number): number {
  return Math.max(...[16, 8, 0].map((shift) => Math.abs(((a >> shift) & 255) - ((b >> shift) & 255))))
}

/** RGB as Chromium writes it, all rows with one filter. */
function pngOf(colourOf: (x: number, y: number) => number, filter: number): Buffer {
  const length = WIDTH * 3
  const raw = Buffer.alloc(length * HEIGHT)
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) raw.writeUIntBE(colourOf(x, y), y * length + x * 3, 3)
  const rows = Buffer.alloc((length + 1) * HEIGHT)
  for (let y = 0; y < HEIGHT; y++) {
    rows[y * (length + 1)] = filter
    for (let x = 0; x < length; x++) {
      const left = x >= 3 ? raw[y * length + x - 3]! : 0
      const up = y > 0 ? raw[(y - 1) * length + x]! : 0
      const corner = x >= 3 && y > 0 ? raw[(y - 1) * length + x - 3]! : 0
      const near = [left, up, corner].toSorted(
        (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
      )[0]!
      const guess = [0, left, up, (left + up) >> 1, near][filter]!
      rows[y * (length + 1) + 1 + x] = raw[y * length + x]! - guess
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(WIDTH, 0)
  head.writeUInt32BE(HEIGHT, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const chunk = (name: string, body: Buffer) => {
    const typed = Buffer.concat([Buffer.from(name), body])
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(body.length)
    sum.writeUInt32BE(crc32(typed))
    return Buffer.concat([size, typed, sum])
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

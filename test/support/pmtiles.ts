import { zxyToTileId } from 'pmtiles'

/** A PMTiles archive (version 3) of one picture at every place of these zooms: header, root folder, metadata, tile. */
export function pmtilesOf(
  png: Buffer,
  zooms: readonly [least: number, most: number],
  [lon, lat]: readonly [number, number],
): Buffer {
  const [least, most] = zooms
  const first = zxyToTileId(least, 0, 0)
  // One entry that runs on through all tiles of the zooms.
  const folder = Buffer.from([
    1,
    ...varint(first),
    ...varint(zxyToTileId(most + 1, 0, 0) - first),
    ...varint(png.length),
    1,
  ])
  const metadata = Buffer.from('{}')
  const head = Buffer.alloc(127)
  head.write('PMTiles', 'latin1')
  head[7] = 3
  const parts = [folder, metadata, Buffer.alloc(0), png]
  let at = head.length
  for (const [i, part] of parts.entries()) {
    head.writeBigUInt64LE(BigInt(at), 8 + i * 16)
    head.writeBigUInt64LE(BigInt(part.length), 16 + i * 16)
    at += part.length
  }
  // Tiles that are addressed, entries, contents.
  for (const [i, count] of [zxyToTileId(most + 1, 0, 0) - first, 1, 1].entries())
    head.writeBigUInt64LE(BigInt(count), 72 + i * 8)
  // Clustered; nothing is packed; tiles are PNG.
  head.set([1, 1, 1, 2, least, most], 96)
  const degrees = [-180, -85, 180, 85].map((one) => one * 1e7)
  for (const [i, one] of degrees.entries()) head.writeInt32LE(one, 102 + i * 4)
  head[118] = least
  head.writeInt32LE(Math.round(lon * 1e7), 119)
  head.writeInt32LE(Math.round(lat * 1e7), 123)
  return Buffer.concat([head, ...parts])
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128)
  return [...bytes, left]
}

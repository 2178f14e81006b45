import { NUMERALS } from '../alarms/severity-mark.ts'
import { bandInk, bandTile } from './band-look.ts'
import { laneHeight, type Look } from './option.ts'
import type { Band, lanesOf, Picture } from './picture.ts'

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Bands behind the lines, each with a row above them that names it. Gaps have no row: they are everybody's. */
export function drawBands(picture: Picture, lanes: ReturnType<typeof lanesOf>, look: Look): object {
  const offset = look.format.offset(picture.to)
  const gaps = picture.bands.filter(({ kind }) => kind === 'gap').map((band) => [band, -1] as const)
  const all = [...gaps, ...lanes]
  const tiles = new Map<string, HTMLCanvasElement>()
  const tileOf = ({ kind, severity }: Band) => {
    const key = `${kind} ${severity ?? ''}`
    const tile = tiles.get(key) ?? bandTile(kind, look.paint(bandInk({ kind, ...(severity && { severity }) })))
    tiles.set(key, tile)
    return tile
  }
  return {
    id: 'bands',
    type: 'custom',
    silent: true,
    tooltip: { show: false },
    z: 1,
    clip: false,
    data: all.map(([band], i) => [Math.max(band.from, picture.from) + offset, 0, i]),
    renderItem(
      params: { readonly coordSys: Place },
      api: { value(dimension: number): number; coord(point: readonly number[]): readonly number[] },
    ) {
      const found = all[api.value(2)]
      if (found === undefined) return null
      const [band, lane] = found
      const { x: left, width, y: top, height } = params.coordSys
      const pixel = (at: number) => Math.min(left + width, Math.max(left, api.coord([at + offset, 0])[0] ?? left))
      const from = pixel(band.from)
      const to = band.to === null ? pixel(picture.to) : pixel(band.to)
      const wide = Math.max(2, to - from)
      return {
        type: 'group',
        children: shapesOf(band, lane, { x: from, y: top, width: wide, height }, { look, tile: tileOf(band) }),
      }
    },
  }
}

function shapesOf(
  band: Band,
  lane: number,
  { x, y, width, height }: Place,
  { look, tile }: { readonly look: Look; readonly tile: HTMLCanvasElement },
): readonly object[] {
  const fill = { image: tile, repeat: 'repeat' }
  const behind = { type: 'rect', shape: { x, y, width, height }, style: { fill, opacity: lane === -1 ? 0.55 : 0.45 } }
  if (lane === -1) return [behind]
  const tall = laneHeight(look.size)
  const row = { x, y: y - (lane + 1) * tall, width, height: tall - 2 }
  const isAlarm = band.kind === 'alarm'
  const ink = isAlarm ? look.paint(`${bandInk(band)}-ink`) : look.paint('--ink')
  const paper = isAlarm ? look.paint(bandInk(band)) : look.paint('--raised')
  const mark = band.severity === undefined ? '' : `${NUMERALS[band.severity]} `
  const words = isAlarm ? `${mark}${band.label}` : `${look.bandName(band.kind)} · ${band.label}`
  return [
    ...(band.isAside === true ? [] : [behind]),
    { type: 'rect', shape: row, style: { fill: paper, stroke: look.paint('--outline'), lineWidth: 1 } },
    ...(width < look.size * 1.6
      ? []
      : [
          {
            type: 'text',
            style: {
              text: words,
              x: row.x + 3,
              y: row.y + row.height / 2,
              fill: ink,
              fontSize: look.size * 0.88,
              verticalAlign: 'middle',
              width: width - 6,
              overflow: 'truncate',
              lineOverflow: 'truncate',
            },
          },
        ]),
  ]
}

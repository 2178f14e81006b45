import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Basemap } from '../domain/basemap.ts'
import { DEFAULT_WALL, type Wall } from '../domain/wall.ts'
import { show } from './fault.ts'
import { expectKnown, type Names } from './known.ts'
import type { CityFile } from './schema.ts'
import type { Item } from './sheet.ts'

/** What the screens of a city show besides its data. */
export interface Display {
  readonly basemap: Basemap | null
  /** File of the tiles on this machine, absolute; null when there is none. */
  readonly basemapFile: string | null
  readonly walls: readonly Wall[]
}

const WMTS = /\{(?:TileMatrix|TileRow|TileCol)\}/gi
const OF_WMTS: Readonly<Record<string, string>> = { '{tilematrix}': '{z}', '{tilerow}': '{y}', '{tilecol}': '{x}' }

/** The display of a city, with the defaults: no tiles, one wall. */
export function displayOf({ basemap, walls }: Pick<CityFile, 'basemap' | 'walls'>, folder: string): Display {
  const file = basemap?.file === undefined ? null : resolve(folder, basemap.file)
  return { basemap: basemapOf(basemap, file), basemapFile: file, walls: walls ?? [DEFAULT_WALL] }
}

function basemapOf(given: CityFile['basemap'], file: string | null): Basemap | null {
  const url = file === null ? given?.url : `/map/tiles/${encodeURIComponent(basename(file))}`
  if (given === undefined || url === undefined) return null
  return {
    format: isPmtiles(url) ? 'pmtiles' : (given.format ?? 'raster'),
    url: url.replaceAll(WMTS, (word) => OF_WMTS[word.toLowerCase()] ?? word),
    coordinates: given.coordinates ?? 'wgs84',
    attribution: given.attribution ?? '',
    minZoom: given.minZoom ?? 0,
    maxZoom: given.maxZoom ?? 18,
    tileSize: given.tileSize ?? 256,
  }
}

function isPmtiles(url: string): boolean {
  return /\.pmtiles$/i.test(url.split('?', 1)[0] ?? '')
}

/** Tiles that are not there or cannot be asked for, and walls that show what nothing of this city has. */
export function checkDisplay(item: Item<CityFile>, folder: string, kinds: Names): void {
  checkBasemap(item, folder)
  const { walls = [] } = item.value
  const ids = new Set<string>()
  walls.forEach(({ id, views }, i) => {
    if (ids.has(id)) item.complain(['walls', i, 'id'], `the wall ${show(id)} twice`, 'a name of its own')
    ids.add(id)
    views.forEach(({ fill }, j) => expectKnown(item, ['walls', i, 'views', j, 'fill'], fill, ['kind', kinds]))
  })
}

function checkBasemap(item: Item<CityFile>, folder: string): void {
  const { basemap } = item.value
  if (basemap === undefined) return
  const { file, url, minZoom = 0, maxZoom = 18 } = basemap
  if ((file === undefined) === (url === undefined))
    item.complain(['basemap'], file === undefined ? 'neither file nor url' : 'file and url', 'one of file and url')
  if (file !== undefined && !existsSync(resolve(folder, file)))
    item.complain(['basemap', 'file'], `file is ${show(file)}, which is not there`, 'a .pmtiles file from this folder')
  if (url !== undefined && !isPmtiles(url) && !isTemplate(url))
    item.complain(['basemap', 'url'], `url is ${show(url)}`, 'an address with {z}, {x} and {y}, or of a .pmtiles file')
  if (minZoom > maxZoom)
    item.complain(['basemap', 'minZoom'], `minZoom is ${minZoom}`, `at most maxZoom, which is ${maxZoom}`)
}

function isTemplate(url: string): boolean {
  const plain = url.replaceAll(WMTS, (word) => OF_WMTS[word.toLowerCase()] ?? word)
  return ['{z}', '{x}', '{y}'].every((part) => plain.includes(part))
}

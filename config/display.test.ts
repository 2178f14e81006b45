import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostOfTiles } from '../domain/basemap.ts'
import { findFaults, loadConfig } from './load.ts'
import { copyOfShipped } from './testing/folder.ts'
import { readFileSync } from 'node:fs'

/** The shipped city with lines added to one of its files. */
function cityWith(file: string, lines: string, more: (folder: string) => void = () => undefined) {
  const copy = copyOfShipped()
  const path = join(copy.folder, file)
  writeFileSync(path, `${readFileSync(path, 'utf8')}${lines}\n`)
  more(copy.folder)
  return copy
}

describe('tiles under the map', () => {
  it('are none when nothing is said, and no other machine is asked', () => {
    using copy = copyOfShipped()
    const { display } = loadConfig(copy.folder)
    expect(display.basemap).toBeNull()
    expect(hostOfTiles(display.basemap)).toBeNull()
    expect(display.walls.map(({ id }) => id)).toEqual(['main'])
  })

  it('of a WMTS template are asked for by their numbers, at exactly the host that is named', () => {
    const url = 'https://tiles.example:8443/wmts?LAYER=vec&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}'
    using copy = cityWith('city.yaml', `basemap: { url: '${url}', coordinates: gcj02, attribution: Example }`)
    const { basemap } = loadConfig(copy.folder).display
    expect(basemap).toMatchObject({ format: 'raster', coordinates: 'gcj02', attribution: 'Example' })
    expect(basemap?.url).toBe('https://tiles.example:8443/wmts?LAYER=vec&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}')
    expect(hostOfTiles(basemap)).toBe('https://tiles.example:8443')
  })

  it('of a file are read from this server', () => {
    using copy = cityWith('city.yaml', 'basemap: { file: map/our city.pmtiles }', (folder) =>
      writeFileSync(join(folder, 'map/our city.pmtiles'), 'x'),
    )
    const { basemap, basemapFile } = loadConfig(copy.folder).display
    expect(basemap).toMatchObject({ format: 'pmtiles', url: '/map/tiles/our%20city.pmtiles' })
    expect(basemapFile).toBe(join(copy.folder, 'map/our city.pmtiles'))
    expect(hostOfTiles(basemap)).toBeNull()
  })

  it.each([
    ['basemap: { file: map/none.pmtiles }', /which is not there/],
    ['basemap: { url: "https://tiles.example/{z}/{x}.png" }', /\{z\}, \{x\} and \{y\}/],
    ['basemap: { attribution: Example }', /one of file and url/],
    ['basemap: { url: "https://user:secret@tiles.example/{z}/{x}/{y}" }', /url/],
    ['basemap: { url: "https://t.example/{z}/{x}/{y}", minZoom: 12, maxZoom: 3 }', /at most maxZoom/],
    ['walls: [{ id: a, label: { zh: 甲, en: A }, views: [{ panels: [map], fill: nothing }] }]', /kind/],
    [
      'walls: [{ id: a, label: { zh: 甲, en: A }, views: [{ panels: [map] }] }, { id: a, label: { zh: 乙, en: B }, views: [{ panels: [map] }] }]',
      /a name of its own/,
    ],
    ['walls: [{ id: a, label: { zh: 甲, en: A }, views: [{ panels: [clock] }] }]', /counters, map, alarms/],
  ])('are refused with the line when they cannot work: %s', (lines, expected) => {
    using copy = cityWith('city.yaml', lines)
    const faults = findFaults(copy.folder)
    expect(faults).toHaveLength(1)
    expect(faults[0]!.file).toBe('city.yaml')
    expect(faults[0]!.line).toBeGreaterThan(10)
    expect(`${faults[0]!.found}; ${faults[0]!.expected}`).toMatch(expected)
  })
})

describe('stations that are given in a system of Chinese maps', () => {
  it('are kept in WGS-84, some hundred metres away', () => {
    using plain = copyOfShipped()
    using copy = cityWith('stations.yaml', 'coordinates: gcj02')
    const [before, after] = [loadConfig(plain.folder), loadConfig(copy.folder)]
    const [a, b] = [before.stations[0]!, after.stations[0]!]
    const metres = Math.hypot((a.lon - b.lon) * 95_000, (a.lat - b.lat) * 111_320)
    expect(metres).toBeGreaterThan(100)
    expect(metres).toBeLessThan(1500)
    expect(before.gateways[0]!.lon).not.toBe(after.gateways[0]!.lon)
  })
})

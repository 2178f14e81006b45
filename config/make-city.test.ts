import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FeatureCollection, LineString, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { loadConfig } from './load.ts'
import { makeCity } from './make-city.ts'
import { distanceTo, isInside, type Point, type Ring } from './make/plane.ts'
import { seeded } from './make/random.ts'
import { SHIPPED } from './testing/folder.ts'

const config = loadConfig(SHIPPED)
const made = makeCity()
const map = <G extends Polygon | LineString>(name: string) =>
  JSON.parse(readFileSync(join(config.mapFolder, `${name}.geojson`), 'utf8')) as FeatureCollection<G> & {
    synthetic?: boolean
  }
const districts = map<Polygon>('districts').features.map(({ properties, geometry }) => ({
  id: properties!['id'] as string,
  ring: geometry.coordinates[0]!.slice(0, -1) as unknown as Ring,
}))
const placeOf = ({ lon, lat }: { lon: number; lat: number }): Point => [lon, lat]
const area = (ring: Ring) =>
  ring.reduce((sum, [x, y], i) => {
    const [nx, ny] = ring[(i + 1) % ring.length]!
    return sum + (x * ny - nx * y) / 2
  }, 0)
const edges = (ring: Ring) => ring.map((at, i) => [String(at), String(ring[(i + 1) % ring.length])] as const)

describe('the synthetic city', () => {
  it('comes out of the script byte by byte as it is committed', () => {
    for (const [path, text] of made) expect(readFileSync(join(SHIPPED, path), 'utf8') === text, path).toBe(true)
  })

  it('leaves no map or schema lying around that the script does not write', () => {
    for (const folder of ['map', 'schemas'])
      for (const name of readdirSync(join(SHIPPED, folder))) expect(made.has(`${folder}/${name}`), name).toBe(true)
  })

  it('says of every map that it is synthetic', () => {
    for (const name of ['districts', 'water', 'roads', 'parks']) expect(map(name).synthetic, name).toBe(true)
  })

  it('has a schema line on top of every YAML file', () => {
    const files = ['city.yaml', 'departments.yaml', 'stations.yaml', ...['kinds', 'rules'].flatMap(inFolder)]
    for (const file of files) {
      const first = readFileSync(join(SHIPPED, file), 'utf8').split('\n')[0]!
      const schema = /^# yaml-language-server: \$schema=(.+)$/.exec(first)?.[1]
      expect(JSON.parse(readFileSync(join(SHIPPED, file, '..', schema!), 'utf8')), file).toHaveProperty('$schema')
    }
  })
})

describe('its districts', () => {
  it('share their borders point by point: every edge has a neighbour or lies on one outline', () => {
    const all = districts.flatMap(({ ring }) => edges(ring))
    const seen = new Set(all.map((edge) => edge.join(' ')))
    expect(seen.size).toBe(all.length)
    const outer = new Map(all.filter(([a, b]) => !seen.has(`${b} ${a}`)))
    expect(outer.size).toBeGreaterThan(100)
    const start = outer.keys().next().value!
    let at = outer.get(start)!
    let steps = 1
    for (; at !== start; steps++) at = outer.get(at)!
    expect(steps).toBe(outer.size)
  })

  it('cover the outline once: no point lies in two of them, and their areas add up', () => {
    const random = seeded('darts')
    const [west, south, east, north] = config.city.bounds
    for (let i = 0; i < 3000; i++) {
      const at: Point = [west + (east - west) * random(), south + (north - south) * random()]
      expect(districts.filter(({ ring }) => isInside(at, ring)).length).toBeLessThanOrEqual(1)
    }
    for (const { id, ring } of districts) expect(crossesItself(ring), id).toBe(false)
    expect(new Set(districts.map(({ ring }) => Math.sign(area(ring)))).size).toBe(1)
  })

  it('are those of city.yaml, each with its name inside', () => {
    expect(districts.map(({ id }) => id)).toEqual(config.districts.map(({ id }) => id))
    for (const { id, centre } of config.districts)
      expect(districts.find(({ ring }) => isInside(centre, ring))?.id).toBe(id)
  })

  it('make a city about 30 km wide', () => {
    const lons = districts.flatMap(({ ring }) => ring.map(([lon]) => lon))
    const km = (Math.max(...lons) - Math.min(...lons)) * 111.32 * Math.cos((31 * Math.PI) / 180)
    expect(km).toBeGreaterThan(26)
    expect(km).toBeLessThan(33)
  })
})

describe('its stations', () => {
  it('lie in the district that they name', () => {
    for (const place of [...config.stations, ...config.gateways])
      expect(districts.find(({ ring }) => isInside(placeOf(place), ring))?.id, place.id).toBe(place.district)
  })

  it('have names that differ in both languages', () => {
    const names = config.stations.map(({ name }) => name as { zh: string; en: string })
    expect(new Set(names.map(({ zh }) => zh)).size).toBe(names.length)
    expect(new Set(names.map(({ en }) => en)).size).toBe(names.length)
  })

  it('number about three hundred, some of every kind in at least five districts', () => {
    expect(Math.abs(config.stations.length - 305)).toBeLessThan(25)
    for (const kind of config.kinds.keys()) {
      const own = config.stations.filter((station) => station.kind === kind)
      expect(new Set(own.map(({ district }) => district)).size, kind).toBeGreaterThanOrEqual(5)
    }
  })

  it('on the river rise in kilometres from west to east and lie in its water', () => {
    const river = map<Polygon>('water').features.find(({ properties }) => properties!['class'] === 'river')!
    const ring = river.geometry.coordinates[0] as unknown as Ring
    const own = config.stations.filter(({ traits }) => Number(traits?.['riverKm'] ?? -1) >= 0)
    expect(own).toHaveLength(14)
    const kms = own.map(({ traits }) => Number(traits!['riverKm']))
    expect(kms).toEqual(kms.toSorted((a, b) => a - b))
    expect(new Set(kms).size).toBe(14)
    for (const station of own) expect(isInside(placeOf(station), ring), station.id).toBe(true)
    expect(own[0]!.lon).toBeLessThan(own.at(-1)!.lon)
  })

  it('of the lake lie in the lake', () => {
    const lake = map<Polygon>('water').features.find(({ properties }) => properties!['class'] === 'lake')!
    const own = config.stations.filter(({ traits }) => traits?.['waterBody'] === 'lake')
    expect(own).toHaveLength(4)
    for (const station of own)
      expect(isInside(placeOf(station), lake.geometry.coordinates[0] as unknown as Ring), station.id).toBe(true)
  })

  it('of traffic stand on a road, none on a street', () => {
    const roads = map<LineString>('roads').features.filter(
      ({ properties }) => !['street', 'rail'].includes(properties!['class'] as string),
    )
    for (const station of config.stations.filter(({ kind }) => kind === 'traffic')) {
      const away = Math.min(
        ...roads.map(({ geometry }) => distanceTo(placeOf(station), geometry.coordinates as unknown as Point[])),
      )
      expect(away * 111_320, station.id).toBeLessThan(3)
    }
  })

  it('that a gateway speaks for lie within three kilometres of it', () => {
    const heard = config.stations.filter(({ gateway }) => gateway !== undefined)
    expect(heard.length).toBeGreaterThan(60)
    for (const { id, gateway, lon, lat } of heard) {
      const at = config.gateways.find((one) => one.id === gateway)!
      const metres = Math.hypot((lon - at.lon) * 95_400, (lat - at.lat) * 111_320)
      expect(metres, id).toBeLessThan(3000)
    }
  })
})

function inFolder(folder: string): string[] {
  return readdirSync(join(SHIPPED, folder)).map((name) => `${folder}/${name}`)
}

function crossesItself(ring: Ring): boolean {
  const sides = ring.map((at, i) => [at, ring[(i + 1) % ring.length]!] as const)
  const turnOf = (a: Point, b: Point, c: Point) =>
    Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
  return sides.some(([a, b], i) =>
    sides.slice(i + 2).some(([c, d], j) => {
      if (i === 0 && j === sides.length - 3) return false
      return turnOf(a, b, c) !== turnOf(a, b, d) && turnOf(c, d, a) !== turnOf(c, d, b)
    }),
  )
}

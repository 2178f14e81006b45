import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bandsOf } from './bands.ts'
import type { CityFile } from './schema.ts'
import type { Item } from './sheet.ts'
import { show } from './fault.ts'

/** Files that the map folder holds. */
export const MAP_FILES = ['districts', 'parks', 'roads', 'water'] as const

/** The city against the clock of its zone, its own bounds and its map. */
export function checkCity(item: Item<CityFile>, folder: string): void {
  const { timeZone, utcOffsetMinutes, bounds, centre, map, districts } = item.value
  const offsets = offsetsOf(timeZone)
  if (!offsets) item.complain(['timeZone'], `timeZone is ${show(timeZone)}`, 'an IANA name like Asia/Shanghai')
  else if (!offsets.includes(utcOffsetMinutes))
    item.complain(
      ['utcOffsetMinutes'],
      `utcOffsetMinutes is ${utcOffsetMinutes}`,
      `${offsets.join(' or ')}, as ${timeZone} has`,
    )
  const [west, south, east, north] = bounds
  if (west >= east || south >= north)
    item.complain(
      ['bounds'],
      `bounds is ${bounds.join(', ')}`,
      'west, south, east, north, each side wider than nothing',
    )
  const isWithin = ([lon, lat]: readonly [number, number]) => lon >= west && lon <= east && lat >= south && lat <= north
  if (!isWithin(centre)) item.complain(['centre'], `centre is ${centre.join(', ')}`, 'a place within bounds')
  districts.forEach((district, i) => {
    if (isWithin(district.centre)) return
    item.complain(['districts', i, 'centre'], `centre is ${district.centre.join(', ')}`, 'a place within bounds')
  })
  checkBands(item)
  for (const name of MAP_FILES) {
    const problem = mapProblem(join(folder, map, `${name}.geojson`))
    if (problem)
      item.complain(['map'], `map is ${show(map)}, where ${name}.geojson ${problem}`, 'a GeoJSON FeatureCollection')
  }
}

function checkBands(item: Item<CityFile>): void {
  const { shed, slow, reserve, margin } = bandsOf(item.value)
  const percent = (share: number) => Number((share * 100).toFixed(2))
  const rising = [shed, slow, reserve].map(percent).join(', ')
  if (!(shed < slow && slow < reserve))
    item.complain(['bands'], `bands begin at ${rising} percent`, 'shedPercent below slowPercent below reservePercent')
  else if (margin >= shed)
    item.complain(['bands'], `bands has marginPercent ${percent(margin)}`, `less than shedPercent, ${percent(shed)}`)
}

function mapProblem(path: string): string | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return 'is not there'
  }
  try {
    return (JSON.parse(text) as { type?: unknown }).type === 'FeatureCollection' ? undefined : 'is of another type'
  } catch {
    return 'is not JSON'
  }
}

/** Minutes from UTC in January and July of the zone; undefined when nobody knows it. */
function offsetsOf(timeZone: string): number[] | undefined {
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    return [...new Set([0, 6].map((month) => offsetAt(format, Date.UTC(2026, month, 15))))]
  } catch {
    return undefined
  }
}

function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
  return hours === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

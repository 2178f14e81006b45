import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DEPARTMENTS } from './make/departments.ts'
import { makeDistricts } from './make/districts.ts'
import { CENTRE, mapFiles, round, toDegrees } from './make/geojson.ts'
import { makeLand } from './make/land.ts'
import type { Ring } from './make/plane.ts'
import { makeRoads } from './make/roads.ts'
import { schemaFiles } from './make/schemas.ts'
import { makeStations } from './make/stations.ts'
import { flow, schemaLine } from './make/text.ts'
import { makeWaters } from './make/water.ts'

/** The synthetic city as files: path from the config folder → text. The same bytes at every run. */
export function makeCity(): ReadonlyMap<string, string> {
  const waters = makeWaters()
  const districts = makeDistricts(waters.river.middle)
  const land = makeLand(waters.river.middle, waters.lake.shape)
  const roads = makeRoads({ districts, land, waters })
  const { stations, gateways } = makeStations({ districts, waters, land, roads })

  const city = [
    ['label', { zh: '云澜市', en: 'Yunlan' }],
    ['timeZone', 'Asia/Shanghai'],
    ['utcOffsetMinutes', 480],
    ['centre', CENTRE],
    ['bounds', boundsOf(districts.outline)],
    ['map', 'map'],
  ] as const
  const districtItems = districts.all.map(({ id, label, centre }) => ({ id, label, centre: toDegrees(centre) }))
  return new Map([
    [
      'city.yaml',
      yaml(
        'city',
        city.map(([key, value]) => `${key}: ${flow(value)}`),
        list('districts', districtItems),
        ['warnings:', ...Object.entries(WARNINGS).map(([key, value]) => `  ${key}: ${flow(value)}`)],
      ),
    ],
    ['departments.yaml', yaml('departments', list('departments', DEPARTMENTS))],
    ['stations.yaml', yaml('stations', list('gateways', gateways), list('stations', stations))],
    ...named('map', mapFiles({ districts, waters, land, roads })),
    ...named('schemas', schemaFiles()),
  ])
}

/** Codes that nobody has, as those of the districts. */
const WARNINGS = {
  sender: 'warnings@yunlan.example',
  senderName: { zh: '云澜市应急指挥中心', en: 'Yunlan Emergency Command' },
  scope: 'Public',
  issueFrom: 'orange',
  cn: {
    senderCode: '99010000000000',
    eventTypes: {
      air: '99A01',
      water: '99A02',
      noise: '99A03',
      traffic: '99A04',
      parking: '99A05',
      manhole: '99A06',
      waste: '99A07',
    },
  },
}

const ABOUT = '# Written by `npm run make-city`: a synthetic city, which does not exist. Replace it by your own.'

function yaml(schema: string, ...parts: readonly (readonly string[])[]): string {
  return `${schemaLine(`schemas/${schema}.json`)}${ABOUT}\n${parts.flat().join('\n')}\n`
}

function list(name: string, items: readonly object[]): string[] {
  return [`${name}:`, ...items.map((item) => `  - ${flow(item)}`)]
}

function named(folder: string, files: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])
}

/** The outline with about a kilometre around it. */
function boundsOf(outline: Ring): number[] {
  const corners = outline.map(toDegrees)
  const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)]
  const around = 0.01
  return [
    Math.min(...lons) - around,
    Math.min(...lats) - around,
    Math.max(...lons) + around,
    Math.max(...lats) + around,
  ].map(round)
}

if (import.meta.main) {
  for (const [path, text] of makeCity()) {
    const file = join(import.meta.dirname, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

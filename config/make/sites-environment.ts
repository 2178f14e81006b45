import type { Label } from '../../domain/label.ts'
import { spread } from './places.ts'
import { along, distance, isInside, lengthOf, type Point } from './plane.ts'
import { pick, seeded, shuffle } from './random.ts'
import { oneOfAKind, type Ground, type Site } from './ground.ts'
import { centreOf } from './land.ts'

/** Four air stations in every district, one of them by the ring road and one in the hills for comparison. */
export function airSites(ground: Ground): Site[] {
  const industry = ground.land.filter((land) => land.class === 'industry')
  const town = ground.districts.all.flatMap(({ id }) =>
    ground.places
      .filter(({ district }) => district === id)
      // The first is the middle; the next ones are the outskirts.
      .filter((_, i) => [0, 4, 6, 9].includes(i))
      .map(({ at, label }) => {
        const siting = industry.some(({ shape }) => distance(centreOf(shape), at) < 1500) ? 'industrial' : 'urban'
        return { at, name: { zh: `${label.zh}空气站`, en: `${label.en} air station` }, traits: { siting } }
      }),
  )
  const plant = centreOf(industry.at(-1)!.shape)
  const hills = centreOf(ground.land.find((land) => land.class === 'forest')!.shape)
  const roadside = along(ground.roads.ring.line, lengthOf(ground.roads.ring.line) * 0.1).point
  return [
    ...town,
    {
      at: plant,
      name: { zh: '石港化工园厂界空气站', en: 'Chemical Park fence air station' },
      traits: { siting: 'industrial' },
    },
    {
      at: roadside,
      name: { zh: '云澜环路路边空气站', en: 'Ring Road kerbside air station' },
      traits: { siting: 'roadside' },
    },
    {
      at: hills,
      name: { zh: '翠岭背景空气站', en: 'Cuiling background air station' },
      traits: { siting: 'background' },
    },
  ]
}

/** Noise stations by zone: sanatorium and hills 0, homes 1, the town 2, works 3, roads 4a, railway 4b. */
export function noiseSites(ground: Ground): Site[] {
  const random = seeded('noise')
  const name = oneOfAKind()
  const { roads, places, placeAt } = ground
  const site = (zone: string, at: Point, words: readonly Label[]): Site => {
    const { label } = placeAt(at)
    const candidates = shuffle(random, words).map(({ zh, en }) => ({ zh: label.zh + zh, en: `${label.en} ${en}` }))
    return { at, name: name(candidates), traits: { zone } }
  }
  const quiet = places.filter(({ label }) => ['Sanatorium', 'Bailuzhou', 'Banshan'].includes(label.en))
  const homes = ['990102', '990103', '990104', '990106'].flatMap((id) =>
    shuffle(
      random,
      places.filter(({ district }) => district === id),
    ).slice(0, 4),
  )
  const town = spread([0, 0], ground.corners.get('990101')!, 14)
  const works = ground.land.filter((land) => land.class === 'industry' || land.class === 'port')
  const { label: stadiumName, shape } = ground.land.find((land) => land.class === 'stadium')!
  const stadium = centreOf(shape)
  const roadside = [roads.ring, roads.expressway, ...roads.arterials, roads.arterials[0]!, roads.arterials[3]!]
  const tracks = [0.3, 0.45, 0.62, 0.78]
  return [
    ...quiet.map(({ at }) => site('0', at, [{ zh: '静养区', en: 'quiet area' }])),
    ...homes.map(({ at }) => site('1', near(random, at, 250), HOMES)),
    ...town.map(({ at }) => site('2', at, TOWN)),
    { at: [stadium[0] - 340, stadium[1]] as const, name: stadiumName, traits: { zone: '2' } },
    ...works.flatMap(({ shape }) => {
      const [x, y] = centreOf(shape)
      return [-380, 380].map((aside) => site('3', [x + aside, y - aside / 2], WORKS))
    }),
    ...roadside.map((road, i) => {
      const { point, ahead } = along(road.line, lengthOf(road.line) * (0.22 + 0.05 * (i % 7)))
      return site('4a', [point[0] - ahead[1] * 35, point[1] + ahead[0] * 35], ROADSIDE)
    }),
    ...tracks.map((share) => {
      const { point, ahead } = along(roads.rail.line, lengthOf(roads.rail.line) * share)
      return site('4b', [point[0] - ahead[1] * 40, point[1] + ahead[0] * 40], [{ zh: '铁路旁', en: 'railway side' }])
    }),
  ].filter(({ at }) => !isInside(at, ground.waters.lake.shape))
}

const HOMES: readonly Label[] = [
  { zh: '小学', en: 'Primary School' },
  { zh: '医院', en: 'Hospital' },
  { zh: '小区', en: 'Estate' },
  { zh: '社区', en: 'Community' },
  { zh: '中学', en: 'Middle School' },
]

const TOWN: readonly Label[] = [
  { zh: '步行街', en: 'Pedestrian Street' },
  { zh: '菜市场', en: 'Market' },
  { zh: '商场', en: 'Mall' },
  { zh: '广场', en: 'Square' },
]

const WORKS: readonly Label[] = [
  { zh: '厂界', en: 'works fence' },
  { zh: '仓储区', en: 'warehouses' },
]

const ROADSIDE: readonly Label[] = [
  { zh: '路侧', en: 'kerbside' },
  { zh: '天桥', en: 'Footbridge' },
]

function near(random: () => number, [x, y]: Point, metres: number): Point {
  return [x + pick(random, [-1, 1]) * metres * random(), y + pick(random, [-1, 1]) * metres * random()]
}

import type { Label } from '../../domain/label.ts'
import { centreOf } from './land.ts'
import { nearest, spread, type Corner } from './places.ts'
import { distance, type Point } from './plane.ts'
import { pick, seeded, shuffle } from './random.ts'
import { oneOfAKind, type Ground, type Site } from './ground.ts'

export interface GatewaySite {
  readonly id: string
  readonly at: Point
  readonly name: Label
}

/** How far a bin or a cover is heard by its gateway. */
const REACH_METRES = 2200

/** One gateway on a roof in the middle of each district. */
export function gatewaySites({ districts, places }: Ground): GatewaySite[] {
  return districts.all.map(({ id, label }, i) => ({
    id: `gw-0${i + 1}`,
    at: places.find(({ district }) => district === id)!.at,
    name: { zh: `${label.zh}网关`, en: `${label.en} gateway` },
  }))
}

/** Most car parks lie in the old town and the new one, the others where people change, play or study. */
export function parkingSites(ground: Ground): Site[] {
  const random = seeded('parking')
  const name = oneOfAKind()
  const count: Readonly<Record<string, number>> = {
    '990101': 22,
    '990104': 8,
    '990103': 4,
    '990102': 2,
    '990105': 3,
    '990106': 2,
  }
  const streets = ground.districts.all.flatMap(({ id, centre }) => {
    const inner = ground.corners.get(id)!.filter(({ at }) => distance(at, centre) < 3300)
    return spread(centre, shuffle(random, inner), count[id]!).map(({ at: [x, y] }) => [x + 40, y + 30] as const)
  })
  const grounds = ground.land.filter(({ class: use }) => use === 'stadium' || use === 'station' || use === 'campus')
  return [
    ...grounds.map(({ class: use, label, shape }): Site => {
      const [x, y] = centreOf(shape)
      const landUse = use === 'station' ? 'transport' : use === 'campus' ? 'office' : 'retail'
      const words = { zh: `${label.zh}停车场`, en: `${label.en} car park` }
      return { at: [x + 160, y - 60], name: name([words]), traits: { landUse } }
    }),
    ...streets.map((at): Site => {
      const { label } = ground.placeAt(at)
      const words = shuffle(random, CAR_PARKS).map(({ zh, en }) => ({ zh: label.zh + zh, en: `${label.en} ${en}` }))
      const given = name(words)
      const landUse = CAR_PARKS.find(({ zh }) => given.zh.includes(zh))!.landUse
      return { at, name: given, traits: { landUse } }
    }),
  ]
}

const CAR_PARKS: readonly (Label & { landUse: string })[] = [
  { zh: '地下车库', en: 'underground car park', landUse: 'office' },
  { zh: '停车楼', en: 'multi-storey car park', landUse: 'office' },
  { zh: '广场停车场', en: 'Square car park', landUse: 'retail' },
  { zh: '医院停车场', en: 'Hospital car park', landUse: 'hospital' },
  { zh: '商场停车场', en: 'Mall car park', landUse: 'retail' },
  { zh: '路内泊位', en: 'kerb spots', landUse: 'residential' },
]

/** Bins on corners of streets that a gateway hears. */
export function binSites(ground: Ground, gateways: readonly GatewaySite[]): Site[] {
  const words = (street: Label, number: number) => ({
    zh: `${street.zh}${number}号垃圾桶`,
    en: `Bin at ${number} ${street.en}`,
  })
  return streetSites(ground, gateways, { word: 'bins', counts: [12, 4, 6, 8, 4, 6], words })
}

/** Covers of the drains, most where the ground is low. */
export function manholeSites(ground: Ground, gateways: readonly GatewaySite[]): Site[] {
  const words = (street: Label, number: number) => ({
    zh: `${street.zh}${number}号井盖`,
    en: `Cover ${number}, ${street.en}`,
  })
  return streetSites(ground, gateways, { word: 'covers', counts: [12, 3, 6, 8, 9, 8], words })
}

/** The last of every district speaks for itself, over the telephone network. */
function streetSites(
  ground: Ground,
  gateways: readonly GatewaySite[],
  { word, counts, words }: { word: string; counts: readonly number[]; words: (street: Label, number: number) => Label },
): Site[] {
  const random = seeded(word)
  const name = oneOfAKind()
  return ground.districts.all.flatMap(({ id }, i) => {
    const gateway = gateways[i]!
    const audible = ground.corners.get(id)!.filter(({ at }) => distance(at, gateway.at) < REACH_METRES)
    // A share of them, so that bins and covers do not seek out the same corners.
    const heard = shuffle(random, audible).slice(0, Math.ceil(audible.length * 0.4))
    const start = nearest([gateway.at[0] + 500 * random(), gateway.at[1] + 500 * random()], heard)
    return spread(start.at, heard, counts[i]!).map((corner: Corner, j) => ({
      at: beside(corner, pick(random, [-1, 1])),
      name: name([words(corner.street.label, 2 + Math.floor(random() * 140))]),
      ...(j === counts[i]! - 1 ? {} : { gateway: gateway.id }),
    }))
  })
}

function beside({ at: [x, y] }: Corner, side: number): Point {
  return [x + 9 * side, y + 12 * side]
}

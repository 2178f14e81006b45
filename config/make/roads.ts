import type { Label } from '../../domain/label.ts'
import type { Districts } from './districts.ts'
import { centreOf, isClosed, type Land } from './land.ts'
import { curve, distance, isInside, polar, turn, waves, type Line, type Point } from './plane.ts'
import { seeded, type Random } from './random.ts'
import { streetNames } from './street-names.ts'
import { isWet, type Waters } from './water.ts'

export interface Road {
  readonly class: 'expressway' | 'ring' | 'arterial' | 'secondary' | 'rail' | 'street'
  readonly label: Label
  readonly line: Line
}

export interface Roads {
  readonly expressway: Road
  readonly ring: Road
  readonly arterials: readonly Road[]
  readonly secondary: readonly Road[]
  readonly rail: Road
  readonly streets: readonly Road[]
}

/** Angle at which it leaves the town, and how far it bends on its way out. */
const ARTERIALS: readonly (readonly [Label, number, number])[] = [
  [{ zh: '中山北路', en: 'Zhongshan North Road' }, 88, 6],
  [{ zh: '学府大道', en: 'University Avenue' }, 62, -10],
  [{ zh: '东山大道', en: 'Dongshan Avenue' }, 28, 8],
  [{ zh: '滨江东路', en: 'Binjiang East Road' }, -4, 12],
  [{ zh: '石港大道', en: 'Shigang Avenue' }, -42, -6],
  [{ zh: '中山南路', en: 'Zhongshan South Road' }, -84, 8],
  [{ zh: '桃坞路', en: 'Taowu Road' }, -108, -6],
  [{ zh: '映湖大道', en: 'Lake Ying Avenue' }, -168, 5],
  [{ zh: '梅园路', en: 'Meiyuan Road' }, 176, -10],
  [{ zh: '翠岭大道', en: 'Cuiling Avenue' }, 138, 9],
]

/** How the streets of a district are laid: metres between them each way, slant, and how far they stray. */
const GRIDS: Readonly<Record<string, { size: Point; tilt: number; stray: number; around?: 'lake' }>> = {
  '990101': { size: [330, 300], tilt: 9, stray: 130 },
  '990102': { size: [640, 520], tilt: -31, stray: 260 },
  '990103': { size: [560, 430], tilt: 14, stray: 60 },
  '990104': { size: [500, 500], tilt: -3, stray: 20 },
  '990105': { size: [760, 480], tilt: -38, stray: 30 },
  '990106': { size: [520, 480], tilt: 0, stray: 70, around: 'lake' },
}

/** Where people live, how densely and how far around: the old town and the centres of the outer districts. */
const CENTRES: readonly (readonly [Point, number, number])[] = [
  [[0, 300], 1, 5600],
  [[-9200, 4600], 0.62, 2500],
  [[2500, 8600], 0.85, 3300],
  [[8800, 4300], 0.85, 3500],
  [[7400, -6600], 0.9, 3600],
  [[-8200, -4200], 0.75, 3300],
  [[-1500, -9000], 0.62, 2300],
  [[-3800, 9400], 0.55, 1900],
  [[11800, -8300], 0.55, 1500],
  [[-5600, -11300], 0.7, 950],
  [[4900, -11300], 0.7, 1000],
  [[-1900, 12300], 0.7, 900],
  [[8300, 11300], 0.7, 850],
  [[12900, 6900], 0.7, 900],
  [[-10900, -8000], 0.7, 950],
]

/** Rings, ways out of town, a railway, and the streets between them. */
export function makeRoads({
  districts,
  land,
  waters,
}: {
  districts: Districts
  land: readonly Land[]
  waters: Waters
}): Roads {
  const random = seeded('roads')
  const within = (line: Line) => line.filter((at) => isInside(at, districts.outline))
  const circle = (radius: number, around: Point, swings: readonly number[]): Line => {
    const factor = waves(random, swings)
    return Array.from({ length: 121 }, (_, i) => polar(radius * factor((i % 120) * 3), (i % 120) * 3, around))
  }
  const arterials = ARTERIALS.map(([label, angle, bend]) => {
    const points = [0.04, 0.16, 0.36, 0.6, 0.85, 1.1].map((share) =>
      polar(17500 * share, angle + bend * Math.sin(share * 3) + (random() - 0.5) * 5),
    )
    return { class: 'arterial' as const, label, line: within(curve(points, 220)) }
  })
  const rail: Line = curve(
    [
      [-19000, -9500],
      [-14500, -5200],
      [-10500, -1200],
      [-7200, 3400],
      [-4000, 5100],
      [-900, 5750],
      [3200, 6900],
      [8200, 7300],
      [12500, 9800],
      [17000, 12500],
    ],
    250,
  )
  return {
    expressway: {
      class: 'expressway',
      label: { zh: '绕城高速', en: 'Orbital Expressway' },
      line: circle(11200, [200, 200], [0.03, 0.025, 0.015]),
    },
    ring: {
      class: 'ring',
      label: { zh: '云澜环路', en: 'Yunlan Ring Road' },
      line: circle(5900, [300, 100], [0.04, 0.03, 0.015]),
    },
    arterials,
    secondary: [
      {
        class: 'secondary',
        label: { zh: '鼓钟环路', en: 'Guzhong Loop' },
        line: circle(2700, [-100, 200], [0.05, 0.04, 0.03]),
      },
      { class: 'secondary', label: { zh: '鼓楼广场', en: 'Drum Tower Circus' }, line: circle(680, [0, 0], [0.02]) },
      ...crossings(random, within),
    ],
    rail: { class: 'rail', label: { zh: '云澜铁路', en: 'Yunlan Railway' }, line: within(rail) },
    streets: makeStreets({ districts, land, waters }),
  }
}

/** Roads that link the outer districts past the town. */
function crossings(random: Random, within: (line: Line) => Line): Road[] {
  const links: readonly (readonly [Label, Line])[] = [
    [
      { zh: '北苑大道', en: 'Beiyuan Avenue' },
      [
        [-8200, 7300],
        [-3900, 8300],
        [400, 9700],
        [5200, 8900],
        [9400, 7000],
      ],
    ],
    [
      { zh: '澜东大道', en: 'Landong Avenue' },
      [
        [6300, 8800],
        [8000, 5800],
        [8500, 2400],
        [8700, -900],
        [9200, -3600],
        [8500, -6300],
      ],
    ],
    [
      { zh: '港城路', en: 'Gangcheng Road' },
      [
        [11800, -4700],
        [8300, -6300],
        [4200, -6900],
        [300, -7900],
        [-3500, -7800],
      ],
    ],
    [
      { zh: '西环路', en: 'West Link Road' },
      [
        [-9400, 7000],
        [-8900, 3400],
        [-9500, 0],
        [-9300, -3000],
        [-10800, -6200],
      ],
    ],
  ]
  return links.map(([label, points]) => ({
    class: 'secondary',
    label,
    line: within(
      curve(
        points.map(([x, y]) => [x + (random() - 0.5) * 300, y + (random() - 0.5) * 300] as const),
        220,
      ),
    ),
  }))
}

function makeStreets({
  districts,
  land,
  waters,
}: {
  districts: Districts
  land: readonly Land[]
  waters: Waters
}): Road[] {
  const random = seeded('streets')
  const names = streetNames(seeded('street names'))
  const closed = land.filter(({ class: name }) => name !== 'industry')
  const courses = [waters.river, waters.tributary, waters.outlet]
  const hub = centreOf(waters.lake.shape)
  return districts.all.flatMap(({ id, ring, centre }) => {
    const grid = GRIDS[id]!
    const origin = grid.around ? hub : centre
    const stray = drift(random, grid.stray)
    const place = (i: number, j: number): Point => {
      const [x, y] = grid.around ? spider(i, j, grid.size) : turn([i * grid.size[0], j * grid.size[1]], grid.tilt)
      const [dx, dy] = stray([x, y])
      return [origin[0] + x + dx, origin[1] + y + dy]
    }
    const isOpen = (at: Point) =>
      density(at) + (random() - 0.5) * 0.12 > 0.37 &&
      isInside(at, ring) &&
      !isClosed(at, closed) &&
      !courses.some((course) => isWet(at, course, 60))
    return grid.around
      ? [
          ...runs(random, [0, 96, 1, 22], place, isOpen),
          ...runs(random, [1, 22, 0, 95], (i, j) => place(j, i), isOpen),
        ].map(named)
      : [
          ...runs(random, [-40, 40, -40, 40], place, isOpen),
          ...runs(random, [-40, 40, -40, 40], (i, j) => place(j, i), isOpen),
        ].map(named)
  })

  function named(line: Line): Road {
    return { class: 'street', label: names(), line }
  }
}

/** Lines of a grid, cut where a crossing or the way to it is not open; a few blocks are left whole. */
function runs(
  random: Random,
  [from, to, first, last]: readonly [number, number, number, number],
  place: (i: number, j: number) => Point,
  isOpen: (at: Point) => boolean,
): Line[] {
  const result: Line[] = []
  for (let j = first; j <= last; j++) {
    let run: Point[] = []
    const end = () => {
      if (run.length > 1) result.push(run)
      run = []
    }
    for (let i = from; i <= to; i++) {
      const at = place(i, j)
      const before = run.at(-1)
      if (!isOpen(at)) end()
      else if (before && !isOpen([(before[0] + at[0]) / 2, (before[1] + at[1]) / 2])) {
        end()
        run = [at]
      } else {
        run.push(at)
        if (random() < 0.05) {
          end()
          run = [at]
          if (random() < 0.5) run = []
        }
      }
    }
    end()
  }
  return result
}

/** Spokes and hoops around a lake: i goes around, j goes out. */
function spider(i: number, j: number, [around, out]: Point): Point {
  const radius = 1200 + j * out
  const step = (around / 5200) * (180 / Math.PI)
  return polar(radius, i * step * 0.9)
}

/** A smooth push that differs from place to place. */
function drift(random: Random, metres: number): (at: Point) => Point {
  const [a, b, c, d] = [random() * 6, random() * 6, random() * 6, random() * 6]
  return ([x, y]) => [
    metres * (Math.sin(y / 900 + a) + 0.5 * Math.sin(x / 610 + b)),
    metres * (Math.sin(x / 840 + c) + 0.5 * Math.sin(y / 570 + d)),
  ]
}

/** From 0 in the fields to 1 in the middle of the town. */
export function density(at: Point): number {
  return CENTRES.reduce((most, [centre, weight, reach]) => {
    const away = distance(at, centre) / reach
    return Math.max(most, weight * Math.exp(-0.5 * away * away))
  }, 0)
}

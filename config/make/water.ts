import type { Label } from '../../domain/label.ts'
import { blob, curve, distance, strip, type Line, type Point, type Ring } from './plane.ts'
import { seeded } from './random.ts'

export interface Course {
  readonly class: 'river' | 'creek'
  readonly label: Label
  /** Downstream. */
  readonly middle: Line
  readonly shape: Ring
}

export interface Waters {
  readonly river: Course
  readonly tributary: Course
  /** From the lake to the river. */
  readonly outlet: Course
  readonly lake: { readonly class: 'lake'; readonly label: Label; readonly shape: Ring }
}

const RIVER: Line = [
  [-20500, 3200],
  [-17200, 4700],
  [-14200, 4300],
  [-11900, 2100],
  [-9000, 700],
  [-6400, 1700],
  [-4300, 2700],
  [-2300, 1700],
  [-900, -500],
  [1300, -1700],
  [3600, -700],
  [5600, 1000],
  [8000, 900],
  [10000, -1400],
  [12300, -3700],
  [15300, -3500],
  [17700, -4900],
  [20500, -4500],
]

const TRIBUTARY: Line = [
  [-8300, 15800],
  [-7000, 13200],
  [-7700, 10900],
  [-6200, 9200],
  [-6900, 7300],
  [-5200, 5900],
  [-5800, 4400],
  [-4900, 2600],
]

const OUTLET: Line = [
  [-5600, -5200],
  [-5200, -4100],
  [-5900, -2700],
  [-4600, -1500],
  [-4700, 200],
  [-3700, 1100],
  [-3300, 2350],
]

/** The Lan flows from west to east, the Qing comes from the hills, Lake Ying drains to the north. */
export function makeWaters(): Waters {
  const course = (label: Label, points: Line, [narrow, wide]: Point): Course => {
    const middle = curve(points, 160)
    const half = (share: number) => narrow + (wide - narrow) * share
    const name = wide > 100 ? 'river' : 'creek'
    return {
      class: name,
      label,
      middle,
      shape: strip(
        middle,
        (share) => half(share),
        (share) => -half(share),
      ),
    }
  }
  return {
    river: course({ zh: '澜江', en: 'Lan River' }, RIVER, [130, 250]),
    tributary: course({ zh: '青溪', en: 'Qing Creek' }, TRIBUTARY, [30, 70]),
    outlet: course({ zh: '映湖河', en: 'Yinghu Channel' }, OUTLET, [36, 44]),
    lake: {
      class: 'lake',
      label: { zh: '映湖', en: 'Lake Ying' },
      shape: blob(seeded('lake'), { at: [-6500, -5900], size: [2000, 1200], tilt: 30, rough: 0.13 }),
    },
  }
}

/** Whether a point is in or near the water of a course. */
export function isWet(point: Point, { middle, class: name }: Course, margin: number): boolean {
  const reach = (name === 'river' ? 260 : 80) + margin
  return middle.some((at, i) => i % 2 === 0 && distance(at, point) < reach)
}

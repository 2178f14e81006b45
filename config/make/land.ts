import type { Label } from '../../domain/label.ts'
import { block, blob, distance, isInside, strip, type Line, type Point, type Ring } from './plane.ts'
import { seeded } from './random.ts'

export interface Land {
  readonly class: 'park' | 'forest' | 'wetland' | 'campus' | 'industry' | 'port' | 'stadium' | 'station'
  readonly label: Label
  readonly shape: Ring
}

const PARKS: readonly (readonly [Label, Point, Point])[] = [
  [{ zh: '人民公园', en: "People's Park" }, [600, 1500], [520, 380]],
  [{ zh: '钟山公园', en: 'Bell Hill Park' }, [-2100, -1500], [420, 520]],
  [{ zh: '北苑公园', en: 'Beiyuan Park' }, [-1500, 7300], [620, 430]],
  [{ zh: '植物园', en: 'Botanical Garden' }, [4800, 10900], [980, 640]],
  [{ zh: '体育公园', en: 'Sports Park' }, [7400, 3500], [760, 560]],
  [{ zh: '澜东湿地公园', en: 'Landong Wetland Park' }, [11600, 700], [900, 520]],
  [{ zh: '石港公园', en: 'Shigang Park' }, [3000, -6000], [560, 420]],
  [{ zh: '南郊森林公园', en: 'South Forest Park' }, [1500, -11700], [1300, 780]],
  [{ zh: '桃坞公园', en: 'Taowu Park' }, [-3600, -8900], [520, 380]],
  [{ zh: '梅园', en: 'Plum Garden' }, [-7300, -1300], [480, 360]],
]

/** Parks and the large grounds. Drawn in this order: a stadium lies in its park. */
export function makeLand(river: Line, lake: Ring): readonly Land[] {
  const random = seeded('land')
  const bank = (from: Point, to: Point) => river.slice(nearest(river, from), nearest(river, to) + 1)
  const around = centreOf(lake)
  return [
    {
      class: 'forest',
      label: { zh: '翠岭国家森林公园', en: 'Cuiling Hills' },
      shape: blob(random, { at: [-9300, 8500], size: [2300, 1500], tilt: 42, rough: 0.15 }),
    },
    {
      class: 'park',
      label: { zh: '映湖公园', en: 'Lake Ying Park' },
      shape: lake.map(([x, y]) => [around[0] + (x - around[0]) * 1.2, around[1] + (y - around[1]) * 1.28] as const),
    },
    {
      class: 'wetland',
      label: { zh: '澜江湿地', en: 'Lan Wetlands' },
      shape: blob(random, { at: [-10300, 350], size: [900, 420], tilt: -32, rough: 0.16 }),
    },
    {
      class: 'park',
      label: { zh: '滨江南岸绿带', en: 'South Bank Green' },
      shape: strip(
        bank([-2300, 1700], [3600, -700]),
        () => -170,
        () => -420,
      ),
    },
    {
      class: 'park',
      label: { zh: '滨江北岸绿带', en: 'North Bank Green' },
      shape: strip(
        bank([1300, -1700], [8000, 900]),
        () => 170,
        () => 360,
      ),
    },
    ...PARKS.map(([label, at, size]) => ({
      class: 'park' as const,
      label,
      shape: blob(random, { at, size, tilt: random() * 180, rough: 0.1 }),
    })),
    {
      class: 'campus',
      label: { zh: '云澜大学', en: 'Yunlan University' },
      shape: block([2600, 8000], [1700, 1150], 14),
    },
    {
      class: 'campus',
      label: { zh: '云澜理工学院', en: 'Yunlan Polytechnic' },
      shape: block([-9900, -2700], [950, 700], -12),
    },
    {
      class: 'industry',
      label: { zh: '石港工业区北区', en: 'Shigang Works North' },
      shape: block([7300, -5300], [2900, 1500], -38),
    },
    {
      class: 'industry',
      label: { zh: '石港工业区南区', en: 'Shigang Works South' },
      shape: block([8900, -7600], [3200, 1700], -38),
    },
    {
      class: 'industry',
      label: { zh: '石港化工园', en: 'Shigang Chemical Park' },
      shape: block([5900, -8600], [1500, 1300], -38),
    },
    {
      class: 'port',
      label: { zh: '石港港区', en: 'Shigang Port' },
      shape: strip(
        bank([10000, -1400], [12300, -3700]),
        () => -230,
        () => -700,
      ),
    },
    {
      class: 'stadium',
      label: { zh: '云澜体育中心', en: 'Yunlan Stadium' },
      shape: Array.from({ length: 48 }, (_, i): Point => {
        const angle = (i * 7.5 * Math.PI) / 180
        return [7400 + 300 * Math.cos(angle), 3500 + 210 * Math.sin(angle)]
      }),
    },
    {
      class: 'station',
      label: { zh: '云澜北站', en: 'Yunlan North Station' },
      shape: block([-900, 5750], [620, 260], 13),
    },
  ]
}

/** Whether streets keep out of it. */
export function isClosed(point: Point, land: readonly Land[]): boolean {
  return land.some(({ shape }) => isInside(point, shape))
}

function nearest(line: Line, point: Point): number {
  return line.reduce((best, at, i) => (distance(at, point) < distance(line[best]!, point) ? i : best), 0)
}

export function centreOf(ring: Ring): Point {
  return [ring.reduce((sum, [x]) => sum + x, 0) / ring.length, ring.reduce((sum, [, y]) => sum + y, 0) / ring.length]
}

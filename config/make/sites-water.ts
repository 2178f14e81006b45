import { SECTIONS } from './place-names.ts'
import { along, lengthOf, type Point } from './plane.ts'
import { centreOf } from './land.ts'
import type { Ground, Site } from './ground.ts'
import type { Course } from './water.ts'

/** Fourteen sections down the river, and what flows into it: creek, lake and channel. */
export function waterSites({ districts, waters }: Ground): Site[] {
  const river = districts.riverWithin
  const whole = lengthOf(river)
  const sections = SECTIONS.map((label, i): Site => {
    const metres = 400 + ((whole - 900) * i) / (SECTIONS.length - 1)
    const km = Math.round(metres / 100) / 10
    const traits = { waterBody: 'river', riverKm: km }
    return {
      at: offBank(along(river, metres), i),
      name: { zh: `澜江${label.zh}断面`, en: `Lan River, ${label.en}` },
      traits,
    }
  })
  const creek = (course: Course, names: readonly (readonly [number, string, string])[]): Site[] =>
    names.map(([share, zh, en]) => ({
      at: along(course.middle, lengthOf(course.middle) * share).point,
      name: { zh, en },
      traits: { waterBody: 'river' },
    }))
  const [x, y] = centreOf(waters.lake.shape)
  const spots: readonly (readonly [Point, string, string])[] = [
    [[x, y], '映湖湖心', 'Lake Ying, middle'],
    [[x - 1000, y - 700], '映湖西湾', 'Lake Ying, west bay'],
    [[x + 1050, y + 650], '映湖东岸', 'Lake Ying, east shore'],
    [[x - 250, y + 550], '映湖取水口', 'Lake Ying, waterworks intake'],
  ]
  return [
    ...sections,
    ...creek(waters.tributary, [
      [0.42, '青溪上游断面', 'Qing Creek, upper'],
      [0.6, '青溪石门断面', 'Qing Creek, Shimen'],
      [0.78, '青溪茶亭断面', 'Qing Creek, Chating'],
      [0.93, '青溪入江口', 'Qing Creek, mouth'],
    ]),
    ...creek(waters.outlet, [
      [0.2, '映湖河上闸', 'Yinghu Channel, upper lock'],
      [0.72, '映湖河下闸', 'Yinghu Channel, lower lock'],
    ]),
    ...spots.map(([at, zh, en]) => ({ at, name: { zh, en }, traits: { waterBody: 'lake' } })),
  ]
}

/** A little to the left or right of the middle, which is a border of districts. */
function offBank({ point, ahead }: { point: Point; ahead: Point }, i: number): Point {
  const aside = i % 2 === 0 ? 55 : -55
  return [point[0] - ahead[1] * aside, point[1] + ahead[0] * aside]
}

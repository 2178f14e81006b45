/** How near in place and time alarms of one cause are one incident. */
export interface Nearness {
  readonly metres: number
  readonly ms: number
  /** All of one district is near. */
  readonly sameDistrict: boolean
}

/** Where and when something was raised; event time, UTC ms. */
export interface Raised {
  readonly cause: string
  readonly district: string
  readonly lon: number
  readonly lat: number
  readonly at: number
}

/** What raised alarms may belong to. */
export interface Group {
  readonly id: string
  readonly cause: string
  readonly openedAt: number
  readonly lastRaisedAt: number
  readonly isClosed: boolean
  readonly districts: readonly string[]
  /** Places of its members. */
  readonly places: Iterable<{ readonly lon: number; readonly lat: number }>
}

const EARTH_METRES = 6_371_008.8
const RADIANS = Math.PI / 180

/** Whether it belongs to the group: same cause, not long before its first or after its newest raise, and near to a member. */
export function belongs(raised: Raised, group: Group, near: Nearness): boolean {
  if (raised.cause !== group.cause) return false
  if (raised.at > group.lastRaisedAt + near.ms || raised.at < group.openedAt - near.ms) return false
  if (near.sameDistrict && group.districts.includes(raised.district)) return true
  for (const place of group.places) if (metresBetween(raised, place) <= near.metres) return true
  return false
}

/** The group that it belongs to: one that goes on before one that is closed, then the newest; undefined for none. */
export function groupFor<G extends Group>(raised: Raised, groups: Iterable<G>, near: Nearness): G | undefined {
  let best: G | undefined
  for (const group of groups) if (belongs(raised, group, near) && (!best || goesBefore(group, best))) best = group
  return best
}

function goesBefore(a: Group, b: Group): boolean {
  if (a.isClosed !== b.isClosed) return b.isClosed
  if (a.lastRaisedAt !== b.lastRaisedAt) return a.lastRaisedAt > b.lastRaisedAt
  return a.id < b.id
}

/** Whether two alarms are of one cause, area and time. */
export function isNear(a: Raised, b: Raised, near: Nearness): boolean {
  if (a.cause !== b.cause || Math.abs(a.at - b.at) > near.ms) return false
  return (near.sameDistrict && a.district === b.district) || metresBetween(a, b) <= near.metres
}

/** The other alarm that it makes a group with: the newest that is near enough; undefined for none. */
export function partnerFor<R extends Raised & { readonly id: string }>(
  raised: Raised,
  alone: Iterable<R>,
  near: Nearness,
): R | undefined {
  let best: R | undefined
  for (const one of alone) {
    if (!isNear(one, raised, near)) continue
    if (!best || one.at > best.at || (one.at === best.at && one.id < best.id)) best = one
  }
  return best
}

/** Along a great circle. */
export function metresBetween(
  a: { readonly lon: number; readonly lat: number },
  b: { readonly lon: number; readonly lat: number },
): number {
  const north = Math.sin(((b.lat - a.lat) * RADIANS) / 2) ** 2
  const east = Math.sin(((b.lon - a.lon) * RADIANS) / 2) ** 2
  const h = north + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * east
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(h)))
}

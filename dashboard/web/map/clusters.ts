import { toDegrees, toPixels } from './plane.ts'

export interface Spot {
  readonly id: string
  readonly lon: number
  readonly lat: number
}

/** Stations that stand too near to each other to be told apart. */
export interface Cluster {
  /** The same as long as it has the same members. */
  readonly key: string
  readonly ids: readonly string[]
  readonly lon: number
  readonly lat: number
}

/** A station drawn by itself; `offset` moves it off others at the very same place, in pixels of its mark. */
export interface Single extends Spot {
  readonly offset: readonly [x: number, y: number]
}

export interface Grouping {
  readonly clusters: readonly Cluster[]
  readonly singles: readonly Single[]
}

export interface GroupingOptions {
  readonly zoom: number
  /** Pixels within which stations are one. */
  readonly radius: number
  /** Fewer than so many stay apart. */
  readonly least: number
  /** Never within a cluster. */
  readonly isApart: (id: string) => boolean
}

/** From this zoom on every station is drawn, those at one place fanned out. */
export const NEAR_ZOOM = 15
/** A city of so few stations is drawn whole, but from far away. */
const FEW = 400
const FAR_ZOOM = 10

/** How stations are grouped at a zoom, by how many there are. */
export function groupingFor(stations: number, zoom: number): Pick<GroupingOptions, 'zoom' | 'radius' | 'least'> {
  const level = Math.floor(zoom)
  if (level >= NEAR_ZOOM) return { zoom: level, radius: 0, least: Infinity }
  if (stations > FEW) return { zoom: level, radius: 44, least: 3 }
  return level >= FAR_ZOOM ? { zoom: level, radius: 0, least: Infinity } : { zoom: level, radius: 34, least: 4 }
}

/** Groups what lies within a radius, in the order given: the same stations give the same clusters wherever one looks. */
export function group(spots: readonly Spot[], { zoom, radius, least, isApart }: GroupingOptions): Grouping {
  const clusters: Cluster[] = []
  const left: Spot[] = []
  const free = spots.filter((spot) => {
    const stays = radius === 0 || isApart(spot.id)
    if (stays) left.push(spot)
    return !stays
  })
  const places = free.map(({ lon, lat }) => toPixels(lon, lat, zoom))
  const cells = new Map<string, number[]>()
  const cellOf = (x: number) => Math.floor(x / Math.max(radius, 1))
  places.forEach(([x, y], i) => {
    const key = `${cellOf(x)} ${cellOf(y)}`
    const cell = cells.get(key)
    if (cell === undefined) cells.set(key, [i])
    else cell.push(i)
  })
  const taken = new Uint8Array(free.length)

  function near(at: number): number[] {
    const [x, y] = places[at]!
    const found: number[] = []
    for (let cx = cellOf(x) - 1; cx <= cellOf(x) + 1; cx++)
      for (let cy = cellOf(y) - 1; cy <= cellOf(y) + 1; cy++)
        for (const i of cells.get(`${cx} ${cy}`) ?? []) {
          const [px, py] = places[i]!
          if (taken[i] === 0 && (px - x) ** 2 + (py - y) ** 2 <= radius ** 2) found.push(i)
        }
    return found
  }

  free.forEach((_, at) => {
    if (taken[at] === 1) return
    const members = near(at)
    if (members.length < least) return
    let [x, y] = [0, 0]
    for (const i of members) {
      taken[i] = 1
      x += places[i]![0] / members.length
      y += places[i]![1] / members.length
    }
    const ids = members.map((i) => free[i]!.id)
    const [lon, lat] = toDegrees(x, y, zoom)
    clusters.push({ key: `${ids[0]} ${ids.length}`, ids, lon, lat })
  })
  free.forEach((spot, i) => {
    if (taken[i] === 0) left.push(spot)
  })
  return { clusters, singles: fanned(left) }
}

/** Pixels between the middles of marks in a fan. */
const FAN_STEP = 25
const FAN_FIRST = 9

/** Stations at the very same place around it, in rings. */
export function fanned(spots: readonly Spot[]): readonly Single[] {
  const at = Map.groupBy(spots, ({ lon, lat }) => `${lon.toFixed(5)} ${lat.toFixed(5)}`)
  return [...at.values()].flatMap((here) =>
    here.length === 1
      ? [{ ...here[0]!, offset: [0, 0] as const }]
      : here.map((spot, i) => ({ ...spot, offset: fanPlace(i, here.length) })),
  )
}

function fanPlace(i: number, count: number): readonly [number, number] {
  let [ring, first, room] = [1, 0, FAN_FIRST]
  while (i >= first + room) {
    first += room
    ring += 1
    room = FAN_FIRST * ring
  }
  const within = Math.min(room, count - first)
  // A first ring that is not full is drawn together.
  const members = ring === 1 ? within : room
  const radius = Math.max((members * FAN_STEP) / (2 * Math.PI), FAN_STEP * 0.7)
  const angle = ((i - first) / within) * 2 * Math.PI - Math.PI / 2
  return [Math.round(radius * Math.cos(angle) * 10) / 10, Math.round(radius * Math.sin(angle) * 10) / 10]
}

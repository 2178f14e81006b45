import type { Compilable } from 'kysely'
import type { GapEntry, GapRecords } from '../../store/records/gaps.ts'
import type { Place } from '../place.ts'
import type { Rest } from './fill.ts'
import type { OpenGap, Whole } from './open-gap.ts'

/** The gaps that later data may fill, bounded, and what of them is to be written. */
export interface GapBook {
  /** Without an end it is the station's silence. */
  open(place: Place, cause: OpenGap['cause'], rest: Rest, at: number): void
  /** A gap became what is left of it; with nothing left it is filled. */
  cut(place: Place, gap: OpenGap, rests: readonly Rest[], at: number): void
  /** It goes on to `toAt`, with so many more that are missing. */
  extend(place: Place, gap: OpenGap, toAt: number, missing: number): void
  /** A silence has an end now. */
  end(place: Place, toAt: number, missing: number): void
  /** As it is now. */
  save(place: Place, gap: OpenGap): void
  /** The place of a station that is silent. */
  silent(station: string): Place | undefined
  /** Of the whole city: positions of the journal. */
  lost(positions: { readonly from: number; readonly to: number }, fromAt: number, at: number): void
  /** Of the whole city: stored readings that damage took. */
  lostInStore(loss: { readonly fromAt: number; readonly toAt: number; readonly rows: number | null }, at: number): void
  /** Takes up what was kept. */
  restore(entries: readonly GapEntry[], placeOf: (station: string) => Place | undefined): void
  /** Hands over what changed since the last time. */
  flush(keep: (statement: Compilable) => void): void
  /** Gaps held in memory. */
  readonly size: number
}

/** What is held of one station, and of the city; older gaps stay in the records as they are. */
export const MOST_OF_STATION = 256
const MOST = 50_000
/** A gap that was filled so soon was a matter of order. */
const BRIEF_MS = 60_000

export function makeGapBook(records: Pick<GapRecords, 'put' | 'remove'>, lastId: number): GapBook {
  let nextId = lastId + 1
  let size = 0
  const changed = new Map<number, GapEntry>()
  const gone = new Set<number>()
  const lostBefore = new Set<string>()
  const silences = new Map<string, Place>()

  function add(place: Place, gap: OpenGap): void {
    if (gap.toAt === null) {
      place.silence = gap
      silences.set(place.station.id, place)
      return
    }
    const isFull = size >= MOST
    if (isFull && place.gaps === null) return
    place.gaps ??= []
    if (isFull || place.gaps.length >= MOST_OF_STATION) {
      // The oldest is forgotten here, and stays open in the records.
      place.gaps.shift()
      size--
    }
    place.gaps.push(gap)
    size++
  }

  function drop(place: Place, gap: OpenGap): void {
    if (place.silence === gap) {
      place.silence = null
      silences.delete(place.station.id)
    }
    const at = place.gaps?.indexOf(gap) ?? -1
    if (at < 0) return
    place.gaps!.splice(at, 1)
    size--
    if (place.gaps!.length === 0) place.gaps = null
  }

  function put(
    of: Omit<GapEntry, keyof Whole | 'state' | 'whole'>,
    state: GapEntry['state'],
    extent: Whole,
    whole: Whole,
  ): void {
    changed.set(of.id, { ...of, ...extent, state, whole: JSON.stringify(whole) })
  }

  function save(place: Place, gap: OpenGap): void {
    const { id, cause, family, fromAt, toAt, first, last, missing } = gap
    const { root, openedAt, whole } = family
    gap.isStale = false
    const state = toAt === null ? 'ongoing' : 'open'
    const extent = { fromAt, toAt, first, last, missing }
    put({ id, root, cause, station: place.station.id, openedAt, healedAt: null }, state, extent, whole)
  }

  function remove({ id }: OpenGap): void {
    changed.delete(id)
    gone.add(id)
  }

  function heal(place: Place, { id, cause, family }: OpenGap, at: number): void {
    const { root, openedAt, whole } = family
    if (at - openedAt < BRIEF_MS) return
    gone.delete(id)
    put({ id, root, cause, station: place.station.id, openedAt, healedAt: at }, 'healed', whole, whole)
  }

  return {
    open(place, cause, { fromAt, toAt, first, last, missing }, at) {
      const id = nextId++
      const whole: Whole = { fromAt, toAt, first, last, missing }
      const family = { root: id, openedAt: at, whole, pieces: 1 }
      const gap: OpenGap = { id, cause, family, fromAt, toAt, first, last, missing, isStale: false }
      add(place, gap)
      save(place, gap)
    },
    cut(place, gap, rests, at) {
      const [rest, second] = rests
      if (!rest) {
        gap.family.pieces--
        drop(place, gap)
        remove(gap)
        if (gap.family.pieces === 0) heal(place, gap, at)
        return
      }
      // Without room for another piece it stays whole: rather said to be missing than not.
      if (second && ((place.gaps?.length ?? 0) >= MOST_OF_STATION || size >= MOST)) return
      Object.assign(gap, rest)
      save(place, gap)
      if (!second) return
      gap.family.pieces++
      const piece: OpenGap = { ...gap, ...second, id: nextId++ }
      add(place, piece)
      save(place, piece)
    },
    extend(place, gap, toAt, missing) {
      const { whole } = gap.family
      gap.toAt = toAt
      gap.missing += missing
      gap.family.whole = { ...whole, toAt, missing: (whole.missing ?? 0) + missing }
      save(place, gap)
    },
    end(place, toAt, missing) {
      const gap = place.silence
      if (!gap) return
      drop(place, gap)
      gap.toAt = toAt
      gap.missing = missing
      gap.family.whole = { ...gap.family.whole, fromAt: gap.fromAt, toAt, missing }
      add(place, gap)
      save(place, gap)
    },
    save,
    silent: (station) => silences.get(station),
    lost(positions, fromAt, at) {
      const first = positions.from
      const last = positions.to - 1
      const key = `${first} ${last}`
      if (lostBefore.has(key)) return
      lostBefore.add(key)
      const id = nextId++
      const missing = positions.to - positions.from
      const whole: Whole = { fromAt, toAt: at, first, last, missing }
      put({ id, root: id, cause: 'journal', station: null, openedAt: at, healedAt: null }, 'open', whole, whole)
    },
    lostInStore({ fromAt, toAt, rows }, at) {
      const id = nextId++
      const of = { id, root: id, cause: 'store', station: null, openedAt: at, healedAt: null } as const
      const whole = { fromAt, toAt, first: null, last: null, missing: rows }
      changed.set(id, { ...of, ...whole, state: 'open', whole: JSON.stringify(whole) })
    },
    restore(entries, placeOf) {
      const families = new Map<number, OpenGap['family']>()
      for (const { id, root, cause, station, fromAt, toAt, first, last, missing, openedAt, whole } of entries) {
        if (cause === 'journal') {
          lostBefore.add(`${first} ${last}`)
          continue
        }
        const place = station === null || cause === 'store' ? undefined : placeOf(station)
        if (!place || cause === 'store') continue
        const family = families.get(root) ?? { root, openedAt, whole: JSON.parse(whole) as Whole, pieces: 0 }
        families.set(root, family)
        family.pieces++
        // A silence that was being filled is known only as it was then.
        const since = toAt === null ? Math.max(fromAt, place.headTs) : fromAt
        add(place, { id, cause, family, fromAt: since, toAt, first, last, missing: missing ?? 0, isStale: false })
      }
    },
    flush(keep) {
      if (gone.size > 0) keep(records.remove([...gone]))
      if (changed.size > 0) keep(records.put([...changed.values()]))
      gone.clear()
      changed.clear()
    },
    get size() {
      return size
    },
  }
}

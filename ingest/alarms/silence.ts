import type { Place } from '../place.ts'
import { makeDueTimes } from './due-times.ts'
import { ACTIVE, WATCHING } from './phase.ts'
import type { Stepper } from './stepper.ts'

/** Judges who is silent, by the server's clock. */
export interface Silence {
  /** Watches over a station from now on, or no longer where no rule asks for it. */
  enter(place: Place): void
  leave(place: Place): void
  clear(): void
  /** A station was heard, whatever it said; `at` is server time. */
  heard(place: Place, at: number): void
  /** `now` is server time. */
  tick(now: number): void
}

/**
 * A station is looked at when it would be silent had it not been heard since, so each costs one look in so many of its intervals,
 * not one a tick. Who was never heard is looked at as often.
 */
export function makeSilence({ move, judgeGroups }: Pick<Stepper, 'move' | 'judgeGroups'>): Silence {
  const due = makeDueTimes<Place>()
  let lastAt = Number.NEGATIVE_INFINITY

  function look(place: Place, now: number): void {
    const { list, watches, standing } = place.vigil
    const everyMs = place.station.everySeconds * 1000
    // As soon as it could be silent again, were it heard at once.
    const soonest = now + list.fewestIntervals * everyMs
    let next = Number.isNaN(place.heardAt) ? soonest : Number.POSITIVE_INFINITY
    let silentSince = Number.NaN
    if (!Number.isNaN(place.heardAt))
      for (const w of list.silent) {
        const silentAt = place.heardAt + watches[w]!.intervals * everyMs
        if (standing.phases[w] === WATCHING && now >= silentAt) {
          move(place, w, { to: ACTIVE, at: silentAt, reading: null, grade: 0, isLate: false })
          silentSince = silentAt
        }
        next = Math.min(next, standing.phases[w] === WATCHING ? silentAt : soonest)
      }
    due.set(place, next)
    judgeGroups(place, silentSince)
  }

  return {
    enter(place) {
      if (place.vigil.list.silent.length > 0) due.set(place, Number.NEGATIVE_INFINITY)
      else due.forget(place)
    },
    leave: due.forget,
    clear: due.clear,
    heard(place, at) {
      const { list, standing } = place.vigil
      let isAny = false
      for (const w of list.silent) {
        if (standing.phases[w] !== ACTIVE) continue
        move(place, w, { to: WATCHING, at, reading: null, grade: 0, isLate: false })
        isAny = true
      }
      if (isAny) judgeGroups(place, at)
    },
    tick(now) {
      // The clock was set back: what was worked out by the one before it does not hold.
      if (now < lastAt) due.hurry()
      lastAt = now
      due.take(now, (place) => look(place, now))
    },
  }
}

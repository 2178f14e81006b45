import type { Alarm } from './alarm.ts'
import type { Incident } from './incident.ts'
import type { AlarmMessage, IncidentMessage } from './wire.ts'

export type Told = AlarmMessage | IncidentMessage

/** Alarms that are not over and incidents that are not closed, at a time. */
export interface Scene {
  readonly alarms: ReadonlyMap<string, Alarm>
  readonly incidents: ReadonlyMap<string, Incident>
}

/** An event at its place on the film. */
export interface Frame {
  /** When people could know of it, UTC ms; never before the frame in front of it. */
  readonly at: number
  readonly told: Told
}

/** The scene after events, which stand in the order in which they were recorded. Neither is changed. */
export function play(scene: Scene, events: Iterable<Told>): Scene {
  const alarms = new Map(scene.alarms)
  const incidents = new Map(scene.incidents)
  for (const told of events) take({ alarms, incidents }, told)
  return { alarms, incidents }
}

/** A stretch of the past that can be looked at from any of its moments. */
export interface Reel {
  /** Known from here on, UTC ms, and up to here. */
  readonly from: number
  readonly to: number
  readonly frames: readonly Frame[]
  /** Puts what was recorded after `to`, up to and with the new `to`, behind it; each list in order of its numbers. */
  extend(
    to: number,
    events: { readonly alarms: readonly AlarmMessage[]; readonly incidents: readonly IncidentMessage[] },
  ): void
  /** How it was at a time within it: after every event that was recorded by then. */
  at(at: number): Scene
  /** The first frame after a time, and the last one before it. */
  after(at: number): Frame | undefined
  before(at: number): Frame | undefined
}

/** So many events apart a scene is kept, so that a jump back plays few of them. */
const KEPT_EVERY = 256

/** `start` is the scene as it was at `from`. */
export function makeReel(start: Scene, from: number): Reel {
  const frames: Frame[] = []
  /** Scenes before the frames 0, 256, 512 … */
  const kept: Scene[] = [start]
  let to = from
  let played = 0
  let scene: Scene = start

  function sceneBefore(count: number): Scene {
    if (count < played || count - played > KEPT_EVERY) {
      const nearest = Math.min(Math.floor(count / KEPT_EVERY), kept.length - 1)
      played = nearest * KEPT_EVERY
      scene = kept[nearest] ?? start
    }
    while (played < count) {
      const end = Math.min(count, (Math.floor(played / KEPT_EVERY) + 1) * KEPT_EVERY)
      scene = play(
        scene,
        frames.slice(played, end).map(({ told }) => told),
      )
      played = end
      if (played % KEPT_EVERY === 0) kept[played / KEPT_EVERY] ??= scene
    }
    return scene
  }

  /** How many frames there are up to a time, and with it. */
  function countTo(at: number): number {
    let [low, high] = [0, frames.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((frames[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    from,
    get to() {
      return to
    },
    frames,
    extend(until, { alarms, incidents }) {
      // A clock that was put back must not put events into another order than the one in which they were numbered.
      const placed = [...rising(alarms, to, until), ...rising(incidents, to, until)].sort((a, b) => a.at - b.at)
      frames.push(...placed)
      to = until
    },
    at: (at) => sceneBefore(countTo(at)),
    after: (at) => frames[countTo(at)],
    before(at) {
      let count = countTo(at)
      while (count > 0 && (frames[count - 1]?.at ?? 0) >= at) count--
      return frames[count - 1]
    },
  }
}

function take(scene: { alarms: Map<string, Alarm>; incidents: Map<string, Incident> }, told: Told): void {
  if ('alarm' in told) {
    if (told.alarm.state === 'normal') scene.alarms.delete(told.alarm.id)
    else scene.alarms.set(told.alarm.id, told.alarm)
  } else if (told.incident.state === 'closed') scene.incidents.delete(told.incident.id)
  else scene.incidents.set(told.incident.id, told.incident)
}

function rising(events: readonly Told[], after: number, until: number): Frame[] {
  let at = after
  return events.map((told) => {
    at = Math.min(until, Math.max(at, told.event.recordedAt))
    return { at, told }
  })
}

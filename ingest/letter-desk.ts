import type { DeadLetterRecords } from '../store/records/dead-letters.ts'
import type { Troubles } from './alarms/troubles.ts'
import type { Committer } from './committer.ts'
import type { Outcomes } from './outcomes.ts'
import { makeRefusalRate } from './refusal-rate.ts'
import { makeRerun, type RerunRooms } from './rerun.ts'
import { makeSetAside } from './set-aside.ts'
import type { Refusal } from './sifter.ts'

export interface LetterDeskRooms
  extends Pick<RerunRooms, 'sifter' | 'judge' | 'judgeAgain' | 'remember' | 'changed' | 'now'> {
  readonly letters: DeadLetterRecords
  readonly committer: Committer
  readonly troubles: Troubles
  readonly outcomes: Outcomes
  /** Resolves once all that the journal held at the start is judged. */
  readonly levelAtStart: Promise<void>
  /** Tells a device why its message was refused. */
  readonly tell: (topic: string, text: string) => void
}

/** What the line has to do with dead letters: it makes them, watches how many they are, and runs them again. */
export function makeLetterDesk({ letters, committer, troubles, outcomes, tell, ...rooms }: LetterDeskRooms) {
  const setAside = makeSetAside({ keep: committer.add, letter: letters.add, tell })
  const rate = makeRefusalRate(troubles, rooms.now)
  const rerun = makeRerun({
    ...rooms,
    letters,
    keep: committer.add,
    count: committer.count,
    countMessages: committer.countMessages,
    refused(position, detail) {
      committer.after(() => outcomes.refused(position, detail))
      committer.hurry()
    },
  })

  // A replay that is still under way then never came into the journal: the process before ended too early.
  const startedAt = rooms.now()
  void rooms.levelAtStart
    .then(committer.settled)
    .then(() => letters.releaseAll(startedAt))
    .catch(() => {})

  return {
    refused(refusal: Refusal): void {
      setAside(refusal)
      rate.refused(refusal)
    },
    /** Of a reading that the line took and the store refuses; a replay ends with it. */
    refusedByStore(refusal: Refusal): void {
      setAside(refusal)
      rate.refused(refusal)
      committer.after(() => outcomes.refused(refusal.position, refusal.fault.detail))
    },
    /** Readings that came, also refused ones. Once a batch. */
    received: rate.received,
    rerun,
    tick(at: number): void {
      setAside.tick()
      rate.tick(at)
    },
  }
}

import type { Compilable } from 'kysely'
import type { Fault } from '../domain/errors.ts'
import { NOBODY } from '../domain/ledger.ts'
import type { Points } from '../domain/points.ts'
import type { Batch } from '../journal/journal.ts'
import type { DeadLetterRecords } from '../store/records/dead-letters.ts'
import type { LedgerDelta } from '../store/records/ledger.ts'
import type { Place } from './place.ts'
import { rerunAt } from './replay-topic.ts'
import type { Sheets } from './sheets.ts'
import type { Hooks, Sifter } from './sifter.ts'
import { clearCounts } from './stored-counts.ts'

export interface RerunRooms {
  readonly sifter: Sifter
  readonly letters: Pick<DeadLetterRecords, 'settle'>
  readonly keep: (statement: Compilable) => void
  readonly count: (station: string, hour: number, counts: Partial<Pick<LedgerDelta, 'received' | 'refused'>>) => void
  readonly countMessages: (hour: number, counts: { readonly readings: number }) => void
  /** A reading newer than all before it of its station; `isLate`: it tells of the past. */
  readonly judge: (place: Place, points: Points, i: number, isLate: boolean) => void
  /** One that is not newer. */
  readonly judgeAgain: (place: Place, points: Points, i: number, isLate: boolean) => void
  /** One that was judged before. */
  readonly remember: (place: Place, points: Points, i: number) => void
  readonly changed: (place: Place) => void
  /** How a replay ended, once that is durable; not told of one that waits for the store only. */
  readonly refused: (position: number, detail: string) => void
  readonly now: () => number
}

/** Where the rows go. */
export interface RerunInto {
  readonly sheets: Sheets
  /** Told of the rows of each replay. */
  readonly stored: (touched: readonly Place[], receivedAt: number) => void
  /** False: it is worked out again for the store only. */
  readonly isNews: boolean
}

const HOUR = 3_600_000

/**
 * Judges the replays of a batch, each at the time of its first receipt. What was counted as refused then becomes what
 * it is now, in the transaction that moves the position of the line: once, whenever the process ends.
 */
export function makeRerun(rooms: RerunRooms) {
  const { sifter, letters, keep, count, countMessages, judge, judgeAgain, remember, changed } = rooms

  return function rerun(batch: Batch, replays: readonly number[], into: RerunInto): void {
    for (const index of replays) {
      const { letter, station, batch: message } = rerunAt(batch, index)
      const faults: Fault[] = []
      let mapVersion: number | null = null
      const hooks: Hooks = {
        isReplay: true,
        // One letter is one that is refused, however many readings are in it.
        mostRefusals: 0,
        fresh(place, points, i) {
          // Late is what comes late now, whenever it first came.
          if (into.isNews) judge(place, points, i, batch.receivedAt - points.ts[i]! > place.lateMs)
          else remember(place, points, i)
          changed(place)
        },
        stale(place, points, i) {
          if (into.isNews) judgeAgain(place, points, i, batch.receivedAt - points.ts[i]! > place.lateMs)
          else remember(place, points, i)
        },
        refused: ({ fault }) => void faults.push(fault),
        status() {},
        mapped: ({ version }) => {
          mapVersion = version
        },
      }
      const touched = sifter.sift(message, into.sheets, hooks)
      into.stored(touched, message.receivedAt)
      if (into.isNews) {
        const hour = Math.floor(message.receivedAt / HOUR) * HOUR
        for (const { station: of, received, refused } of touched) count(of.id, hour, { received, refused })
        const { readings, nobodys } = sifter.tally
        // It was counted when it first came; what still belongs to nobody stays with whom it was counted for.
        count(station ?? NOBODY, hour, { received: nobodys - 1, refused: nobodys - 1 })
        countMessages(hour, { readings: readings - 1 })
      }
      for (const place of touched) clearCounts(place)
      if (!into.isNews) continue

      const [fault] = faults
      const note = fault ? `${fault.reason}: ${fault.detail}` : 'every reading in it was taken'
      const state = fault ? 'refused-again' : 'replayed'
      const at = rooms.now()
      for (const one of letters.settle({ id: letter, state, at, note, position: message.first, mapVersion })) keep(one)
      if (fault) rooms.refused(message.first, note)
    }
  }
}

import type { Operations, OperationsHistory } from '../../../domain/operations.ts'

/** Two points from a time on. */
export const historyFrom = (start: number): OperationsHistory => ({
  everySeconds: 10,
  points: [
    { at: start, messagesPerSecond: 3, readingsPerSecond: 3, storedPerSecond: 3, fill: 0.12, loopLagMs: 2 },
    { at: start + 10_000, messagesPerSecond: 4, readingsPerSecond: 4, storedPerSecond: 4, fill: 0.12, loopLagMs: 1 },
  ],
})

/** A city where nothing is wrong. */
export function operationsAt(at: number, startedAt: number): Operations {
  const none = { alarm: 0, normal: 0, low: 0 }
  return {
    at,
    version: '0.1.0',
    startedAt,
    ingest: {
      band: 'normal',
      bandSince: startedAt,
      fill: 0.12,
      cause: 'journal',
      limits: { shed: 0.7, slow: 0.85, reserve: 0.95 },
    },
    journal: { bytes: 1_000_000, limitBytes: 8_000_000, boundBytes: 8_000_000, waiting: 0, backlog: 0 },
    line: { lagSeconds: 0, isStoreBehind: false, unstored: 0, readings: 10, refused: 0 },
    door: {
      sessions: 2,
      accepted: 10,
      slowed: 0,
      refused: 0,
      held: 0,
      shed: none,
      withheld: none,
      turnedAway: none,
      banned: 0,
      bans: [],
      bansNow: 0,
    },
    rates: { messagesPerSecond: 4, readingsPerSecond: 4, storedPerSecond: 4 },
    process: { loopLagMs: 1, rssBytes: 1e8, heapBytes: 5e7 },
    disk: { freeBytes: 1e11, totalBytes: 5e11 },
  }
}

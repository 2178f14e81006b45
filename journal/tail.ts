import type { Batch, Position } from './journal.ts'

/** The newest batches, in memory, so that readers who keep up never ask the disk. */
export interface Tail {
  add(batch: Batch, bytes: number): void
  at(position: Position): Batch | undefined
  /** First position that is here; undefined when empty. */
  readonly from: Position | undefined
  /** Everything below `position` has been read. */
  trim(position: Position): void
}

/** A clock that stands still instead of going back, however the other one is set. */
export function forwardOnly(clock: () => number): () => number {
  let latest = Number.NEGATIVE_INFINITY
  return () => {
    latest = Math.max(latest, clock())
    return latest
  }
}

/** Keeps at most `limitBytes`; who is further behind reads from the disk. */
export function makeTail(limitBytes: number): Tail {
  let kept: { readonly batch: Batch; readonly bytes: number }[] = []
  let bytes = 0

  function drop(): void {
    bytes -= kept.shift()!.bytes
  }

  return {
    add(batch, size) {
      kept.push({ batch, bytes: size })
      bytes += size
      while (bytes > limitBytes) drop()
    },
    at: (position) => kept.find(({ batch }) => batch.first === position)?.batch,
    get from() {
      return kept[0]?.batch.first
    },
    trim(position) {
      if (position === Number.POSITIVE_INFINITY) {
        kept = []
        bytes = 0
      }
      while (kept.length > 0 && kept[0]!.batch.first + kept[0]!.batch.topics.length <= position) drop()
    },
  }
}

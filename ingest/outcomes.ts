import type { Position } from '../journal/journal.ts'

/** What became of a message: its readings were taken, or some were refused. */
export interface Outcome {
  readonly outcome: 'stored' | 'refused'
  readonly detail: string
}

/** Who waits to hear what became of a message. */
export interface Outcomes {
  wait(position: Position): Promise<Outcome>
  refused(position: Position, detail: string): void
  /** Everything below is stored and accounted for. */
  stored(to: Position): void
}

export const TAKEN: Outcome = { outcome: 'stored', detail: 'every reading in it was taken' }

export function makeOutcomes(): Outcomes {
  const waiting = new Map<Position, (outcome: Outcome) => void>()

  function tell(position: Position, outcome: Outcome): void {
    waiting.get(position)?.(outcome)
    waiting.delete(position)
  }

  return {
    wait: (position) => new Promise((resolve) => waiting.set(position, resolve)),
    refused: (position, detail) => tell(position, { outcome: 'refused', detail }),
    stored(to) {
      for (const position of waiting.keys()) if (position < to) tell(position, TAKEN)
    },
  }
}

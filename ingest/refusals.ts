import type { Refusal } from './sifter.ts'

/** The refusals of one message. */
export interface Refusals {
  /** Another message; so many of its readings are refused one by one. */
  begin(most?: number): void
  add(refusal: Refusal): void
  /** What went beyond is refused as one. */
  end(): void
}

/** Some twenty thousand faults fit into a message; a letter for each would make a flood of it. */
export const MOST_REFUSALS = 100

/** Tells what is refused, and of a message that is mostly rubbish the rest of it as one refusal. */
export function makeRefusals(tell: (refusal: Refusal) => void): Refusals {
  let left = 0
  let rest: Refusal[] = []

  return {
    begin(most = MOST_REFUSALS) {
      left = most
    },
    add(refusal) {
      if (left-- <= 0) rest.push(refusal)
      else tell(refusal)
    },
    end() {
      const [first] = rest
      if (!first) return
      const all = rest
      rest = []
      if (all.length === 1) return tell(first)
      const { sent: _, ...of } = first
      const { reason, detail } = first.fault
      tell({ ...of, item: null, all, fault: { reason, detail: `${all.length} readings; the first: ${detail}` } })
    },
  }
}

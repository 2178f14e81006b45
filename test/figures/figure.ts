/** What was measured for one of the figures that docs/reliability.md promises. */
export interface Figure {
  /** `R4`. */
  readonly id: string
  /** In words, with its numbers and how long or how often it was tried. */
  readonly measured: string
  /** What is not as promised; empty when all is. */
  readonly wrong: readonly string[]
}

/** `percentile(sorted, 0.99)`, by nearest rank; 0 of nothing. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

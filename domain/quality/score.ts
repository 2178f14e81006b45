/** What is known of one stream within a window. */
export interface WindowCounts {
  /** Samples that the cadence asks for: period over interval. */
  readonly expected: number
  /** Everything that came, duplicates included. */
  readonly received: number
  readonly duplicates: number
  /** Evaluated samples by flag: 1, 3 and 4. */
  readonly passed: number
  readonly suspect: number
  readonly failed: number
  /** Unique samples that came within the agreed delay. */
  readonly onTime: number
  /** Checks of values against one another (QARTOD 9). */
  readonly relationsChecked: number
  readonly relationsHeld: number
}

/** Shares between 0 and 1; null where there was nothing to judge. */
export interface Quality {
  readonly completeness: number | null
  readonly timeliness: number | null
  readonly accuracy: number | null
  readonly consistency: number | null
  readonly uniqueness: number | null
  /** Weighted mean of the first four that could be judged. */
  readonly score: number | null
}

export interface Weights {
  readonly completeness: number
  readonly timeliness: number
  readonly accuracy: number
  readonly consistency: number
}

const DEFAULT_WEIGHTS: Weights = { completeness: 0.3, timeliness: 0.2, accuracy: 0.3, consistency: 0.2 }

/** Quality by the dimensions of GB/T 36344-2018: 完整性, 时效性, 准确性, 一致性. */
export function qualityOf(counts: WindowCounts, weights: Weights = DEFAULT_WEIGHTS): Quality {
  const unique = counts.received - counts.duplicates
  const dimensions = {
    completeness: share(Math.min(unique, counts.expected), counts.expected),
    timeliness: share(counts.onTime, unique),
    accuracy: share(counts.passed, counts.passed + counts.suspect + counts.failed),
    consistency: share(counts.relationsHeld, counts.relationsChecked),
  }
  return { ...dimensions, uniqueness: share(unique, counts.received), score: weigh(dimensions, weights) }
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

function weigh(dimensions: Record<keyof Weights, number | null>, weights: Weights): number | null {
  let sum = 0
  let weight = 0
  for (const name of Object.keys(dimensions) as (keyof Weights)[]) {
    const value = dimensions[name]
    if (value === null) continue
    sum += value * weights[name]
    weight += weights[name]
  }
  return share(sum, weight)
}

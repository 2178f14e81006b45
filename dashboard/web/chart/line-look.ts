/** How a line of a chart is told from the others: a dash and a mark first, an ink only besides. */
export interface LineLook {
  /** Lengths of strokes and spaces; empty: unbroken. */
  readonly dash: readonly number[]
  readonly symbol: 'circle' | 'rect' | 'triangle' | 'diamond'
  /** Token of its ink. */
  readonly ink: string
}

const DASHES: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3],
  [14, 5],
  [5, 5],
  [2, 7],
  [10, 3, 2, 3, 2, 3],
]
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const

/** Lines that a chart can tell apart. */
export const MOST_LINES = DASHES.length

/** The look of the line at a place. */
export function lineLook(place: number): LineLook {
  const at = place % MOST_LINES
  return {
    dash: DASHES[at] ?? [],
    symbol: SYMBOLS[at % SYMBOLS.length] ?? 'circle',
    ink: at === 0 ? '--ink' : `--series-${at + 1}`,
  }
}

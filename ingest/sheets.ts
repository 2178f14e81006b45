import { makePoints, type Amendment, type Points } from '../domain/points.ts'
import type { KindPlan } from './catalogue.ts'

/** What was written since the last `take`. */
export interface Filled {
  readonly points: readonly Points[]
  readonly amendments: readonly Amendment[]
  readonly rows: number
}

/** The columns that the line is filling, a sheet for each kind. */
export interface Sheets {
  /** The sheet to write the next row of a kind into, at `count`. */
  sheetOf(plan: KindPlan): Points
  amend(amendment: Amendment): void
  readonly rows: number
  /** Hands everything over and starts new sheets. */
  take(): Filled
}

const SMALLEST = 64
const LARGEST = 8_192

export function makeSheets(): Sheets {
  let sheets = new Map<KindPlan, Points>()
  let full: Points[] = []
  let amendments: Amendment[] = []
  let rowsInFull = 0
  const capacities = new Map<KindPlan, number>()

  function rows(): number {
    let sum = rowsInFull
    for (const sheet of sheets.values()) sum += sheet.count
    return sum
  }

  return {
    sheetOf(plan) {
      let sheet = sheets.get(plan)
      if (sheet && sheet.count === sheet.station.length) {
        full.push(sheet)
        rowsInFull += sheet.count
        capacities.set(plan, Math.min(LARGEST, sheet.count * 2))
        sheet = undefined
      }
      if (!sheet) {
        sheet = makePoints(plan.kind.id, plan.names, capacities.get(plan) ?? SMALLEST)
        sheets.set(plan, sheet)
      }
      return sheet
    },
    amend(amendment) {
      amendments.push(amendment)
    },
    get rows() {
      return rows()
    },
    take() {
      const filled = {
        points: [...full, ...[...sheets.values()].filter((sheet) => sheet.count > 0)],
        amendments,
        rows: rows(),
      }
      // A quiet kind gets small sheets again.
      for (const [plan, sheet] of sheets) {
        if (sheet.count * 4 < sheet.station.length) capacities.set(plan, Math.max(SMALLEST, sheet.station.length >> 1))
      }
      sheets = new Map()
      full = []
      amendments = []
      rowsInFull = 0
      return filled
    },
  }
}

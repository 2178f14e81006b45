/** Where the watches of one station stand; arrays by the number of the watch. */
export interface Standing {
  readonly phases: Uint8Array
  /** Event time at which the phase began, UTC ms. */
  readonly since: Float64Array
  /** Levels that the figure is beyond. */
  readonly grades: Uint8Array
  /** 1: on since a reading of the past, and nobody was called out. */
  readonly quiet: Uint8Array
}

export function makeStanding(count: number): Standing {
  return {
    phases: new Uint8Array(count),
    since: new Float64Array(count),
    grades: new Uint8Array(count),
    quiet: new Uint8Array(count),
  }
}

export function copyOf({ phases, since, grades, quiet }: Standing): Standing {
  return { phases: phases.slice(), since: since.slice(), grades: grades.slice(), quiet: quiet.slice() }
}

/** Lets watch `at` of `to` stand where watch `w` of `from` stands. */
export function copyStanding(from: Standing, w: number, to: Standing, at: number): void {
  to.phases[at] = from.phases[w]!
  to.since[at] = from.since[w]!
  to.grades[at] = from.grades[w]!
  to.quiet[at] = from.quiet[w]!
}

/** Whether nothing is beyond its level. */
export function isCalm({ phases }: Standing): boolean {
  for (let w = 0; w < phases.length; w++) if (phases[w] !== 0) return false
  return true
}

/** What a batch was, counted message by message apart from the stations' accounts. */
export interface Tally {
  data: number
  status: number
  replays: number
  strays: number
  /** Readings, taken or refused. */
  readings: number
  /** Those among them that belong to no station. */
  nobodys: number
}

export function makeTally(): Tally {
  return { data: 0, status: 0, replays: 0, strays: 0, readings: 0, nobodys: 0 }
}

/** Starts the counts of a batch anew. */
export function clearTally(tally: Tally): void {
  tally.data = 0
  tally.status = 0
  tally.replays = 0
  tally.strays = 0
  tally.readings = 0
  tally.nobodys = 0
}

import type { NewestReadings } from './series.ts'

/** The answer to a question that has none. */
export const NOTHING: NewestReadings = { station: [], at: [], value: [], flag: [], level: [] }

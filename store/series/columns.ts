import { CityError } from '../../domain/errors.ts'
import { valueNames, type Kinds } from '../../domain/kind.ts'
import type { NewestQuery, SeriesQuery } from './series.ts'

/** What is stored with every reading besides its values. */
export const FIXED = ['station', 'ts', 'seq', 'position', 'received', 'idx', 'lvl', 'district', 'time'] as const

export function flagColumn(value: string): string {
  return `${value}_qc`
}

/** Names of each kind's values. Throws `config-invalid` when two columns would have the same name (case is ignored). */
export function columnsOf(kinds: Kinds): ReadonlyMap<string, readonly string[]> {
  const columns = new Map<string, readonly string[]>()
  for (const [id, kind] of kinds) {
    const taken = new Set<string>(FIXED)
    const names = valueNames(kind)
    for (const column of names.flatMap((name) => [name, flagColumn(name)])) {
      const key = column.toLowerCase()
      if (taken.has(key)) {
        throw new CityError('config-invalid', `kind ${id}: the store cannot keep a value as "${column}", rename it`)
      }
      taken.add(key)
    }
    columns.set(id, names)
  }
  return columns
}

/** A query whose bounds are whole numbers; null when it cannot have an answer. Throws `request-invalid`. */
export function wholeQuery(query: SeriesQuery, columns: ReadonlyMap<string, readonly string[]>): SeriesQuery | null {
  return Number.isInteger(query.station) ? wholeSpan(query, columns) : null
}

/** The same for a query that is of all stations. */
export function wholeSpan<Q extends NewestQuery>(query: Q, columns: ReadonlyMap<string, readonly string[]>): Q | null {
  const { everyMs } = query
  if (everyMs !== undefined && !(everyMs >= 1 && everyMs <= MAX_TIME)) {
    throw new CityError('request-invalid', 'a bucket is at least one millisecond wide')
  }
  if (Number.isNaN(query.from) || Number.isNaN(query.to) || Number.isNaN(query.limit)) {
    throw new CityError('request-invalid', 'from, to and limit are numbers')
  }
  const from = Math.ceil(Math.max(query.from, -MAX_TIME))
  const to = Math.ceil(Math.min(query.to, MAX_TIME))
  const limit = Math.min(Math.floor(query.limit), 10_000_000)
  if (!columns.get(query.kind)?.includes(query.value)) return null
  if (from >= to || limit < 1) return null
  return { ...query, from, to, limit, ...(everyMs === undefined ? {} : { everyMs: Math.round(everyMs) }) }
}

/** The largest time that a JavaScript date can have, ms. */
const MAX_TIME = 8.64e15

import { type Compilable, CompiledQuery } from 'kysely'

/** A statement whose text never changes: the worker prepares it once, and nothing is compiled for a row. */
export function statement(sql: string, parameters: readonly unknown[] = []): Compilable {
  return { compile: () => CompiledQuery.raw(sql, [...parameters]) }
}

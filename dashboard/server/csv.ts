import { AsyncLocalStorage } from 'node:async_hooks'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { BOM, csvLine } from '../../domain/csv.ts'
import type { CsvTable } from '../../domain/ledger-csv.ts'

const END = Promise.resolve({ done: true as const, value: undefined })

/** Query parameter of lists that can also be had as a table for spreadsheets. */
export const FORMAT = {
  format: Type.Optional(Type.Enum(['json', 'csv'], { description: 'csv: also by `Accept: text/csv`; not paged' })),
} as const

/** Whether a table is asked for: by the query, else by the header that every client sends. */
export function wantsCsv({ format }: { readonly format?: 'json' | 'csv' }, { headers }: FastifyRequest): boolean {
  return format === undefined ? /^text\/csv\b/i.test(headers.accept ?? '') : format === 'csv'
}

/** Sends rows as they come, however many: UTF-8 with a byte order mark, to be saved as `name`. */
export function sendCsv<T>(
  reply: FastifyReply,
  name: string,
  { table, pages }: { readonly table: CsvTable<T>; readonly pages: AsyncIterable<readonly T[]> },
): FastifyReply {
  const asked = inTheNameOf(pages)
  async function* text() {
    yield BOM + csvLine(table.heads)
    for await (const rows of { [Symbol.asyncIterator]: () => asked })
      yield rows.map((row) => csvLine(table.cells(row))).join('')
  }
  return reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(text()))
}

/** The rest of a table is read when the socket has room; whoever asked still asks then. */
function inTheNameOf<T>(pages: AsyncIterable<T>): AsyncIterator<T> {
  const again = AsyncLocalStorage.snapshot()
  const rows = pages[Symbol.asyncIterator]()
  return { next: () => again(() => rows.next()), return: () => again(() => rows.return?.() ?? END) }
}

/** A list's answer in the document: JSON, or CSV. */
export function orCsv(json: object): object {
  return {
    description: 'A page of the list, or all of it as CSV',
    content: { 'application/json': { schema: json }, 'text/csv': { schema: Type.String() } },
  }
}

import type { Finding } from '../../disk/sqlite-open.ts'

/** What SQLite stores. Integers beyond 2^53 are bound as bigint and are an error when read. */
export type Cell = string | number | bigint | null | Uint8Array

export interface Statement {
  readonly sql: string
  readonly parameters: readonly Cell[]
}

/** What the worker is asked; one message carries several, answered in order by one message. */
export type Job =
  | { readonly op: 'query'; readonly statement: Statement; readonly within: boolean }
  | { readonly op: 'transact'; readonly statements: readonly Statement[] }
  | { readonly op: 'begin' | 'commit' | 'rollback' | 'close' }
  | { readonly op: 'salvage'; readonly from: string }

export interface Rows {
  readonly rows: readonly Record<string, Cell>[]
  readonly changes?: bigint
  readonly insertId?: bigint
}

/** An error of SQLite as it crosses threads. */
export interface Failure {
  readonly message: string
  /** SQLite's extended result code, where it was SQLite that failed. */
  readonly errcode?: number
  /** There was no room; nothing was written, and the same may work later. */
  readonly isFull: boolean
}

export type Answer = Rows | { readonly failure: Failure }

/** First message of the worker. */
export type Opening =
  | { readonly opened: true; readonly findings: readonly Finding[] }
  | {
      readonly opened: false
      readonly code:
        | 'config-data-unwritable'
        | 'config-data-in-use'
        | 'config-node-too-old'
        | 'disk-full'
        | 'records-failed'
      readonly detail: string
    }

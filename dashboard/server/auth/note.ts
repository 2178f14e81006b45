import type { Compilable } from 'kysely'

/** Makes a line of the audit, to be kept with what it tells of. */
export type Note = (
  actor: string,
  action: string,
  of: { readonly object: string; readonly result?: string; readonly detail?: string },
) => Compilable

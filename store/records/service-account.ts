import type { CredentialRow } from './device-schema.ts'

/** Account of a third party that reads alarms. */
export interface Service {
  readonly id: string
  /** UTC ms; of its password, when that was made anew. */
  readonly passwordAt: number
}

/** The account whose credentials these are; undefined for those of a station or gateway. */
export function serviceOf(rows: readonly CredentialRow[]): Service | undefined {
  const row = rows.at(-1)
  return row?.of === 'service' ? { id: row.username, passwordAt: row.createdAt } : undefined
}

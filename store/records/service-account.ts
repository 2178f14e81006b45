import type { CredentialRow } from './schema.ts'

/** Account of a third party that reads alarms. */
export interface Service {
  readonly id: string
  /** UTC ms; of its password, when that was made anew. */
  readonly passwordAt: number
}

/** The account whose credentials these are; undefined for those of a station or gateway. */
export function serviceOf(row: CredentialRow | undefined): Service | undefined {
  return row?.of === 'service' ? { id: row.username, passwordAt: row.createdAt } : undefined
}

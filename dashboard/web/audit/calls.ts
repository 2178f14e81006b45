import type { AuditEntry, AuditProof, AuditState } from '../../../domain/audit.ts'
import type { Api } from '../api.ts'

export type AuditQuery = Readonly<Record<string, string>>
export interface AuditPage {
  readonly items: readonly AuditEntry[]
  readonly next: string | null
}

const LISTED = '200'

/** The calls of this screen. */
export function auditCalls(api: Api) {
  return {
    state: () => api.call<AuditState>('GET', '/audit/state'),
    verify: () => api.call<AuditState>('POST', '/audit/verify', {}),
    list: (query: AuditQuery, cursor: string | null) =>
      api.call<AuditPage>(
        'GET',
        `/audit?${searchOf({ ...query, limit: LISTED, ...(cursor === null ? {} : { cursor }) })}`,
      ),
    proof: (seq: number) => api.call<AuditProof>('GET', `/audit/${seq}/proof`),
  }
}
export type AuditCalls = ReturnType<typeof auditCalls>

/** Address of the same as a file. */
export function fileOf(query: AuditQuery, format: 'csv' | 'jsonl'): string {
  return `/api/v1/audit?${searchOf({ ...query, format })}`
}

function searchOf(query: AuditQuery): string {
  return new URLSearchParams(query).toString()
}

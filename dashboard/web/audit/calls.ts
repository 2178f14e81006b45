import type { Api } from '../api.ts'

export type AuditQuery = Readonly<Record<string, string>>

const LISTED = 200

/** The calls of this screen. */
export function auditCalls(api: Api) {
  return {
    state: () => api.ask('getAuditState'),
    verify: () => api.ask('verifyAudit', { body: {} }),
    list: (query: AuditQuery, cursor: string | null) =>
      api.ask('listAudit', { query: { ...query, limit: LISTED, ...(cursor === null ? {} : { cursor }) } }),
    proof: (seq: number) => api.ask('proveAuditEntry', { path: { seq } }),
  }
}
export type AuditCalls = ReturnType<typeof auditCalls>

/** Address of the same as a file. */
export function fileOf(query: AuditQuery, format: 'csv' | 'jsonl'): string {
  return `/api/v1/audit?${new URLSearchParams({ ...query, format }).toString()}`
}

import { Worker } from 'node:worker_threads'
import type { AuditVerdict, VerifyOptions } from './verify.ts'

/** The same as `verifyAudit`, in a thread of its own. */
export function verifyAuditAside(options: VerifyOptions): Promise<AuditVerdict> {
  const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: options, name: 'audit' })
  return new Promise((resolve, reject) => {
    worker.once('message', (verdict: AuditVerdict) => resolve(verdict))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread that went through the audit ended')))
  })
}

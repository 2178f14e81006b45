import type { BackupJob } from '../../../domain/backup.ts'
import type { City } from '../city.ts'

const NOON = Date.UTC(2026, 10, 23, 4)

/** Backups that are done as soon as they are asked for. */
export function smallBackups(): City['backups'] {
  let job: BackupJob | null = null
  return {
    start: async (by, folder = '/backups/one') => {
      const done = { endedAt: NOON, outcome: 'done', phase: 'hashing', progress: 1, bytes: 4_711, detail: '' } as const
      job = { folder, by, beganAt: NOON, ...done }
      return job
    },
    state: async () => ({ job, lastAt: job && NOON, folder: '/backups', schedule: '03:30', items: [] }),
  }
}

import { readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CITY_SAYS, citySays } from '../domain/city-says.ts'
import { BACKUP_PHASES, type BackupJob, type BackupsAnswer, type BackupSummary } from '../domain/backup.ts'
import { CityError } from '../domain/errors.ts'
import { buildAuditRecords } from '../store/records/audit.ts'
import type { Records } from '../store/records/records.ts'
import { buildSettingRecords } from '../store/records/settings.ts'
import { readManifest } from './manifest.ts'
import { backupName, type BackupSource, isBackupName, takeBackup } from './take.ts'

/** When backups are made by themselves. */
export interface BackupPlan {
  /** Local time of day, `03:30`. */
  readonly at: string
  /** How many are kept. */
  readonly keep: number
}

export interface BackupKeeper extends AsyncDisposable {
  /** Begins a backup in `folder`, or under a name of its own in the usual one. Throws `backup-running`. */
  start(by: string, folder?: string): Promise<BackupJob>
  state(): Promise<BackupsAnswer>
  readonly lastAt: number | null
  /** Looks whether one is due. */
  tick(): Promise<void>
}

export interface KeeperOptions extends BackupSource {
  readonly records: Records
  /** Where backups go that are not told otherwise. */
  readonly folder: string
  readonly plan: BackupPlan | null
  /** IANA name. */
  readonly timeZone: string
  readonly troubles: { raise(trouble: Trouble, detail: string): void; clear(trouble: Trouble): void }
  readonly log: { info(detail: object, text: string): void; error(detail: object, text: string): void }
}

type Trouble = 'backup-failed' | 'backup-overdue'

const TICK_MS = 20_000
const OVERDUE_MS = 36 * 3_600_000
const LAST = 'backup-last'
const BY_PLAN = 'schedule'
const NEVER = { day: '', time: '' }
const PATIENCE_MS = 5_000

/** Makes backups when they are asked for or due, one at a time. */
export async function startBackupKeeper(options: KeeperOptions): Promise<BackupKeeper> {
  const { records, plan, timeZone, troubles, log, now } = options
  const folder = resolve(options.folder)
  const settings = buildSettingRecords(records)
  const audit = buildAuditRecords(records)
  const local = localTime(timeZone)
  const startedAt = now()
  let lastAt = Number((await settings.get(LAST)) ?? Number.NaN)
  let job: BackupJob | null = null
  let running: Promise<void> | null = null
  /** Local day on which one was last begun by plan: one that failed is tried again the next day, or by hand. */
  let plannedOn = local(startedAt)
  if (plan && (isNew() ? plannedOn.time < plan.at : local(lastAt).day < plannedOn.day)) plannedOn = NEVER
  let isClosing = false
  await dropUnfinished(folder)

  function isNew(): boolean {
    return Number.isNaN(lastAt)
  }

  function start(by: string, given?: string): Promise<BackupJob> {
    if (running) throw new CityError('backup-running', `${job!.folder} is being made: wait until it is done`)
    const beganAt = now()
    const target = given ?? join(folder, backupName(beganAt))
    const [phase] = BACKUP_PHASES
    job = { folder: target, by, beganAt, endedAt: null, outcome: 'running', phase, progress: 0, bytes: 0, detail: '' }
    running = make(job).finally(() => {
      running = null
    })
    return Promise.resolve(job)
  }

  /** Once none is being made. */
  function done(): Promise<void> {
    return running ?? Promise.resolve()
  }

  async function make(begun: BackupJob): Promise<void> {
    const { folder: target, by, beganAt } = begun
    const told = (result: string, detail: string) =>
      audit.add({ at: now(), actor: by, action: 'backup', object: target, result, detail })
    try {
      const manifest = await takeBackup(options, target, (phase, progress) => {
        job = { ...job!, phase, progress }
      })
      const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
      lastAt = beganAt
      await records.transact([settings.save(LAST, String(beganAt)), told('done', `${bytes} bytes`)])
      troubles.clear('backup-failed')
      troubles.clear('backup-overdue')
      const endedAt = now()
      log.info({ folder: target, bytes, ms: endedAt - beganAt }, 'backup made')
      if (by === BY_PLAN) await dropOldest()
      job = { ...job!, endedAt, outcome: 'done', progress: 1, bytes }
    } catch (error) {
      const detail = (error as Error).message
      log.error({ folder: target, error: detail }, 'backup failed')
      if (!isClosing) {
        troubles.raise('backup-failed', detail)
        await records.transact([told('failed', detail.slice(0, 500))]).catch(() => {})
      }
      job = { ...job!, endedAt: now(), outcome: 'failed', detail }
    }
  }

  /** Only what was made here under a name of its own; what a person named is that person's. */
  async function dropOldest(): Promise<void> {
    for (const { folder: old } of (await list()).filter((one) => isBackupName(one.folder)).slice(plan!.keep)) {
      await rm(old, { recursive: true, force: true })
      log.info({ folder: old }, 'oldest backup deleted')
    }
  }

  async function list(): Promise<readonly BackupSummary[]> {
    const names = await readdir(folder).catch(() => [] as string[])
    const found: BackupSummary[] = []
    for (const name of names) {
      const manifest = await readManifest(join(folder, name)).catch(() => null)
      if (!manifest) continue
      const { version, endedAt, files } = manifest
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
      found.push({ folder: join(folder, name), version, endedAt, bytes, files: files.length })
    }
    return found.toSorted((a, b) => b.endedAt - a.endedAt)
  }

  async function tick(): Promise<void> {
    if (!plan) return
    const at = now()
    const sinceAt = Number.isNaN(lastAt) ? startedAt : lastAt
    if (at - sinceAt > OVERDUE_MS)
      troubles.raise(
        'backup-overdue',
        Number.isNaN(lastAt) ? CITY_SAYS.noBackup.en : citySays('oldBackup', { time: new Date(lastAt).toISOString() }),
      )
    const today = local(at)
    if (running || today.day === plannedOn.day || today.time < plan.at) return
    plannedOn = today
    await start(BY_PLAN)
    await done()
  }

  const timer = setInterval(() => void tick(), TICK_MS).unref()
  return {
    start,
    state: async () => ({
      job,
      lastAt: Number.isNaN(lastAt) ? null : lastAt,
      folder,
      schedule: plan?.at ?? null,
      items: [...(await list())],
    }),
    get lastAt() {
      return Number.isNaN(lastAt) ? null : lastAt
    },
    tick,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      isClosing = true
      // One that takes longer is given up; the next start clears away what is left of it.
      await Promise.race([done(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())])
    },
  }
}

/** What an earlier process had begun under a name of its own and not finished. */
async function dropUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const whole = name.replace(/\.part$/, '')
    if (whole !== name && isBackupName(whole)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** Day and time of day in a zone, both such that they sort as text. */
function localTime(timeZone: string): (at: number) => { readonly day: string; readonly time: string } {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return (at) => {
    const [day = '', time = ''] = format.format(at).split(' ')
    return { day, time }
  }
}

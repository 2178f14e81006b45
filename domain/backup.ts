import { type Static, Type } from 'typebox'

const Position = Type.Integer({ minimum: 0 })

/** `manifest.json`: what a backup has, and what it stands for. */
export const BackupManifest = Type.Object({
  /** Layout of the backup. */
  format: Type.Integer({ minimum: 1 }),
  /** Of the CityPulse that made it. */
  version: Type.String(),
  /** UTC ms. */
  beganAt: Type.Number(),
  endedAt: Type.Number(),
  /** Versions of the files in it. */
  formats: Type.Object({ journal: Type.Integer(), records: Type.String(), series: Type.Integer() }),
  store: Type.Enum(['duckdb', 'influxdb']),
  /** Whether the key file is in it, or has to be brought; missing: made before keys were sealed. */
  key: Type.Optional(Type.Enum(['inside', 'apart'])),
  positions: Type.Object({
    /** Everything below had been acknowledged when the backup began; all of it is in here. */
    acknowledged: Position,
    /** What the records knew. */
    judged: Position,
    stored: Position,
    /** Durable in the copy of the store; null when the store is another server's. */
    series: Type.Union([Position, Type.Null()]),
    /** Position that the next message gets. */
    head: Position,
  }),
  files: Type.Array(
    Type.Object({ path: Type.String({ minLength: 1 }), bytes: Type.Integer(), sha256: Type.String({ minLength: 64 }) }),
  ),
})
export type BackupManifest = Static<typeof BackupManifest>

export const BACKUP_PHASES = ['records', 'series', 'journal', 'hashing'] as const
export type BackupPhase = (typeof BACKUP_PHASES)[number]

/** A backup on its way, or how the newest one ended. */
export const BackupJob = Type.Object({
  folder: Type.String(),
  by: Type.String(),
  beganAt: Type.Number(),
  /** Null while it runs. */
  endedAt: Type.Union([Type.Number(), Type.Null()]),
  outcome: Type.Enum(['running', 'done', 'failed']),
  phase: Type.Enum([...BACKUP_PHASES]),
  /** Of the phase at hand, 0 to 1. */
  progress: Type.Number(),
  bytes: Type.Number(),
  /** Why it failed. */
  detail: Type.String(),
})
export type BackupJob = Static<typeof BackupJob>

export const BackupSummary = Type.Object({
  folder: Type.String(),
  version: Type.String(),
  endedAt: Type.Number(),
  bytes: Type.Number(),
  files: Type.Integer(),
})
export type BackupSummary = Static<typeof BackupSummary>

export const BackupsAnswer = Type.Object({
  /** Null: none since the start. */
  job: Type.Union([BackupJob, Type.Null()]),
  /** When the newest that succeeded began, UTC ms; null: never. */
  lastAt: Type.Union([Type.Number(), Type.Null()]),
  /** Where scheduled backups are kept. */
  folder: Type.String(),
  /** Local time of day; null: none is scheduled. */
  schedule: Type.Union([Type.String(), Type.Null()]),
  /** What is in that folder, newest first. */
  items: Type.Array(BackupSummary),
})
export type BackupsAnswer = Static<typeof BackupsAnswer>

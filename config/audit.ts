import { resolve } from 'node:path'
import type { CityFile } from './schema.ts'

/** How long the audit is kept, and where its signed heads go besides the data folder. */
export interface CityAudit {
  readonly keepDays: number
  /** Absolute. */
  readonly anchors: readonly string[]
  readonly syslog: { readonly host: string; readonly port: number } | null
}

/** Longer than the six months that the Cybersecurity Law asks for. */
const KEEP_DAYS = 400
const SYSLOG_PORT = 514

/** The audit as `city.yaml` says; paths are from the data folder. */
export function auditOf({ audit = {} }: Pick<CityFile, 'audit'>, dataFolder: string): CityAudit {
  const { keepDays = KEEP_DAYS, anchors = [], syslog } = audit
  const [, host, port] = /^(.+?)(?::(\d+))?$/.exec(syslog ?? '') ?? []
  return {
    keepDays,
    anchors: anchors.map((path) => resolve(dataFolder, path)),
    syslog: host === undefined ? null : { host, port: Number(port ?? SYSLOG_PORT) },
  }
}

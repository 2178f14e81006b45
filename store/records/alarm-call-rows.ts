import type { Generated } from 'kysely'

/** What alarms are of; a cause that comes again has the same number. */
export interface AlarmCauseRow {
  id: Generated<number>
  rule: string
  station: string
  kind: string
  district: string
  owner: string
}

/** An alarm called for somebody. */
export interface AlarmCallRow {
  /** Number of the event that called. */
  seq: number
  at: number
  alarm: string
  /** Number in `alarm_causes`. */
  cause: number
  /** 0 (blue) to 3 (red). */
  severity: number
  isAgain: number
  /** Ms from the call on. */
  ackWithin: number | null
  respondWithin: number | null
  /** 0: nobody had to answer it. */
  answeredAt: number | null
  endedAt: number | null
}

/** An alarm was set aside. */
export interface AlarmAsideRow {
  /** Number of the event. */
  seq: number
  at: number
  cause: number
  how: string
  reason: string
  by: string
}

export interface AlarmFloodRow {
  /** `*`: the whole city; else a department. */
  scope: string
  fromAt: number
  toAt: number | null
  /** domain `Flood` as JSON. */
  flood: string
}

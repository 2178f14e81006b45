import type { Generated } from 'kysely'
import type { DeliverySort, DeliveryState } from '../../domain/delivery.ts'

export interface ChannelRow {
  id: string
  /** domain `ChannelWish` as JSON, without secrets. */
  wish: string
  /** Secrets by the name of their field, each sealed, as JSON. */
  sealed: string
  /** Number of the newest alarm event that it has taken. */
  position: number
  lastSentAt: number | null
  changedAt: number
  changedBy: string
}

export interface DeliveryRow {
  id: Generated<number>
  channel: string
  key: string
  sort: DeliverySort
  state: DeliveryState
  /** Numbers of the alarm events in it, as JSON. */
  seqs: string
  /** What was ordered, as JSON: text and alarm. */
  content: string | null
  recipient: string | null
  why: string | null
  createdAt: number
  endedAt: number | null
  attempts: number
  answer: string | null
}

/** An alert of another system that holds. */
export interface OutsideAlertRow {
  key: string
  /** `Cause` of its alarm, as JSON. */
  cause: string
  startedAt: number
  /** It is over then, when nobody says again that it holds. */
  endsAt: number | null
}

import type { CapStatus } from './alert.ts'
import type { NextMessage } from './chain.ts'

/** An earlier message of the chain. */
export interface Reference {
  readonly sender: string
  readonly identifier: string
  /** Whole seconds, UTC ms. */
  readonly sentAt: number
  /** Of China's dialect: the second of its entry, and in place of milliseconds which of that second, 0 to 9; no two share one. */
  readonly entry: number
  /** Of China's dialect; null when it was not configured then. */
  readonly senderCode: string | null
}

/** What a message is apart from its content: number, time, references. */
export interface MessageFacts extends NextMessage, Reference {
  readonly status: CapStatus
  readonly expiresAt: number
  /** Earlier messages of the chain, oldest first. */
  readonly references: readonly Reference[]
  /** Why a person withdrew it. */
  readonly why: string | null
}

/** The same alarm and number give the same identifier, so that no message can be issued twice. */
export function identifierOf(source: string, id: string, n: number): string {
  // Ids of alarms and incidents are of these characters; another one must not be able to break a reference.
  return `${source}-${id.replaceAll(/[^\w.:-]/g, '_')}-${n}`
}

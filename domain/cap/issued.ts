import { Type, type Static } from 'typebox'
import { Label } from '../label.ts'
import { Severity } from '../severity.ts'

const OrNull = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** An issued CAP message. */
export const IssuedWarning = Type.Object({
  /** 1, 2, 3 … in the order of issuing. */
  number: Type.Integer(),
  identifier: Type.String(),
  sender: Type.String(),
  source: Type.Enum(['alarm', 'incident']),
  sourceId: Type.String(),
  /** 1, 2, 3 … of this alarm or incident. */
  n: Type.Integer(),
  /** `n` of the Alert that the chain began with. */
  chain: Type.Integer(),
  msgType: Type.Enum(['Alert', 'Update', 'Cancel']),
  status: Type.Enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']),
  scope: Type.Enum(['Public', 'Restricted', 'Private']),
  severity: Severity,
  /** Why it was issued. */
  cause: Type.Enum(['raise', 'severity', 'area', 'text', 'extension', 'over', 'withdrawn']),
  /** User, or `system`. */
  by: Type.String(),
  why: OrNull(Type.String()),
  sentAt: Type.Number(),
  expiresAt: OrNull(Type.Number()),
  headline: Label,
  /** Districts that it names. */
  areas: Type.Array(Label),
  /** SHA-256 of the document, hexadecimal. */
  hash: Type.String(),
  /** There is one in China's dialect. */
  isInCn: Type.Boolean(),
  /** Number of the message that took its place. */
  supersededBy: OrNull(Type.Integer()),
})
export type IssuedWarning = Static<typeof IssuedWarning>

/** Whether it is in force: neither replaced, nor ended, nor run out. */
export function isInForce({ msgType, supersededBy, expiresAt }: IssuedWarning, now: number): boolean {
  return msgType !== 'Cancel' && supersededBy === null && (expiresAt === null || expiresAt > now)
}

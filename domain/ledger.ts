import { Type, type Static } from 'typebox'

/** Row of the ledger for what belongs to no registered station. */
export const NOBODY = '?'

/** Messages of the journal, by what they were. Together they are all of them: none is passed over. */
export const MessageCounts = Type.Object({
  /** From stations and gateways, with readings in them. */
  data: Type.Integer(),
  status: Type.Integer(),
  /** Dead letters that were run again. */
  replays: Type.Integer(),
  /** On topics that belong to nobody. */
  strays: Type.Integer(),
  /** Positions that could not be read any more. */
  lost: Type.Integer(),
})
export type MessageCounts = Static<typeof MessageCounts>

/** Whether every position of the journal is in the books: `counted` is the sum of `messages`. */
export const MessageProof = Type.Object({
  /** Position from which on messages are counted, and up to which they are judged. */
  from: Type.Integer(),
  judged: Type.Integer(),
  counted: Type.Integer(),
  messages: MessageCounts,
  isExact: Type.Boolean(),
})
export type MessageProof = Static<typeof MessageProof>

/** Whether an account is in order: what waits can never be less than nothing. */
export function isBalanced(of: {
  readonly received: number
  readonly stored: number
  readonly duplicate: number
  readonly refused: number
  readonly pending: number
}): boolean {
  const { received, stored, duplicate, refused, pending } = of
  return pending >= 0 && received === stored + duplicate + refused + pending
}

import { Type, type Static } from 'typebox'

/** A word to whoever comes next; the end of one's shift; the beginning of the next one's. */
export const SHIFT_NOTES = ['note', 'sign-off', 'taken-over'] as const
export type ShiftNoteKind = (typeof SHIFT_NOTES)[number]

/** What a person hands over from shift to shift. It is never changed. */
export const ShiftNote = Type.Object({
  /** Rises with time. */
  id: Type.Integer(),
  at: Type.Number(),
  by: Type.String(),
  kind: Type.Enum([...SHIFT_NOTES]),
  text: Type.String(),
  /** The span that it is about, UTC ms. */
  from: Type.Number(),
  to: Type.Number(),
})
export type ShiftNote = Static<typeof ShiftNote>

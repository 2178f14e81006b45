import { Type, type Static } from 'typebox'
import { OPEN_STATES } from '../../../domain/dead-letter.ts'
import { FAULTS, type FaultReason } from '../../../domain/errors.ts'
import { LETTER_STATES } from '../../../domain/wire.ts'
import type { LetterFilter } from '../city.ts'
import { Moment, momentOf } from '../moment.ts'

const STAGES = [...new Set(Object.values(FAULTS))]

/** Which dead letters, as query parameters and in bodies. */
export const LETTER_FILTER = {
  station: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  vendor: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  kind: Type.Optional(Type.String({ minLength: 1, maxLength: 31 })),
  reason: Type.Optional(Type.Enum(Object.keys(FAULTS) as FaultReason[])),
  stage: Type.Optional(Type.Enum(STAGES)),
  field: Type.Optional(
    Type.String({ minLength: 1, maxLength: 60, description: 'ts, seq, values, or the name of a value' }),
  ),
  state: Type.Optional(Type.Array(Type.Enum([...LETTER_STATES]), { description: 'Only these; may be repeated' })),
  from: Type.Optional(Moment),
  to: Type.Optional(Moment),
} as const

const Filter = Type.Object(LETTER_FILTER)
export type AskedLetters = Static<typeof Filter>

/** What is passed on to the city. */
export function letterFilterOf(asked: AskedLetters): LetterFilter {
  const { state, from, to, station, vendor, kind, reason, stage, field } = asked
  return {
    ...(station !== undefined && { station }),
    ...(vendor !== undefined && { vendor }),
    ...(kind !== undefined && { kind }),
    ...(reason !== undefined && { reason }),
    ...(stage !== undefined && { stage }),
    ...(field !== undefined && { field }),
    ...(state !== undefined && { states: state }),
    ...(from !== undefined && { from: momentOf('from', from) }),
    ...(to !== undefined && { to: momentOf('to', to) }),
  }
}

/** The same for what is to be done with them: those that wait, when no state is named. */
export function openLettersOf(asked: AskedLetters): LetterFilter {
  return { states: OPEN_STATES, ...letterFilterOf(asked) }
}

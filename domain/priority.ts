import { Type, type Static } from 'typebox'

export const PRIORITIES = ['alarm', 'normal', 'low'] as const

/** Whose readings come first when there is not room or time for all: `alarm` before `normal` before `low`. */
export const Priority = Type.Enum(['alarm', 'normal', 'low'])
export type Priority = Static<typeof Priority>

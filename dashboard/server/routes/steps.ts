import { type TSchema, Type } from 'typebox'
import type { Step } from '../../../domain/alarm.ts'
import { CityError } from '../../../domain/errors.ts'

const Words = Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' })
const LONGEST_SHELF_MS = 7 * 86_400_000

const Comment = Type.Object({ comment: Type.Optional(Words) }, { additionalProperties: false })
const Reason = Type.Object({ reason: Words }, { additionalProperties: false, examples: [{ reason: 'calibration' }] })

interface StepCall {
  readonly action: 'alarm.step' | 'alarm.service'
  readonly summary: string
  readonly body: TSchema
  /** What the step takes out of the body. */
  readonly read: (body: unknown, now: number) => Pick<Step, 'text' | 'until'>
}

/** The steps that people take, by the last part of their path. */
export const STEPS: Readonly<Record<string, StepCall>> = {
  ack: {
    action: 'alarm.step',
    summary: 'Acknowledges: somebody has seen it and takes it up',
    body: Comment,
    read: comment,
  },
  comment: {
    action: 'alarm.step',
    summary: 'Adds a remark',
    body: Type.Object({ text: Words }, { additionalProperties: false, examples: [{ text: 'crew is on its way' }] }),
    read: (body) => ({ text: (body as { text: string }).text }),
  },
  assign: {
    action: 'alarm.step',
    summary: 'Gives it to a person or a crew',
    body: Type.Object(
      { assignee: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }) },
      { additionalProperties: false, examples: [{ assignee: 'crew-3' }] },
    ),
    read: (body) => ({ text: (body as { assignee: string }).assignee }),
  },
  shelve: {
    action: 'alarm.step',
    summary: 'Sets it aside for a while, with a reason',
    body: Type.Object(
      {
        reason: Words,
        until: Type.Optional(Type.Number({ description: 'End, UTC ms; or give `minutes`' })),
        minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_SHELF_MS / 60_000 })),
      },
      { additionalProperties: false, examples: [{ reason: 'road works until noon', minutes: 60 }] },
    ),
    read: shelving,
  },
  unshelve: { action: 'alarm.step', summary: 'Takes it back from the shelf', body: Comment, read: comment },
  respond: {
    action: 'alarm.step',
    summary: 'Says that it was dealt with, though its cause still holds',
    body: Comment,
    read: comment,
  },
  'out-of-service': {
    action: 'alarm.service',
    summary: 'Takes it out of service, with a reason',
    body: Reason,
    read: reason,
  },
  'return-to-service': { action: 'alarm.service', summary: 'Puts it back into service', body: Comment, read: comment },
}

function comment(body: unknown): { text?: string } {
  const { comment } = body as { comment?: string }
  return comment === undefined ? {} : { text: comment }
}

function reason(body: unknown): { text: string } {
  return { text: (body as { reason: string }).reason }
}

function shelving(body: unknown, now: number): { text: string; until: number } {
  const { reason: text, until, minutes } = body as { reason: string; until?: number; minutes?: number }
  if ((until === undefined) === (minutes === undefined)) {
    throw new CityError('request-invalid', 'Body: give either "until" or "minutes".')
  }
  const end = until ?? now + (minutes ?? 0) * 60_000
  if (end <= now || end > now + LONGEST_SHELF_MS) {
    throw new CityError('request-invalid', 'Body "until" must lie in the future, at most seven days away.')
  }
  return { text, until: end }
}

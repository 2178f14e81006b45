import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { ShiftNote } from '../../../domain/shift-note.ts'
import { sessionOf } from '../auth/guard.ts'
import { Moment, momentOf, spanOf } from '../moment.ts'
import { OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const DAY_MS = 86_400_000
const LONGEST_MS = 92 * DAY_MS

const Wish = Type.Object(
  {
    kind: ShiftNote.properties.kind,
    text: Type.Optional(Type.String({ maxLength: 4000 })),
    from: Moment,
    to: Moment,
  },
  {
    additionalProperties: false,
    examples: [{ kind: 'note', text: 'pump 3 is being repaired', from: '1764000000000', to: '1764028800000' }],
  },
)

/** What is handed over from shift to shift. */
export function shiftNoteRoutes(scope: Scope, { city, now }: Context): void {
  scope.get(
    '/shift-notes',
    {
      config: { action: 'shift.read' },
      schema: {
        operationId: 'listShiftNotes',
        summary: 'Notes, sign-offs and take-overs that were written within a span, or are about it, oldest first',
        description: 'The last 24 hours when no span is given; at most 92 days.',
        tags: ['duty'],
        querystring: Type.Object(
          { from: Type.Optional(Moment), to: Type.Optional(Moment) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ items: Type.Array(shared('ShiftNote')), next: Type.Null() }),
          ...problems('request-too-wide', 'records-failed'),
        },
      },
    },
    async ({ query }) => {
      const span = spanOf(query, now(), DAY_MS)
      if (span.to - span.from > LONGEST_MS)
        throw new CityError('request-too-wide', 'Query parameters "from" and "to": ask for at most 92 days at once.')
      return { items: [...(await city.shiftNotes.list(span))], next: null }
    },
  )

  scope.post(
    '/shift-notes',
    {
      config: { action: 'shift.note' },
      schema: {
        operationId: 'addShiftNote',
        summary: 'Writes a note for the next shift, signs one off, or takes one over',
        tags: ['duty'],
        body: Wish,
        response: { 201: shared('ShiftNote'), ...problems(...OF_BODY, 'not-allowed', 'records-failed') },
      },
    },
    async (request, reply) => {
      const { kind, text = '', from, to } = request.body
      const span = { from: momentOf('from', from), to: momentOf('to', to) }
      if (span.from >= span.to) throw new CityError('request-invalid', 'Body "from" must be earlier than "to".')
      if (kind === 'note' && text.trim() === '')
        throw new CityError('request-invalid', 'Body "text": a note says something.')
      const by = sessionOf(request).user
      return reply.code(201).send(await city.shiftNotes.add({ kind, text: text.trim(), by, ...span }))
    },
  )
}

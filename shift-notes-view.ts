import type { City } from './dashboard/server/city.ts'
import { CityError } from './domain/errors.ts'
import { SHIFT_NOTES, type ShiftNote, type ShiftNoteKind } from './domain/shift-note.ts'
import { type AuditEntry, buildAuditRecords } from './store/records/audit.ts'
import type { Records } from './store/records/records.ts'

const OBJECT = 'shift'
const ACTION = 'shift-'
const PAGE = 200
const LONGEST_MS = 92 * 86_400_000

/** Notes from shift to shift. They are part of the audit: who wrote what when, and nobody changes it. */
export function shiftNotesView(records: Records, now: () => number): City['shiftNotes'] {
  const audit = buildAuditRecords(records)

  return {
    async list({ from, to }) {
      const found: ShiftNote[] = []
      let cursor: string | null = null
      do {
        const page: { items: readonly AuditEntry[]; next: string | null } = await audit.list({
          object: OBJECT,
          limit: PAGE,
          ...(cursor === null ? {} : { cursor }),
        })
        const notes = page.items.flatMap((entry) => noteOf(entry) ?? [])
        found.push(...notes.filter((note) => isOf(note, { from, to })))
        // A note is about a span that is not long over when it is written.
        const isPast = (page.items.at(-1)?.at ?? 0) < from - LONGEST_MS
        cursor = isPast ? null : page.next
      } while (cursor !== null)
      return found.toReversed()
    },
    async add({ kind, text, by, from, to }) {
      const at = now()
      const detail = JSON.stringify({ text, from, to })
      await records.transact([
        audit.add({ at, actor: by, action: ACTION + kind, object: OBJECT, result: 'ok', detail }),
      ])
      const { items } = await audit.list({ object: OBJECT, actor: by, limit: PAGE })
      const entry = items.find((one) => one.at === at && one.detail === detail)
      const note = entry && noteOf(entry)
      if (!note) throw new CityError('records-failed', 'the note was written and cannot be read')
      return note
    },
  }
}

function isOf(note: ShiftNote, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return (note.at >= from && note.at <= to) || (note.from < to && note.to > from)
}

function noteOf({ seq, at, actor, action, detail }: AuditEntry): ShiftNote | undefined {
  const kind = SHIFT_NOTES.find((one): one is ShiftNoteKind => ACTION + one === action)
  if (kind === undefined) return undefined
  const { text, from, to } = JSON.parse(detail) as Pick<ShiftNote, 'text' | 'from' | 'to'>
  return { id: seq, at, by: actor, kind, text, from, to }
}

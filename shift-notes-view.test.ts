import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shiftNotesView } from './shift-notes-view.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import { openRecords } from './store/records/open.ts'
import { makeTemporaryFolder } from './store/records/testing/temporary-folder.ts'

it('keeps what is handed over, in the audit, by the span that it is about or was written in', async () => {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  let clock = 1000
  const notes = shiftNotesView(records, () => clock)
  const first = await notes.add({ kind: 'note', text: 'pump 3', by: 'ada', from: 0, to: 900 })
  clock = 2000
  await notes.add({ kind: 'sign-off', text: '', by: 'ada', from: 0, to: 1900 })
  await notes.add({ kind: 'taken-over', text: '', by: 'bo', from: 0, to: 1900 })
  expect(first).toMatchObject({ at: 1000, by: 'ada', kind: 'note', text: 'pump 3', from: 0, to: 900 })
  const kinds = async (from: number, to: number) =>
    (await notes.list({ from, to })).map(({ kind, by }) => `${kind} ${by}`)
  expect(await kinds(0, 500)).toEqual(['note ada', 'sign-off ada', 'taken-over bo'])
  expect(await kinds(950, 1100)).toEqual(['note ada', 'sign-off ada', 'taken-over bo'])
  expect(await kinds(1950, 2100)).toEqual(['sign-off ada', 'taken-over bo'])
  expect(await kinds(5000, 6000)).toEqual([])
  const { items } = await buildAuditRecords(records).list({ object: 'shift', limit: 10 })
  expect(items.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
    'bo shift-taken-over',
    'ada shift-sign-off',
    'ada shift-note',
  ])
})

import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { faultsOfDuty } from '../../config/check-duty.ts'
import { type Chain, type Contact, type Duty, NO_DUTY, type Override, type Roster } from '../../domain/duty.ts'
import { buildAuditRecords } from '../../store/records/audit.ts'
import { buildDutyRecords } from '../../store/records/duty.ts'
import { openRecords } from '../../store/records/open.ts'
import type { Records } from '../../store/records/records.ts'
import { makeTemporaryFolder } from '../../store/records/testing/temporary-folder.ts'
import { openDutyBook } from './duty-book.ts'

const LABEL = { zh: '值班', en: 'Duty' }
const ANNA: Contact = { id: 'anna', name: { zh: '安娜', en: 'Anna' }, department: 'ecology' }
const BO: Contact = { id: 'bo', name: { zh: '波', en: 'Bo' }, department: 'ecology' }
const ROSTER: Roster = {
  id: 'officers',
  label: LABEL,
  department: 'ecology',
  position: 'duty-officer',
  starts: '2026-01-01',
  shifts: [{ label: LABEL, from: '08:00', to: '08:00' }],
  teams: [{ id: 'A', people: ['anna'] }],
  pattern: [{ on: ['A'] }],
}
const SWAP: Override = { id: 'swap', roster: 'officers', from: 1, to: 2, off: 'anna', on: 'bo' }
const CHAIN: Chain = { id: 'all', label: LABEL, on: 'ack', levels: [{ afterMinutes: 1, position: 'duty-officer' }] }
const PLAN: Duty = { ...NO_DUTY, contacts: [ANNA, BO], rosters: [ROSTER], escalations: [CHAIN] }

async function records(): Promise<Records> {
  const folder = await makeTemporaryFolder()
  const opened = await openRecords({ file: join(folder.path, 'records.db') })
  onTestFinished(async () => {
    await opened[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })
  return opened
}

function bookOf(of: Records, configured: Duty, departments: readonly string[] = ['ecology']) {
  return openDutyBook({
    records: buildDutyRecords(of),
    audit: buildAuditRecords(of),
    transact: of.transact,
    configured,
    faultsOf: (duty, changed) => faultsOfDuty(duty, changed, new Set(departments)),
    now: () => 7,
  })
}

const by = (version: number, why = 'ill') => ({ by: 'chen', why, version })

describe('the duty plan', () => {
  it('is that of the configuration until a person changes an item; then the records decide of that item', async () => {
    const of = await records()
    const first = await bookOf(of, PLAN)
    expect(first.duty).toEqual(PLAN)
    const changed = { ...ROSTER, teams: [{ id: 'A', people: ['bo'] }] }
    await first.save('rosters', changed, by(1, 'Anna has left'))
    const moved = { ...PLAN, contacts: [{ ...ANNA, user: 'anna' }], rosters: [{ ...ROSTER, starts: '2026-02-02' }] }
    const later = await bookOf(of, moved)
    expect(later.duty).toEqual({ ...PLAN, contacts: moved.contacts, rosters: [changed] })
    const versions = await later.history('rosters', 'officers')
    expect(versions.map(({ version, by: who, why }) => `${version} ${who} ${why}`)).toEqual([
      '2 chen Anna has left',
      '1 config the configuration has it',
    ])
  })

  it('refuses a change of what has changed, and of two at once takes one', async () => {
    const book = await bookOf(await records(), PLAN)
    await book.save('overrides', SWAP, by(0))
    await expect(book.save('overrides', SWAP, by(0))).rejects.toMatchObject({ code: 'duty-changed' })
    const both = await Promise.allSettled([
      book.save('overrides', { ...SWAP, to: 3 }, by(1)),
      book.save('overrides', { ...SWAP, to: 4 }, by(1)),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const kept = both.find((one) => one.status === 'fulfilled')!.value
    expect(book.duty.overrides).toEqual([kept.item])
  })

  it('names every fault of an item, and does not take it', async () => {
    const book = await bookOf(await records(), PLAN)
    const faulty = { ...ROSTER, department: 'ecolgy', starts: '2026-02-30', pattern: [{ on: ['A', 'B'] }] }
    const refused = book.save('rosters', faulty, by(1))
    for (const part of [/did you mean "ecology"/, /a date of the calendar/, /1, one for each shift/, /known team/])
      await expect(refused).rejects.toMatchObject({ code: 'request-invalid', message: expect.stringMatching(part) })
    await expect(book.save('contacts', { id: 'x' }, by(0))).rejects.toMatchObject({ code: 'request-invalid' })
    await expect(book.save('overrides', { ...SWAP, on: 'anna' }, by(0))).rejects.toThrow(/somebody else than off/)
    expect(book.duty).toEqual(PLAN)
  })

  it('does not let somebody go whom a roster still names', async () => {
    const book = await bookOf(await records(), PLAN)
    await expect(book.remove('contacts', 'anna', by(1))).rejects.toThrow(/rosters officers: .*anna/)
    await book.remove('contacts', 'bo', by(1))
    expect(book.duty.contacts).toEqual([ANNA])
    expect(book.list('contacts').map(({ id }) => id)).toEqual(['anna'])
    await expect(book.remove('contacts', 'bo', by(2))).rejects.toMatchObject({ code: 'not-found' })
  })

  it('cannot be left naming somebody who is gone by two changes at once', async () => {
    const book = await bookOf(await records(), PLAN)
    const named = { ...ROSTER, teams: [{ id: 'A', people: ['anna', 'bo'] }] }
    const both = await Promise.allSettled([book.remove('contacts', 'bo', by(1)), book.save('rosters', named, by(1))])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(book.duty).toEqual({ ...PLAN, contacts: [ANNA] })
  })

  it('can be mended bit by bit when a department was closed', async () => {
    const of = await records()
    await bookOf(of, PLAN)
    const book = await bookOf(of, PLAN, ['water'])
    await book.save('contacts', { ...BO, department: 'water' }, by(1))
    await expect(book.save('contacts', { ...ANNA, department: 'fire' }, by(1))).rejects.toThrow(/fire/)
  })

  it('leaves who, when and why in the audit', async () => {
    const of = await records()
    const book = await bookOf(of, PLAN)
    await book.save('overrides', SWAP, by(0, 'ill until Friday'))
    await book.remove('overrides', 'swap', by(1, 'well again'))
    const { items } = await buildAuditRecords(of).list({ object: 'overrides swap', limit: 10 })
    expect(items.map(({ actor, action, detail }) => [actor, action, detail])).toEqual([
      ['chen', 'duty-remove', 'version 2: well again'],
      ['chen', 'duty-save', 'version 1: ill until Friday'],
    ])
  })
})

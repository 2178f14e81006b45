import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Rule } from '../../domain/rule.ts'
import { buildAuditRecords } from '../../store/records/audit.ts'
import { openRecords } from '../../store/records/open.ts'
import type { Records } from '../../store/records/records.ts'
import { buildRuleRecords } from '../../store/records/rules.ts'
import { makeTemporaryFolder } from '../../store/records/testing/temporary-folder.ts'
import { openRuleBook } from './rule-book.ts'

const TEXT = { zh: '规则', en: 'Rule' }

function ruleOf(id: string, above: number): Rule {
  return {
    id,
    kind: 'noise',
    label: TEXT,
    response: TEXT,
    severity: 'yellow',
    when: { type: 'threshold', value: 'LAeq', above },
  }
}

async function records(): Promise<Records> {
  const folder = await makeTemporaryFolder()
  const opened = await openRecords({ file: join(folder.path, 'records.db') })
  onTestFinished(async () => {
    await opened[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })
  return opened
}

async function bookOf(of: Records, configured: readonly Rule[]) {
  const changes: (readonly string[])[] = []
  const book = await openRuleBook({
    records: buildRuleRecords(of),
    audit: buildAuditRecords(of),
    transact: of.transact,
    configured,
    faultsOf: (rule) => ((rule as Rule).kind === 'noise' ? [] : ['kind is not known']),
    now: () => 7,
    onChange: (active) => changes.push(active.map(({ id }) => id)),
  })
  return { book, changes }
}

const by = (version: number, why = 'too many') => ({ by: 'anna', why, version })

describe('a rule of the configuration', () => {
  it('is version 1, and its changes are the next ones, until a person changes it', async () => {
    const of = await records()
    await bookOf(of, [ruleOf('loud', 80)])
    await bookOf(of, [ruleOf('loud', 80)])
    const { book } = await bookOf(of, [ruleOf('loud', 85)])
    expect(book.list()).toMatchObject([{ id: 'loud', version: 2, by: 'config', rule: { when: { above: 85 } } }])
    await book.save(ruleOf('loud', 90), by(2))
    const { book: later } = await bookOf(of, [ruleOf('loud', 70)])
    expect(later.list()).toMatchObject([{ version: 3, by: 'anna', why: 'too many', rule: { when: { above: 90 } } }])
    expect((await later.history('loud')).map(({ version, by }) => `${version} ${by}`)).toEqual([
      '3 anna',
      '2 config',
      '1 config',
    ])
  })

  it('goes with the configuration, unless a person changed it', async () => {
    const of = await records()
    const { book } = await bookOf(of, [ruleOf('a', 80), ruleOf('b', 80)])
    await book.save(ruleOf('b', 90), by(1))
    const { book: later } = await bookOf(of, [])
    expect(later.active.map(({ id }) => id)).toEqual(['b'])
  })
})

describe('a change', () => {
  it('judges from then on, and stands in the audit with who and why', async () => {
    const of = await records()
    const { book, changes } = await bookOf(of, [ruleOf('loud', 80)])
    await book.save(ruleOf('new', 60), by(0, 'complaints'))
    await book.turn('loud', false, by(1))
    await book.remove('new', by(1))
    expect(changes).toEqual([['loud', 'new'], ['new'], []])
    const { items } = await buildAuditRecords(of).list({ limit: 10 })
    expect(items.map(({ actor, action, object, detail }) => [actor, action, object, detail])).toEqual([
      ['anna', 'rule-remove', 'rule new', 'version 2: too many'],
      ['anna', 'rule-off', 'rule loud', 'version 2: too many'],
      ['anna', 'rule-save', 'rule new', 'version 1: complaints'],
    ])
  })

  it('of a rule that somebody else changed meanwhile is refused, and nothing is lost', async () => {
    const of = await records()
    const { book } = await bookOf(of, [ruleOf('loud', 80)])
    await book.save(ruleOf('loud', 85), by(1, 'first'))
    await expect(book.save(ruleOf('loud', 99), by(1))).rejects.toMatchObject({
      code: 'rule-changed',
      message: expect.stringContaining('version 2 is by anna: first') as string,
    })
    await expect(book.save(ruleOf('loud', 99), by(0))).rejects.toMatchObject({ code: 'rule-changed' })
    expect(book.active).toMatchObject([{ when: { above: 85 } }])
  })

  it('that is faulty is refused with every fault', async () => {
    const { book } = await bookOf(await records(), [])
    await expect(book.save({ ...ruleOf('x', 1), kind: 'nois' }, by(0))).rejects.toMatchObject({
      code: 'request-invalid',
      message: 'kind is not known',
    })
    await expect(book.turn('x', true, by(0))).rejects.toMatchObject({ code: 'not-found' })
  })
})

import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../domain/alarm.ts'
import type { Rule } from '../../domain/rule.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import { makeDesk } from './desk.ts'
import type { Finding } from './finding.ts'
import { makeGrader } from './grader.ts'

const TEXT = { zh: '规则', en: 'Rule' }
const MINUTE = 60_000
const RULE: Rule = {
  id: 'loud',
  kind: 'noise',
  label: TEXT,
  response: TEXT,
  severity: 'yellow',
  ackSeconds: 120,
  respondSeconds: 900,
  when: { type: 'threshold', value: 'LAeq', above: 85, levels: [{ severity: 'orange', at: 95 }] },
}

function bench(rule: Rule, stations: readonly string[] = ['a']) {
  const town = makeTown()
  for (const id of stations) town.add(id, 'noise')
  const places = makePlaces(town, planKinds(KINDS))
  const desk = makeDesk({ open: [], head: 0, keep: (_, done) => done(), find: async () => undefined, now: () => NOON })
  const grader = makeGrader(desk, (id) => (id === rule.id ? rule : undefined))
  const steps: string[] = []
  desk.onEvent(({ event, alarm }) =>
    steps.push(`${event.type} ${alarm.station} ${alarm.severity} ${alarm.state}${event.late ? ' late' : ''}`),
  )
  const find = (station: string, found: Finding['found'], at: number, more: Partial<Finding> = {}) =>
    grader.take({ rule, place: places.byId(station)!, found, at, reading: 90, grade: 0, isLate: false, ...more })
  const alarm = (): Alarm => [...desk.open()][0]!
  return { find, grader, desk, steps, alarm }
}

describe('the severity of an alarm', () => {
  it('steps up with its level, so that it must be taken up anew, and down again in silence', async () => {
    const { find, desk, steps, alarm } = bench(RULE)
    find('a', 'raise', NOON)
    await desk.step(alarm().id, { type: 'ack', by: 'anna' })
    find('a', 'grade', NOON + 1, { grade: 1, reading: 97 })
    expect(alarm()).toMatchObject({ severity: 'orange', grade: 1, reading: 97, state: 'unacknowledged' })
    await desk.step(alarm().id, { type: 'ack', by: 'anna' })
    find('a', 'grade', NOON + 2, { grade: 0 })
    expect(steps).toEqual([
      'raise a yellow unacknowledged',
      'ack a yellow acknowledged',
      'severity a orange unacknowledged',
      'ack a orange acknowledged',
      'severity a yellow acknowledged',
    ])
  })

  it('stays what time and neighbours made of it when its times are put right, and nobody is called for it anew', async () => {
    const rule: Rule = {
      ...RULE,
      escalate: [{ afterSeconds: 1800, severity: 'orange' }],
      spread: { stations: 2, withinSeconds: 600 },
    }
    const { find, grader, desk, steps, alarm } = bench(rule, ['a', 'b'])
    find('a', 'raise', NOON)
    find('b', 'raise', NOON + MINUTE)
    grader.tick(NOON + 30 * MINUTE)
    expect(alarm()).toMatchObject({ station: 'a', severity: 'red', state: 'unacknowledged' })
    await desk.step(alarm().id, { type: 'ack', by: 'anna' })
    const told = steps.length
    const [was, is] = [
      { from: NOON, until: null },
      { from: NOON - MINUTE, until: null },
    ]
    find('a', 'amend', NOON + 30 * MINUTE - 5_000, { was, is, isLate: true })
    grader.tick(NOON + 30 * MINUTE + 1_000)
    expect(steps.slice(told)).toEqual(['amend a red acknowledged late'])
    expect(alarm()).toMatchObject({ raisedAt: NOON - MINUTE, ackedBy: 'anna' })
  })

  it('of what is over stays, too, when only its times are put right', async () => {
    const { find, desk, steps } = bench({ ...RULE, spread: { stations: 2, withinSeconds: 600 } }, ['a', 'b'])
    find('a', 'raise', NOON)
    find('b', 'raise', NOON + MINUTE)
    for (const { id } of desk.open()) await desk.step(id, { type: 'ack', by: 'anna' })
    find('a', 'clear', NOON + 2 * MINUTE)
    const was = { from: NOON, until: NOON + 2 * MINUTE }
    find('a', 'amend', NOON + 3 * MINUTE, { was, is: { ...was, from: NOON + 1_000 }, isLate: true })
    find('a', 'amend', NOON + 3 * MINUTE, { was: { ...was, from: NOON + 1_000 }, is: null, isLate: true })
    expect(steps.filter((step) => step.startsWith('amend'))).toEqual([
      'amend a orange normal late',
      'amend a orange normal late',
    ])
  })

  it('is that of the level at which it was raised', () => {
    const { find, alarm } = bench(RULE)
    find('a', 'raise', NOON, { grade: 1 })
    expect(alarm()).toMatchObject({ severity: 'orange', grade: 1 })
  })

  it('grows with the time for which it holds', () => {
    const { find, grader, steps } = bench({ ...RULE, escalate: [{ afterSeconds: 1800, severity: 'red' }] })
    find('a', 'raise', NOON)
    grader.tick(NOON + 29 * MINUTE)
    grader.tick(NOON + 30 * MINUTE)
    grader.tick(NOON + 31 * MINUTE)
    expect(steps).toEqual(['raise a yellow unacknowledged', 'severity a red unacknowledged'])
  })

  it('rises by one colour where enough stations of the district raise it close together, and falls when they are fewer', () => {
    const { find, steps } = bench({ ...RULE, spread: { stations: 3, withinSeconds: 600 } }, ['a', 'b', 'c', 'd'])
    find('a', 'raise', NOON)
    find('b', 'raise', NOON + 20 * MINUTE)
    find('c', 'raise', NOON + 21 * MINUTE)
    expect(steps).toHaveLength(3)
    find('d', 'raise', NOON + 30 * MINUTE)
    expect(steps.slice(3)).toEqual([
      'raise d yellow unacknowledged',
      'severity b orange unacknowledged',
      'severity c orange unacknowledged',
      'severity d orange unacknowledged',
    ])
    find('c', 'clear', NOON + 31 * MINUTE)
    expect(steps.slice(7)).toEqual([
      'clear c orange returned',
      'severity b yellow unacknowledged',
      'severity d yellow unacknowledged',
    ])
  })
})

describe('an alarm', () => {
  it('says by when somebody must have taken it up and dealt with it', () => {
    const { find, alarm } = bench(RULE)
    find('a', 'raise', NOON)
    expect(alarm()).toMatchObject({ ackBy: NOON + 120_000, respondBy: NOON + 900_000 })
  })

  it('of the past waits for nobody, and is over when it is over', () => {
    const { find, steps, desk } = bench(RULE)
    find('a', 'raise', NOON, { isLate: true })
    find('a', 'clear', NOON + MINUTE, { isLate: true })
    expect(steps).toEqual(['raise a yellow acknowledged late', 'clear a yellow normal late'])
    expect([...desk.open()]).toEqual([])
  })

  it('of the past that still holds is announced, and then has to be taken up', () => {
    const { find, steps } = bench(RULE)
    find('a', 'raise', NOON, { isLate: true })
    find('a', 'announce', NOON + MINUTE)
    find('a', 'clear', NOON + 2 * MINUTE)
    expect(steps).toEqual([
      'raise a yellow acknowledged late',
      'announce a yellow unacknowledged',
      'clear a yellow returned',
    ])
  })

  it('began earlier than it was seen, when readings of the past say so', () => {
    const { find, alarm } = bench(RULE)
    find('a', 'raise', NOON)
    find('a', 'raise', NOON - MINUTE, { isLate: true })
    expect(alarm()).toMatchObject({ raisedAt: NOON - MINUTE, count: 1, state: 'unacknowledged' })
  })
})

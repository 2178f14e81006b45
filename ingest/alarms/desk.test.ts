import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../domain/alarm.ts'
import type { Rule } from '../../domain/rule.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import { causeAt } from './cause.ts'
import { makeDesk } from './desk.ts'

const TEXT = { zh: '规则', en: 'Rule' }
const RULE: Rule = {
  id: 'loud',
  kind: 'noise',
  label: TEXT,
  response: TEXT,
  severity: 'orange',
  when: { type: 'threshold', value: 'LAeq', above: 85 },
}

const OUTSIDE_CAUSE = {
  rule: 'r',
  label: TEXT,
  response: TEXT,
  consequence: null,
  severity: 'blue',
  kind: 'outside',
  station: 's',
  district: 'd',
  owner: 'o',
  value: null,
  limit: null,
  unit: null,
  simulated: false,
} as const

/** A desk whose events become durable when the test says so. */
function bench({ open = [] as readonly Alarm[], head = 0, heads = new Map<string, number>() } = {}) {
  const town = makeTown()
  town.add('s', 'noise', { owner: 'police' })
  const place = makePlaces(town, planKinds(KINDS)).byId('s')!
  const waiting: (() => void)[] = []
  const stored = new Map<string, Alarm>()
  const events: AlarmMessage[] = []
  let now = NOON
  const desk = makeDesk({
    open,
    head,
    heads,
    keep: (message, done) =>
      waiting.push(() => {
        stored.set(message.alarm.id, message.alarm)
        done()
      }),
    find: async (id) => stored.get(id),
    now: () => now,
  })
  desk.onEvent((message) => events.push(message))
  const commit = () => {
    for (const done of waiting.splice(0)) done()
  }
  return {
    desk,
    events,
    commit,
    /** The rule finds something; durable at once. */
    find(found: 'raise' | 'clear', at: number, reading = 90) {
      desk.report({ cause: causeAt(place, RULE), found, at, reading })
      commit()
    },
    /** A person's step; durable at once. */
    async step(id: string, wanted: Parameters<typeof desk.step>[1]) {
      const done = desk.step(id, wanted)
      // What is over is looked up first.
      setImmediate(commit)
      await done
    },
    setNow: (at: number) => void (now = at),
    steps: () => events.map(({ seq, event }) => `${seq} ${event.type} ${event.by} ${event.state}`),
    alarm: () => [...desk.open()][0]!,
  }
}

describe('the numbers of events', () => {
  it('go on where they were, over the city and for each department, without gaps', () => {
    const { desk, events, commit } = bench({ head: 41, heads: new Map([['police', 7]]) })
    const cause = (station: string, owner: string) => ({ ...OUTSIDE_CAUSE, station, owner })
    for (const [i, owner] of ['police', 'water', 'police', 'water', 'police'].entries())
      desk.report({ cause: cause(`s${i}`, owner), found: 'raise', at: NOON, reading: null })
    desk.report({ cause: cause('s0', 'police'), found: 'clear', at: NOON + 1, reading: null })
    commit()
    expect(events.map(({ seq, department, departmentSeq }) => `${seq} ${department} ${departmentSeq}`)).toEqual([
      '42 police 8',
      '43 water 1',
      '44 police 9',
      '45 water 2',
      '46 police 10',
      '47 police 11',
    ])
  })
})

describe('what a rule finds', () => {
  it('becomes an alarm that says all that an operator needs', () => {
    const { find, alarm } = bench()
    find('raise', NOON, 91)
    expect(alarm()).toMatchObject({
      rule: 'loud',
      severity: 'orange',
      state: 'unacknowledged',
      station: 's',
      district: 'north',
      owner: 'police',
      value: 'LAeq',
      reading: 91,
      limit: 85,
      unit: 'dB{A}',
      raisedAt: NOON,
      count: 1,
      seq: 1,
    })
  })

  it('is the same alarm as long as nobody has seen it, and a new one afterwards', async () => {
    const { find, step, alarm, steps, desk } = bench()
    find('raise', NOON)
    const { id } = alarm()
    find('clear', NOON + 1)
    find('raise', NOON + 2)
    expect(alarm()).toMatchObject({ id, count: 2, state: 'unacknowledged' })
    await step(id, { type: 'ack', by: 'anna' })
    find('clear', NOON + 3)
    expect([...desk.open()]).toEqual([])
    find('raise', NOON + 4)
    expect(alarm().id).not.toBe(id)
    expect(steps()).toEqual([
      '1 raise system unacknowledged',
      '2 clear system returned',
      '3 raise system unacknowledged',
      '4 ack anna acknowledged',
      '5 clear system normal',
      '6 raise system unacknowledged',
    ])
  })

  it('is no news when it is found again', () => {
    const { find, steps } = bench()
    find('clear', NOON)
    find('raise', NOON)
    find('raise', NOON + 1)
    expect(steps()).toEqual(['1 raise system unacknowledged'])
  })

  it('has the same id wherever and however often it is worked out', () => {
    const [one, other] = [bench(), bench()]
    one.find('raise', NOON)
    other.find('raise', NOON)
    expect(one.alarm().id).toBe(other.alarm().id)
  })
})

describe('what held in the past', () => {
  it('is history at once, also beside an alarm that is open', () => {
    const { desk, find, commit, events, alarm } = bench()
    find('raise', NOON)
    const { id } = alarm()
    const town = makeTown()
    town.add('s', 'noise')
    const place = makePlaces(town, planKinds(KINDS)).byId('s')!
    desk.past({ cause: causeAt(place, RULE), at: NOON - 9_000, reading: 91, until: NOON - 5_000 })
    commit()
    expect(events.slice(1).map(({ event, alarm }) => [event.type, event.late, event.at, alarm.state])).toEqual([
      ['raise', true, NOON - 9_000, 'acknowledged'],
      ['clear', true, NOON - 5_000, 'normal'],
    ])
    expect([...desk.open()].map((open) => open.id)).toEqual([id])
    find('clear', NOON + 1)
    expect(events.at(-1)).toMatchObject({ alarm: { id, state: 'returned' } })
  })
})

describe('what was told and is not borne out', () => {
  const held = { severityOf: () => 'red' as const, grade: 0, at: NOON + 60 }
  const causeOf = () => {
    const town = makeTown()
    town.add('s', 'noise', { owner: 'police' })
    return causeAt(makePlaces(town, planKinds(KINDS)).byId('s')!, RULE)
  }

  it('is put right on the same alarm, whoever has taken it up, and calls nobody out', async () => {
    const { desk, find, step, commit, alarm, events } = bench()
    find('raise', NOON)
    const { id } = alarm()
    await step(id, { type: 'ack', by: 'anna' })
    const is = { from: NOON - 5, until: null }
    desk.amend({ ...held, cause: causeOf(), was: { from: NOON, until: null }, is })
    commit()
    expect(alarm()).toMatchObject({ id, raisedAt: NOON - 5, state: 'acknowledged', ackedBy: 'anna', severity: 'red' })
    expect(events.at(-1)?.event).toMatchObject({ type: 'amend', late: true, by: 'system', at: NOON + 60 })
  })

  it('opens an alarm again that was over, as it was taken up then; also after a restart', async () => {
    const { find, step, alarm, events } = bench()
    find('raise', NOON)
    const { id } = alarm()
    await step(id, { type: 'ack', by: 'anna' })
    find('clear', NOON + 9)
    const last = events.at(-1)!.alarm
    expect(last.state).toBe('normal')
    const kept: Alarm[] = []
    const again = makeDesk({
      open: [],
      over: [last],
      head: 3,
      keep: (message, done) => (kept.push(message.alarm), done()),
      find: async () => undefined,
      now: () => NOON,
    })
    again.amend({ ...held, cause: causeOf(), was: { from: NOON, until: NOON + 9 }, is: { from: NOON, until: null } })
    expect(kept).toMatchObject([{ id, state: 'acknowledged', active: true, clearedAt: null, seq: 4 }])
    again.report({ cause: causeOf(), found: 'clear', at: NOON + 20, reading: 1 })
    expect(kept.at(-1)).toMatchObject({ id, state: 'normal', clearedAt: NOON + 20 })
  })

  it('that never held is over at the moment at which it began', () => {
    const { desk, find, commit, events } = bench()
    find('raise', NOON)
    find('clear', NOON + 9)
    desk.amend({ ...held, cause: causeOf(), was: { from: NOON, until: NOON + 9 }, is: null })
    commit()
    expect(events.at(-1)).toMatchObject({
      event: { text: 'it did not hold' },
      alarm: { raisedAt: NOON, clearedAt: NOON },
    })
  })

  it('is the alarm that holds that goes on after a restart, not one of the past that waits beside it', () => {
    const { desk, find, commit, alarm } = bench()
    find('raise', NOON)
    const { id } = alarm()
    desk.past({ cause: causeOf(), at: NOON - 9, reading: 91, until: NOON - 5, isLate: false })
    commit()
    const again = bench({ open: [...desk.open()], head: desk.head })
    again.find('clear', NOON + 9)
    expect(again.events.map(({ event, alarm: of }) => [event.type, of.id, of.state])).toEqual([
      ['clear', id, 'returned'],
    ])
  })
})

describe('an event', () => {
  it('is told, and counts for the head, only once it is durable', () => {
    const { desk, events, commit } = bench({ head: 7 })
    const town = makeTown()
    town.add('s', 'noise')
    const place = makePlaces(town, planKinds(KINDS)).byId('s')!
    desk.report({ cause: causeAt(place, RULE), found: 'raise', at: NOON, reading: 90 })
    expect({ head: desk.head, told: events.length }).toEqual({ head: 7, told: 0 })
    commit()
    expect({ head: desk.head, told: events.map(({ seq }) => seq) }).toEqual({ head: 8, told: [8] })
  })
})

describe('what people do', () => {
  it('is refused when the state does not allow it, with the reason', async () => {
    const { find, step, alarm } = bench()
    find('raise', NOON)
    const { id } = alarm()
    await expect(step(id, { type: 'unshelve', by: 'anna' })).rejects.toMatchObject({
      code: 'step-not-allowed',
      message: expect.stringContaining('it is not shelved'),
    })
    await expect(step('nothing', { type: 'ack', by: 'anna' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('at the same moment is done once: the second acknowledgement is refused, also of an alarm that is over by it', async () => {
    const { find, desk, alarm, commit, steps } = bench()
    find('raise', NOON)
    find('clear', NOON + 1)
    const { id } = alarm()
    const both = Promise.allSettled(['anna', 'ben'].map((by) => desk.step(id, { type: 'ack', by })))
    await new Promise(setImmediate)
    commit()
    expect((await both).map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(steps().filter((step) => step.includes(' ack '))).toEqual(['3 ack anna normal'])
  })

  it('may still be a remark when the alarm is over', async () => {
    const { find, step, alarm, desk, events } = bench()
    find('raise', NOON)
    const { id } = alarm()
    await step(id, { type: 'ack', by: 'anna' })
    find('clear', NOON + 1)
    await step(id, { type: 'comment', by: 'anna', text: 'it was a siren' })
    expect(events.at(-1)).toMatchObject({ seq: 4, event: { text: 'it was a siren', state: 'normal' } })
    expect([...desk.open()]).toEqual([])
  })
})

describe('a shelf', () => {
  it('ends by itself at its time, and the alarm is announced again', async () => {
    const { find, step, alarm, desk, commit, events } = bench()
    find('raise', NOON)
    await step(alarm().id, { type: 'shelve', by: 'anna', text: 'road works', until: NOON + 60_000 })
    desk.tick(NOON + 59_999)
    commit()
    expect(alarm().state).toBe('shelved')
    desk.tick(NOON + 60_500)
    desk.tick(NOON + 60_501)
    commit()
    expect(events.at(-1)).toMatchObject({
      seq: 3,
      event: { type: 'unshelve', by: 'system', at: NOON + 60_000 },
      alarm: { state: 'unacknowledged', shelvedUntil: null },
    })
  })
})

describe('a restart', () => {
  it('goes on with the open alarms and the numbers where they were', async () => {
    const before = bench()
    before.find('raise', NOON)
    const after = bench({ open: [before.alarm()], head: before.desk.head })
    after.find('raise', NOON)
    after.find('clear', NOON + 5)
    expect(after.steps()).toEqual(['2 clear system returned'])
    await after.step(before.alarm().id, { type: 'ack', by: 'anna' })
    expect(after.steps().at(-1)).toBe('3 ack anna normal')
  })

  it('clears what no rule or station is left to clear, and nothing else', () => {
    const { find, desk, commit, events, alarm } = bench()
    find('raise', NOON)
    desk.end(({ station }) => station === 'other', NOON + 1, 'gone')
    expect(alarm().active).toBe(true)
    desk.end(({ station }) => station === 's', NOON + 1, 'its station was retired')
    desk.end(({ station }) => station === 's', NOON + 2, 'its station was retired')
    commit()
    expect(events.map(({ event }) => event.type)).toEqual(['raise', 'clear'])
    expect(events.at(-1)).toMatchObject({ event: { text: 'its station was retired' }, alarm: { state: 'returned' } })
  })
})

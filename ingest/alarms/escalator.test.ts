import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../domain/alarm.ts'
import type { Duty, Override, Roster } from '../../domain/duty.ts'
import type { Rule } from '../../domain/rule.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import { makeZone } from '../../domain/zone.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import { causeAt } from './cause.ts'
import { makeDesk } from './desk.ts'
import { makeCalls } from './call-people.ts'
import { makeEscalator } from './escalator.ts'
import { makeTroubles } from './troubles.ts'

const LABEL = { zh: '值班', en: 'Duty' }
const MINUTE = 60_000
const DAY = 1440 * MINUTE
const ZONE = makeZone('Asia/Shanghai')
const RULE: Rule = {
  id: 'loud',
  kind: 'noise',
  label: LABEL,
  response: LABEL,
  severity: 'orange',
  when: { type: 'threshold', value: 'LAeq', above: 85 },
}
const rosterOf = (id: string, position: Roster['position'], people: readonly string[]): Roster => ({
  id,
  label: { zh: `${id}表`, en: `Roster ${id}` },
  department: 'police',
  position,
  starts: '2026-01-01',
  shifts: [{ label: LABEL, from: '00:00', to: '00:00' }],
  teams: [{ id: 'A', people: [...people] }],
  pattern: [{ on: ['A'] }],
})
const DUTY: Duty = {
  contacts: ['anna', 'bo', 'cai'].map((id) => ({
    id,
    name: { zh: `${id}中`, en: id },
    department: 'police',
    addresses: [
      { channel: 'robot', address: id },
      { channel: 'off', address: id },
    ],
  })),
  rosters: [rosterOf('officers', 'duty-officer', ['anna', 'bo']), rosterOf('heads', 'head', ['cai'])],
  overrides: [],
  escalations: [
    {
      id: 'unseen',
      label: LABEL,
      on: 'ack',
      departments: ['police'],
      levels: [
        { afterMinutes: 2, position: 'duty-officer' },
        { afterMinutes: 5, position: 'shift-lead' },
        { afterMinutes: 10, position: 'head' },
      ],
      repeatMinutes: 10,
    },
  ],
  targets: [],
}

/** A desk that keeps like a disk: what a new one begins with is what was kept. */
function bench(duty: Duty = DUTY) {
  const town = makeTown()
  town.add('s', 'noise', { owner: 'police' })
  const place = makePlaces(town, planKinds(KINDS)).byId('s')!
  const kept = new Map<string, Alarm>()
  const events: AlarmMessage[] = []
  const reached: string[] = []
  let now = NOON
  let plan = { duty, zone: ZONE }

  function start() {
    const desk = makeDesk({
      open: structuredClone([...kept.values()].filter(({ state }) => state !== 'normal')),
      head: events.length,
      keep: (message, done) => {
        kept.set(message.alarm.id, message.alarm)
        events.push(message)
        done()
      },
      find: async (id) => kept.get(id),
      now: () => now,
      within: () => ({ ack: 240, respond: 3600 }),
    })
    const troubles = makeTroubles(desk, () => now)
    desk.onEvent(
      makeCalls({
        plan: () => plan,
        orders: { send: ({ to, alarm, key }) => reached.push(`${to} ${alarm?.rule} ${key?.split(' ')[1]}`) },
        reaches: (channel) => channel === 'robot',
      }),
    )
    return { desk, escalator: makeEscalator({ desk, troubles, plan: () => plan }) }
  }

  let running = start()
  return {
    events,
    reached,
    get desk() {
      return running.desk
    },
    restart: () => void (running = start()),
    change: (next: Partial<Duty>) => void (plan = { duty: { ...plan.duty, ...next }, zone: ZONE }),
    find(found: 'raise' | 'clear', at: number, isLate = false) {
      now = at
      running.desk.report({ cause: causeAt(place, RULE), found, at, reading: 90, isLate })
    },
    /** The control room's tick, several times over. */
    at(time: number) {
      now = time
      for (let i = 0; i < 3; i++) running.escalator.tick(time)
    },
    said: () =>
      events.flatMap(({ seq, event, alarm }) =>
        alarm.rule === 'loud'
          ? [`${seq} ${event.type} ${event.state}${event.text === null ? '' : `: ${event.text}`}`]
          : [],
      ),
  }
}

describe('an alarm that nobody takes up', () => {
  it('calls level after level in numbered events, over restarts, and stops at the acknowledgement', async () => {
    const of = bench()
    of.find('raise', NOON)
    of.at(NOON + MINUTE)
    of.at(NOON + 2 * MINUTE)
    of.restart()
    of.at(NOON + 3 * MINUTE)
    of.at(NOON + 4 * MINUTE)
    of.restart()
    // Nobody is on duty as shift lead: the head is called at once.
    of.at(NOON + 5 * MINUTE)
    of.at(NOON + 12 * MINUTE)
    of.restart()
    of.at(NOON + 15 * MINUTE)
    const [alarm] = [...of.desk.open()]
    await of.desk.step(alarm!.id, { type: 'ack', by: 'anna' })
    of.at(NOON + 59 * MINUTE)
    expect(of.said()).toEqual([
      '1 raise unacknowledged',
      '2 escalate unacknowledged: level 1, duty-officer of police: anna中 / anna, bo中 / bo',
      '3 overdue unacknowledged: not acknowledged in time',
      '4 escalate unacknowledged: level 2, shift-lead of police: nobody is on duty',
      '5 escalate unacknowledged: level 3, head of police: cai中 / cai',
      '6 escalate unacknowledged: level 3, head of police: cai中 / cai',
      '7 ack acknowledged',
    ])
    expect(of.reached).toEqual(['anna loud 2', 'bo loud 2', 'cai loud 5', 'cai loud 6'])
  })

  it('calls whoever stands in at that moment', () => {
    const of = bench()
    const swap: Override = { id: 'o', roster: 'officers', from: NOON, to: NOON + DAY, off: 'anna', on: 'cai' }
    of.change({ overrides: [swap] })
    of.find('raise', NOON)
    of.at(NOON + 2 * MINUTE)
    expect(of.reached).toEqual(['bo loud 2', 'cai loud 2'])
  })

  it('is called for by a chain that is changed meanwhile', () => {
    const of = bench()
    of.find('raise', NOON)
    of.at(NOON + MINUTE)
    of.change({ escalations: [{ ...DUTY.escalations[0]!, levels: [{ afterMinutes: 0.5, position: 'head' }] }] })
    of.at(NOON + MINUTE + 1)
    expect(of.reached).toEqual(['cai loud 2'])
  })

  it('calls nobody when it is of the past, and nobody for what is of another department', () => {
    const of = bench()
    of.find('raise', NOON, true)
    of.at(NOON + 60 * MINUTE)
    expect(of.said()).toEqual(['1 raise acknowledged'])
    const other = bench({ ...DUTY, escalations: [{ ...DUTY.escalations[0]!, departments: ['water'] }] })
    other.find('raise', NOON)
    other.at(NOON + 60 * MINUTE)
    expect(other.reached).toEqual([])
  })
})

describe('a roster with a gap', () => {
  const troublesOf = (of: ReturnType<typeof bench>) =>
    of.events.flatMap(({ event, alarm }) =>
      alarm.rule === 'duty-gap' && event.type !== 'overdue' ? [[event.type, event.text]] : [],
    )

  it('is an alarm of the monitor before it comes, names it, and ends when somebody fills it', () => {
    const of = bench()
    of.at(NOON)
    expect(troublesOf(of)).toEqual([])
    const from = NOON + 2 * DAY
    const ill: Override = { id: 'ill', roster: 'heads', from, to: from + 60 * MINUTE, off: 'cai' }
    of.change({ overrides: [ill] })
    of.at(NOON + MINUTE)
    expect(troublesOf(of)).toEqual([
      ['raise', expect.stringMatching(/^heads表 \/ Roster heads: \d\d-\d\d 20:00 – \d\d-\d\d 21:00$/)],
    ])
    // Nothing new is nothing to tell.
    of.at(NOON + 10 * MINUTE)
    expect(troublesOf(of)).toHaveLength(1)
    of.change({
      overrides: [ill, { ...ill, id: 'late', roster: 'heads', from: from + 120 * MINUTE, to: from + 180 * MINUTE }],
    })
    of.at(NOON + 12 * MINUTE)
    expect(troublesOf(of).map(([type]) => type)).toEqual(['raise', 'comment'])
    of.change({ overrides: [{ ...ill, on: 'bo' }] })
    of.at(NOON + 14 * MINUTE)
    expect(troublesOf(of).map(([type]) => type)).toEqual(['raise', 'comment', 'clear'])
  })

  it('that goes on and on is told of once, before it begins and after', () => {
    const of = bench()
    const from = NOON + DAY
    of.change({ overrides: [{ id: 'left', roster: 'heads', from, to: from + 100 * DAY, off: 'cai' }] })
    for (let hour = 0; hour < 60; hour++) of.at(NOON + hour * 60 * MINUTE)
    expect(troublesOf(of)).toHaveLength(1)
  })

  it('further away than three days is not told of yet', () => {
    const of = bench()
    const from = NOON + 4 * DAY
    of.change({ overrides: [{ id: 'ill', roster: 'heads', from, to: from + MINUTE, off: 'cai' }] })
    of.at(NOON)
    expect(troublesOf(of)).toEqual([])
    of.at(NOON + 2 * DAY)
    expect(troublesOf(of)).toHaveLength(1)
  })
})

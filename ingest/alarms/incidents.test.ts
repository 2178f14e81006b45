import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rule } from '../../domain/rule.ts'
import type { IncidentMessage } from '../../domain/wire.ts'
import { buildAlarmRecords } from '../../store/records/alarms.ts'
import { buildAuditRecords } from '../../store/records/audit.ts'
import { buildIncidentRecords } from '../../store/records/incidents.ts'
import { openRecords } from '../../store/records/open.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { planKinds } from '../catalogue.ts'
import { makeCommitter } from '../committer.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import { causeAt } from './cause.ts'
import { type Desk, makeDesk } from './desk.ts'
import { GATEWAYS } from '../../domain/trouble.ts'
import { type IncidentRoom, makeIncidentRoom } from './incident-room.ts'

const MINUTE = 60_000
const TEXT = (en: string) => ({ zh: en, en })
const rule = (id: string, kind: string, more: Partial<Rule> = {}): Rule => ({
  id,
  kind,
  label: TEXT(id),
  response: TEXT(`see to ${id}`),
  severity: 'yellow',
  when: { type: 'threshold', value: 'pm25', above: 100 },
  ...more,
})
const RULES = new Map(
  [
    rule('dusty', 'air'),
    rule('gas', 'air', { severity: 'red', owner: 'emergency' }),
    rule('silent', 'air', { when: { type: 'silent', intervals: 3 } }),
    rule('doubtful', 'air', { when: { type: 'quality', bad: 3, of: 5 } }),
    rule('smoke', 'waste', { incident: { id: 'air', label: TEXT('Air') } }),
    rule('full', 'waste'),
  ].map((one) => [one.id, one]),
)
/** Air stations a kilometre apart, from west to east; a district is ten of them wide. */
const STATIONS = Array.from({ length: 40 }, (_, i) => `air-${i}`)
const plans = planKinds(KINDS)

/** Alarm desk and incidents on real records, which end and start again on what is on disk. */
async function bench(aside: (station: string) => boolean = () => false) {
  const folder = await temporaryFolder()
  const records = await openRecords({ file: join(folder, 'records.db') })
  const town = makeTown()
  for (const [i, id] of STATIONS.entries())
    town.add(id, 'air', { lon: 121 + i / 95.4, lat: 31, district: `d${Math.floor(i / 10)}` })
  town.add('bin', 'waste', { lon: 121, lat: 31.001, district: 'd0' })
  const places = makePlaces(town, plans)
  const tables = { alarms: buildAlarmRecords(records), incidents: buildIncidentRecords(records) }
  let now = NOON
  const told: IncidentMessage[] = []
  /** Tables that each transaction wrote to. */
  const written: string[][] = []
  let desk: Desk
  let room: IncidentRoom
  let committer: ReturnType<typeof makeCommitter>

  async function open() {
    const never = () => {
      throw new Error('nothing of this here')
    }
    const made = makeCommitter({
      transact(statements) {
        written.push(statements.map((one) => /(?:into|update) "?(\w+)/i.exec(one.compile().sql)?.[1] ?? ''))
        return records.transact(statements)
      },
      ledgerStatement: never,
      messageStatement: never,
      headStatement: never,
      cursorStatement: never,
      onFailure: (error) => {
        throw error
      },
    })
    const alarms = await tables.alarms.open()
    const incidents = makeIncidentRoom({
      living: await tables.incidents.living(now - 24 * 60 * MINUTE),
      head: await tables.incidents.head(),
      limits: { metres: 1500, ms: 30 * MINUTE, sameDistrict: false, closeMs: 60 * MINUTE },
      open: alarms,
      records: tables.incidents,
      committer: made,
      stations: town,
      plans,
      ruleOf: (id) => RULES.get(id),
      alarms: () => opened,
      now: () => now,
    })
    const opened: Desk = makeDesk({
      open: alarms,
      head: await tables.alarms.head(),
      heads: await tables.alarms.heads(),
      keep(message, done) {
        made.add(tables.alarms.save(message.alarm))
        made.add(tables.alarms.record(message.event, message.alarm, message.departmentSeq))
        made.after(done)
      },
      find: (id) => tables.alarms.get(id),
      now: () => now,
      suppress: (alarm) => (aside(alarm.station) ? 'maintenance' : null),
      incidents: incidents.desk,
    })
    incidents.desk.onEvent((message) => told.push(message))
    desk = opened
    room = incidents
    committer = made
  }
  await open()

  const find = (found: 'raise' | 'clear' | 'announce', of: string, more: { at?: number; isLate?: boolean } = {}) => {
    const [station = '', id = 'dusty'] = of.split(' ')
    const cause = causeAt(places.byId(station)!, RULES.get(id)!)
    desk.report({ cause, found, at: more.at ?? now, reading: 1, isLate: more.isLate ?? false })
  }

  return {
    tables,
    told,
    written,
    audit: buildAuditRecords(records),
    find,
    get desk() {
      return desk
    },
    get room() {
      return room
    },
    get now() {
      return now
    },
    pass: (ms: number) => void (now += ms),
    raise: (...all: string[]) => all.forEach((one) => find('raise', one)),
    clear: (...all: string[]) => all.forEach((one) => find('clear', one)),
    /** A gateway's or the monitor's alarm. */
    report: (kind: string, station: string) =>
      desk.report({
        cause: { ...causeAt(places.byId('air-0')!, RULES.get('dusty')!), kind, station, rule: `${kind}-out` },
        found: 'raise',
        at: now,
        reading: null,
      }),
    alarm: (station: string) => [...desk.open()].find((one) => one.station === station),
    async incidents() {
      await committer.settled()
      return (await tables.incidents.list({ limit: 100 })).items.toReversed()
    },
    async whole(id: string) {
      await committer.settled()
      return (await tables.incidents.get(id))!
    },
    async restart() {
      await committer[Symbol.asyncDispose]()
      await open()
    },
    async [Symbol.asyncDispose]() {
      await committer[Symbol.asyncDispose]()
      await records[Symbol.asyncDispose]()
    },
  }
}

const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type)

describe('an incident', () => {
  it('is in the audit in the transaction of what was ordered', async () => {
    await using city = await bench()
    const id = await city.room.orders.declare({
      label: TEXT('smoke'),
      severity: 'orange',
      districts: [],
      alarms: [],
      by: 'anna',
    })
    await city.room.orders.take(id, { type: 'note', by: 'bo', text: 'two crews are out' })
    const { items } = await city.audit.list({ limit: 10 })
    expect(items).toMatchObject([
      { action: 'incident-note', actor: 'bo', object: `incident ${id}`, detail: expect.stringContaining('two crews') },
      { action: 'incident-declare', actor: 'anna', object: `incident ${id}` },
    ])
    const audited = city.written.filter((tables) => tables.includes('audit'))
    expect(audited).toHaveLength(2)
    for (const tables of audited) expect(tables).toContain('incident_events')
  })

  it('opens at the second alarm of a group, and one alarm stays one alarm', async () => {
    await using city = await bench()
    city.raise('air-0')
    expect(await city.incidents()).toEqual([])
    expect(city.alarm('air-0')!.incident).toBeNull()
    city.pass(5 * MINUTE)
    city.raise('air-1 gas')
    const [incident, ...others] = await city.incidents()
    expect(others).toEqual([])
    expect(incident).toMatchObject({
      cause: 'air',
      label: { en: 'Air quality' },
      severity: 'red',
      state: 'open',
      members: 2,
      active: 2,
      waiting: 2,
      openedAt: NOON,
      lastRaisedAt: NOON + 5 * MINUTE,
      districts: ['d0'],
      openedBy: 'system',
    })
    const whole = await city.whole(incident!.id)
    expect(typesOf(whole.events)).toEqual(['opened', 'joined', 'joined'])
    expect(whole.events.map(({ number }) => number)).toEqual([1, 2, 3])
    expect(whole.alarms.map(({ station, incident: of }) => [station, of])).toEqual([
      ['air-0', incident!.id],
      ['air-1', incident!.id],
    ])
    expect(whole.tasks.map(({ text, department }) => [text.en, department])).toEqual([
      ['see to dusty', 'ecology'],
      ['see to gas', 'emergency'],
    ])
  })

  it('takes in what is near to a member, also across districts, and leaves out what is far, late or of another cause', async () => {
    await using city = await bench()
    city.raise('air-8', 'air-9')
    city.raise('air-10', 'air-11')
    city.raise('air-20', 'bin full', 'air-12 silent', 'air-11 doubtful')
    city.raise('bin smoke')
    city.pass(31 * MINUTE)
    city.raise('air-12')
    const [incident, ...others] = await city.incidents()
    expect(others).toEqual([])
    const { alarms } = await city.whole(incident!.id)
    expect(alarms.map(({ station }) => station).sort()).toEqual(['air-10', 'air-11', 'air-8', 'air-9'])
    expect(incident!.districts).toEqual(['d0', 'd1'])
  })

  it('takes in a rule of another kind that names the same cause', async () => {
    await using city = await bench()
    city.raise('air-0', 'bin smoke')
    expect(await city.incidents()).toMatchObject([{ cause: 'air', members: 2, kinds: ['air', 'waste'] }])
  })

  it('is not made by gateways, by the monitor or by what is set aside', async () => {
    await using city = await bench((station) => station !== 'air-5')
    city.report(GATEWAYS, 'gw-1')
    city.report(GATEWAYS, 'gw-2')
    city.report('monitor', 'monitor')
    city.raise('air-4', 'air-5', 'air-6')
    expect(city.alarm('air-4')!.state).toBe('suppressed')
    expect(await city.incidents()).toEqual([])
    // Taken back, it is announced and finds the one beside it.
    city.desk.setAside(city.alarm('air-4')!.id, { type: 'unsuppress', at: city.now })
    expect(await city.incidents()).toMatchObject([{ members: 2 }])
  })

  it('has the severity of its worst member that holds, is stable when none does, and goes on when one does again', async () => {
    await using city = await bench()
    city.raise('air-0', 'air-1 gas')
    city.clear('air-1 gas')
    expect(await city.incidents()).toMatchObject([{ severity: 'yellow', worst: 'red', state: 'open', active: 1 }])
    city.clear('air-0')
    expect(await city.incidents()).toMatchObject([{ severity: 'yellow', state: 'stable', active: 0, waiting: 2 }])
    city.raise('air-0')
    const [incident] = await city.incidents()
    expect(incident).toMatchObject({ state: 'open', members: 2 })
    const { events } = await city.whole(incident!.id)
    expect(typesOf(events)).toEqual(['opened', 'joined', 'joined', 'severity', 'stable', 'active'])
  })

  it('takes in the past quietly: nothing is opened, reopened or worse because of it', async () => {
    await using city = await bench()
    city.find('raise', 'air-0', { isLate: true, at: NOON - 10 * MINUTE })
    city.find('raise', 'air-1 gas', { isLate: true, at: NOON - 9 * MINUTE })
    expect(await city.incidents()).toEqual([])
    city.raise('air-2', 'air-3')
    city.find('raise', 'air-4 gas', { isLate: true, at: NOON - 20 * MINUTE })
    const [incident] = await city.incidents()
    expect(incident).toMatchObject({ severity: 'yellow', members: 3, active: 2, openedAt: NOON - 20 * MINUTE })
    const { events } = await city.whole(incident!.id)
    expect(events.at(-1)).toMatchObject({ type: 'joined', late: true })
    // Seen to hold now, it counts.
    city.find('announce', 'air-4 gas')
    expect(await city.incidents()).toMatchObject([{ severity: 'red', active: 3 }])
  })

  it('that was closed opens again for what belongs to it, and a second one is not made', async () => {
    await using city = await bench()
    city.raise('air-0', 'air-1')
    const [incident] = await city.incidents()
    await city.room.orders.take(incident!.id, { type: 'ack', by: 'anna' })
    city.clear('air-0', 'air-1')
    await city.room.orders.take(incident!.id, { type: 'closed', by: 'anna', text: 'over' })
    expect(await city.incidents()).toMatchObject([{ state: 'closed', closedBy: 'anna' }])
    city.pass(20 * MINUTE)
    await city.restart()
    city.raise('air-2')
    expect(await city.incidents()).toMatchObject([{ state: 'open', members: 3, closedAt: null }])
    city.pass(31 * MINUTE)
    city.raise('air-2 gas')
    expect(await city.incidents()).toHaveLength(1)
  })

  it('is closed by the city some time after it is over and acknowledged, also over a restart', async () => {
    await using city = await bench()
    city.raise('air-0', 'air-1')
    city.clear('air-0', 'air-1')
    city.pass(61 * MINUTE)
    city.room.desk.tick(city.now)
    expect(await city.incidents()).toMatchObject([{ state: 'stable', waiting: 2 }])
    const [incident] = await city.incidents()
    await city.room.orders.take(incident!.id, { type: 'ack', by: 'anna' })
    await city.restart()
    city.room.desk.tick(city.now)
    expect(await city.incidents()).toMatchObject([{ state: 'closed', closedBy: 'system' }])
  })
})

describe('what people do with an incident', () => {
  it('acknowledges every alarm of it that waits, each by an event of its own', async () => {
    await using city = await bench()
    city.raise('air-0', 'air-1', 'air-2')
    const [incident] = await city.incidents()
    await city.desk.step(city.alarm('air-1')!.id, { type: 'ack', by: 'bo' })
    await city.room.orders.take(incident!.id, { type: 'ack', by: 'anna', text: 'seen' })
    const { alarms, events } = await city.whole(incident!.id)
    const acked = alarms.map(({ station, state, ackedBy }) => `${station} ${state} ${ackedBy}`)
    expect(acked.sort()).toEqual(['air-0 acknowledged anna', 'air-1 acknowledged bo', 'air-2 acknowledged anna'])
    expect(events.at(-1)).toMatchObject({ type: 'acknowledged', by: 'anna', text: 'seen' })
    const again = city.room.orders.take(incident!.id, { type: 'ack', by: 'anna' })
    await expect(again).rejects.toMatchObject({ code: 'step-not-allowed' })
  })

  it('moves an alarm out, where it stays alone, and into another one', async () => {
    await using city = await bench()
    city.raise('air-0', 'air-1', 'air-2', 'air-20', 'air-21')
    const [first, second] = await city.incidents()
    const alarm = city.alarm('air-1')!.id
    await city.room.orders.take(first!.id, { type: 'leave', alarm, by: 'anna', text: 'a kitchen' })
    expect(city.alarm('air-1')!.incident).toBeNull()
    await city.restart()
    city.clear('air-1')
    city.raise('air-1')
    expect(city.alarm('air-1')!.incident).toBeNull()
    expect(await city.incidents()).toMatchObject([{ members: 2 }, { members: 2 }])
    await city.room.orders.take(second!.id, { type: 'join', alarm, by: 'anna' })
    expect(city.alarm('air-1')!.incident).toBe(second!.id)
    const { districts, events } = await city.whole(second!.id)
    expect(districts).toEqual(['d2', 'd0'])
    expect(events.at(-1)).toMatchObject({ type: 'joined', by: 'anna', alarm })
    const wrong = city.room.orders.take(first!.id, { type: 'leave', alarm, by: 'anna', text: 'x' })
    await expect(wrong).rejects.toThrow('is not in it')
    await city.room.orders.take(first!.id, { type: 'join', alarm, by: 'anna' })
    expect((await city.whole(second!.id)).events.at(-1)).toMatchObject({
      type: 'moved',
      by: 'anna',
      alarm,
      text: first!.id,
    })
    expect([await city.whole(first!.id), await city.whole(second!.id)]).toMatchObject([{ members: 3 }, { members: 2 }])
  })

  it('merges two into one, which goes on with the alarms of both', async () => {
    await using city = await bench()
    city.raise('air-0', 'air-1', 'air-20 gas', 'air-21')
    const [first, second] = await city.incidents()
    await city.room.orders.take(second!.id, { type: 'merge', into: first!.id, by: 'anna', text: 'one plume' })
    expect(await city.whole(second!.id)).toMatchObject({
      state: 'closed',
      mergedInto: first!.id,
      members: 0,
      active: 0,
      alarms: [],
    })
    const whole = await city.whole(first!.id)
    expect(whole).toMatchObject({ members: 4, active: 4, waiting: 4, severity: 'red', districts: ['d0', 'd2'] })
    expect(whole.alarms.every(({ incident }) => incident === first!.id)).toBe(true)
    await city.restart()
    city.raise('air-22')
    expect(await city.incidents()).toHaveLength(2)
    expect(await city.whole(first!.id)).toMatchObject({ members: 5 })
    const again = city.room.orders.take(second!.id, { type: 'note', by: 'anna', text: 'x' })
    await expect(again).rejects.toThrow(`it was merged into ${first!.id}`)
  })

  it('declares one, which takes in what comes of its cause', async () => {
    await using city = await bench()
    city.raise('air-0')
    const id = await city.room.orders.declare({
      by: 'anna',
      label: TEXT('Smell in the harbour'),
      severity: 'blue',
      districts: [],
      alarms: [city.alarm('air-0')!.id],
    })
    city.raise('air-1')
    expect(await city.incidents()).toMatchObject([
      { id, openedBy: 'anna', cause: 'air', members: 2, severity: 'yellow', label: { en: 'Smell in the harbour' } },
    ])
    const wrong = city.room.orders.declare({
      by: 'anna',
      label: TEXT('x'),
      severity: 'blue',
      districts: [],
      alarms: ['none'],
    })
    await expect(wrong).rejects.toMatchObject({ code: 'step-not-allowed' })
  })

  it('that a person of a department declares takes in what comes of its cause for that department alone', async () => {
    await using city = await bench()
    city.raise('air-0')
    const id = await city.room.orders.declare({
      by: 'anna',
      label: TEXT('mine'),
      severity: 'blue',
      districts: [],
      ofDepartments: ['ecology'],
      alarms: [city.alarm('air-0')!.id],
    })
    city.raise('air-1 gas')
    await city.restart()
    city.raise('air-1')
    const of = (owner: string) => [...city.desk.open()].filter((one) => one.owner === owner).map((one) => one.incident)
    expect([of('ecology'), of('emergency')]).toEqual([[id, id], [null]])
    // A second one of the others opens theirs, and the two stay apart.
    city.raise('air-0 gas')
    expect((await city.incidents()).map(({ departments }) => departments)).toEqual([['ecology'], ['emergency']])
  })

  it('says what is and was in it, by kind and department', async () => {
    await using city = await bench()
    city.raise('air-0', 'air-1 gas')
    const { id } = (await city.incidents())[0]!
    const part = { kind: 'air', districts: ['d0'], beside: false }
    const both = [
      { ...part, owner: 'ecology', members: 1 },
      { ...part, owner: 'emergency', members: 1 },
    ]
    expect((await city.incidents())[0]!.parts).toEqual(both)
    expect((await city.tables.incidents.eventsAfter(0, 1))[0]!.incident.parts).toEqual(
      both.map((one) => ({ ...one, members: 0 })),
    )
    city.raise('bin full')
    await city.room.orders.take(id, { type: 'join', by: 'bo', alarm: city.alarm('bin')!.id })
    await city.room.orders.take(id, { type: 'leave', by: 'bo', alarm: city.alarm('air-1')!.id, text: 'apart' })
    expect((await city.incidents())[0]!.parts).toMatchObject([
      both[0],
      { ...both[1], members: 0 },
      { kind: 'waste', members: 1, beside: true },
    ])
    const left = (await city.whole(id)).events.find(({ type }) => type === 'left')
    expect(left).toMatchObject({ kind: 'air', owner: 'emergency' })
  })

  it('is merged and widened only by who may step every open alarm of it, asked in the turn that does it', async () => {
    await using city = await bench()
    city.raise('air-0', 'air-1 gas', 'air-20', 'air-21', 'bin full')
    const [mixed, own] = await city.incidents()
    const { take } = city.room.orders
    const mayStep = ({ owner }: { owner: string }) => owner !== 'emergency'
    const order = { by: 'bo', ofDepartments: ['ecology'] }
    const bin = city.alarm('bin')!.id
    for (const [id, step] of [
      [mixed!.id, { ...order, type: 'merge', into: own!.id, text: 'one' }],
      [own!.id, { ...order, type: 'merge', into: mixed!.id, text: 'one' }],
      [mixed!.id, { ...order, type: 'join', alarm: bin }],
      [mixed!.id, { ...order, type: 'severity', severity: 'red' }],
    ] as const)
      await expect(take(id, step, mayStep)).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await city.incidents()).map(({ members }) => members)).toEqual([2, 2])
    await take(own!.id, { ...order, type: 'join', alarm: bin }, mayStep)
    await take(mixed!.id, { ...order, type: 'ack' }, mayStep)
    expect([city.alarm('air-0')?.state, city.alarm('air-1')?.state]).toEqual(['acknowledged', 'unacknowledged'])
    await expect(take(mixed!.id, { ...order, type: 'ack' }, mayStep)).rejects.toThrow('yours')
  })

  it('is at least as bad as a person says, whatever joins it, until a person says otherwise', async () => {
    await using city = await bench()
    city.raise('air-0')
    const alarms = [city.alarm('air-0')!.id]
    const wish = { by: 'anna', label: TEXT('Smell in the harbour'), districts: [], alarms }
    const id = await city.room.orders.declare({ ...wish, severity: 'orange' })
    expect(await city.incidents()).toMatchObject([{ id, severity: 'orange', atLeast: 'orange' }])
    city.raise('air-1')
    expect(await city.incidents()).toMatchObject([{ members: 2, severity: 'orange' }])
    await city.room.orders.take(id, { type: 'severity', by: 'bo', severity: 'yellow' })
    expect(await city.incidents()).toMatchObject([{ severity: 'yellow', atLeast: 'yellow', worst: 'orange' }])
    await expect(city.room.orders.take(id, { type: 'severity', by: 'bo', severity: 'blue' })).rejects.toMatchObject({
      code: 'step-not-allowed',
      message: expect.stringContaining('an alarm of it that holds is yellow'),
    })
    await expect(city.room.orders.take(id, { type: 'severity', by: 'bo', severity: 'yellow' })).rejects.toMatchObject({
      message: expect.stringContaining('it has this severity'),
    })
  })
})

describe('alarms of one moment', () => {
  it('come together as they are near to one another, in whatever order they come', async () => {
    const stations = fc.uniqueArray(fc.nat(39), { minLength: 2, maxLength: 16 })
    const orders = stations.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
    )
    await fc.assert(
      fc.asyncProperty(orders, async ([some, order]) => {
        await using city = await bench()
        for (const i of order) city.raise(`air-${i}`)
        // A kilometre apart is near, two are not: what follows one another without a hole is one.
        const runs: number[][] = []
        for (const i of some.toSorted((a, b) => a - b)) {
          const last = runs.at(-1)
          if (last?.at(-1) === i - 1) last.push(i)
          else runs.push([i])
        }
        const namesOf = (stationsOf: readonly string[]) => stationsOf.toSorted().join()
        const expected = runs.filter(({ length }) => length > 1).map((run) => namesOf(run.map((i) => `air-${i}`)))
        const open = (await city.incidents()).filter(({ mergedInto }) => mergedInto === null)
        const found = await Promise.all(
          open.map(async ({ id }) => namesOf((await city.whole(id)).alarms.map(({ station }) => station))),
        )
        expect(found.sort()).toEqual(expected.sort())
        for (const alarm of city.desk.open())
          expect(alarm.incident === null).toBe(!expected.some((run) => run.split(',').includes(alarm.station)))
      }),
      { numRuns: 10 },
    )
  })

  it('do not unite what two people lead', async () => {
    await using city = await bench()
    city.raise('air-0', 'air-1', 'air-3', 'air-4')
    const [first, second] = await city.incidents()
    await city.room.orders.take(first!.id, { type: 'lead', lead: 'anna', by: 'anna' })
    await city.room.orders.take(second!.id, { type: 'lead', lead: 'bo', by: 'bo' })
    city.raise('air-2')
    const after = await city.incidents()
    expect(after.map(({ mergedInto }) => mergedInto)).toEqual([null, null])
    expect(new Set(after.map(({ members }) => members))).toEqual(new Set([2, 3]))
  })
})

describe('whatever comes, in whatever order, with restarts between', () => {
  const any = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('raise' as const), at: fc.nat(11), gas: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('clear' as const), at: fc.nat(11), gas: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('ack' as const), at: fc.nat(11) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 50 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), at: fc.nat(11) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  )

  it('numbers have no gap, each alarm is in the one incident that counts it, and counts are true', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 5, maxLength: 40 }), async (all) => {
        await using city = await bench()
        const open = () => [...city.desk.open()]
        for (const one of all) {
          const { orders } = city.room
          if (one.do === 'raise' || one.do === 'clear') {
            const station = `air-${one.at < 6 ? one.at : one.at + 20} ${one.gas ? 'gas' : 'dusty'}`
            city.find(one.do, station)
          } else if (one.do === 'pass') {
            city.pass(one.minutes * MINUTE)
            city.room.desk.tick(city.now)
          } else if (one.do === 'restart') await city.restart()
          else if (one.do === 'ack') {
            const alarm = open()[one.at]
            if (alarm) await city.desk.step(alarm.id, { type: 'ack', by: 'bo' }).catch(() => {})
          } else if (one.do === 'leave') {
            const alarm = open()[one.at]
            if (alarm?.incident)
              await orders.take(alarm.incident, { type: 'leave', alarm: alarm.id, by: 'bo', text: 'x' })
          } else {
            const [a, b] = (await city.incidents()).filter(({ state }) => state !== 'closed')
            if (one.do === 'merge' && a && b)
              await orders.take(a.id, { type: 'merge', into: b.id, by: 'bo', text: 'x' })
            if (one.do === 'close' && a)
              await orders.take(a.id, { type: 'closed', by: 'bo', text: 'x' }).catch(() => {})
          }
        }
        const incidents = await city.incidents()
        const seqs = city.told.map(({ seq }) => seq)
        expect(seqs).toEqual(seqs.map((_, i) => i + 1))
        expect(await city.tables.incidents.eventsAfter(0, 10_000)).toEqual(city.told)
        for (const incident of incidents) {
          const whole = await city.whole(incident.id)
          expect(whole.events.map(({ number }) => number)).toEqual(whole.events.map((_, i) => i + 1))
          if (incident.mergedInto !== null) continue
          const holding = whole.alarms.filter(({ active }) => active)
          const waiting = whole.alarms.filter(({ state }) => state === 'unacknowledged' || state === 'returned')
          expect([incident.members, incident.active, incident.waiting]).toEqual([
            whole.alarms.length,
            holding.length,
            waiting.length,
          ])
          for (const alarm of whole.alarms) if (alarm.state !== 'normal') expect(alarm.incident).toBe(incident.id)
          if (holding.length > 0) expect(incident.state).toBe('open')
          else expect(incident.state).not.toBe('open')
        }
        const inside = new Set(
          (await Promise.all(incidents.map(({ id }) => city.whole(id)))).flatMap(({ alarms }) =>
            alarms.map(({ id }) => id),
          ),
        )
        for (const alarm of open()) expect(inside.has(alarm.id)).toBe(alarm.incident !== null)
      }),
      { numRuns: 10 },
    )
  })
})

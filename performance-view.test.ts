import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlarmPerformance, Mark, MeasureId } from './domain/alarm-performance.ts'
import type { Alarm } from './domain/alarm.ts'
import { makeFloodDetector } from './domain/flood.ts'
import type { Severity } from './domain/severity.ts'
import { NOTHING_OUTSIDE } from './ingest/alarms/outside-alerts.ts'
import { type ControlRoom, makeControlRoom } from './ingest/alarms/control-room.ts'
import type { Cause } from './ingest/alarms/cause.ts'
import { makeCommitter } from './ingest/committer.ts'
import { performanceView } from './performance-view.ts'
import { buildLineTables } from './store/records/line-tables.ts'
import { MIGRATIONS } from './store/records/migrations/all.ts'
import { openRecords } from './store/records/open.ts'
import { statement } from './store/records/statement.ts'
import { makeTemporaryFolder } from './store/records/testing/temporary-folder.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 9, 1)

interface Shift extends AsyncDisposable {
  /** Moves the clock, and does what its time has come for. */
  at(ms: number): void
  raise(of?: Partial<Cause> & { readonly suppressed?: string; readonly isLate?: boolean }): void
  clear(of?: Partial<Cause>): void
  worsen(severity: Severity): void
  /** The open alarm of a station. */
  alarm(station?: string): Alarm
  step: ControlRoom['desk']['step']
  readonly room: ControlRoom
  /** As if the process had ended and begun anew. */
  restart(): Promise<void>
  /** The city's first, now. */
  addStation(): Promise<void>
  look(query?: { from?: number; to?: number; owner?: string }): Promise<AlarmPerformance>
}

/** A control room over records in a file, on a clock of its own. */
async function openShift(positions: Record<string, number> = {}): Promise<Shift> {
  const rooms = new AsyncDisposableStack()
  const folder = rooms.use(await makeTemporaryFolder())
  const records = rooms.use(await openRecords({ file: join(folder.path, 'records.db') }))
  const tables = buildLineTables(records)
  let now = START
  const suppressed = new Map<string, string>()

  async function open() {
    const committer = makeCommitter({
      transact: (statements) => records.transact(statements),
      ledgerStatement: (deltas) => tables.ledger.add(deltas),
      messageStatement: (deltas) => tables.messages.add(deltas),
      headStatement: (heads) => tables.gaps.move(heads),
      cursorStatement: (name, position) => tables.cursors.move(name, position),
      onFailure: (error) => {
        throw error
      },
    })
    const room = makeControlRoom({
      rules: [],
      plans: new Map(),
      tables,
      committer,
      open: await tables.alarms.open(),
      head: await tables.alarms.head(),
      heads: await tables.alarms.heads(),
      outside: NOTHING_OUTSIDE,
      orders: { send() {} },
      outsideAlerts: [],
      standing: await tables.calls.standing(now),
      positionsOf: (scope) => positions[scope] ?? 1,
      usual: [],
      suppressions: [],
      incidents: { living: [], head: 0 },
      stations: { byId: () => undefined, all: () => [], gateways: () => [], stationsOf: () => [] },
      presence: { of: () => ({ state: 'unknown', reason: 'never-seen', since: 0 }), isConnected: () => false },
      utcOffsetMinutes: 480,
      now: () => now,
    })
    return { committer, room }
  }

  let opened = await open()
  const causeOf = (of: Partial<Cause>): Cause => ({ ...CAUSE, ...of })
  const alarmOf = (station = CAUSE.station) => {
    const found = [...opened.room.desk.open()].find((alarm) => alarm.station === station)
    if (!found) throw new Error(`no alarm of ${station}`)
    return found
  }

  return {
    get room() {
      return opened.room
    },
    at(ms) {
      now = START + ms
      opened.room.tick(now)
    },
    raise({ suppressed: why, isLate = false, ...of } = {}) {
      if (why) suppressed.set(of.station ?? CAUSE.station, why)
      opened.room.desk.report({
        cause: causeOf(of),
        found: 'raise',
        at: now,
        reading: 1,
        isLate,
        within: { ack: 60, respond: 600 },
      })
      if (why) opened.room.desk.setAside(alarmOf(of.station).id, { type: 'suppress', at: now, text: why })
    },
    clear(of = {}) {
      opened.room.desk.report({ cause: causeOf(of), found: 'clear', at: now, reading: 0 })
    },
    worsen(severity) {
      opened.room.desk.report({ cause: CAUSE, found: 'severity', at: now, reading: 2, severity, grade: 1 })
    },
    alarm: alarmOf,
    step: (id, step) => opened.room.desk.step(id, step),
    async restart() {
      await opened.committer[Symbol.asyncDispose]()
      opened = await open()
    },
    async addStation() {
      const columns = '(id, kind, district, station, createdAt, createdBy)'
      const insert = `insert into stations ${columns} values ('noise-1', 'noise', 'east', '{}', ?, 'li')`
      await records.transact([statement(insert, [now])])
    },
    async look({ from = START, to = START + DAY, owner } = {}) {
      await opened.committer.settled()
      const view = performanceView({
        departments: ['ecology', 'water'],
        positionsOf: (scope) => positions[scope] ?? 1,
        calls: tables.calls,
        everySecondsOf: () => 60,
        now: () => now,
      })
      return view({ from, to, ...(owner === undefined ? {} : { owner }) })
    },
    async [Symbol.asyncDispose]() {
      await opened.committer[Symbol.asyncDispose]()
      await rooms.disposeAsync()
    },
  }
}

const CAUSE: Cause = {
  rule: 'noise-loud',
  label: { zh: '噪声', en: 'Loud' },
  response: { zh: '处置', en: 'Act' },
  consequence: null,
  severity: 'blue',
  kind: 'noise',
  station: 'noise-1',
  district: 'east',
  owner: 'ecology',
  value: 'LAmax',
  limit: 85,
  unit: 'dB{A}',
  simulated: false,
}

function measureIn(found: AlarmPerformance, id: MeasureId): readonly [value: number, mark: Mark] {
  const measure = found.asked.measures.find((one) => one.id === id)!
  return [measure.value, measure.mark]
}

describe('the measures of ISA-18.2, of a history that is stored', () => {
  it('(1) a flood begins at the eleventh alarm of 600 s, and ten are none', async () => {
    await using shift = await openShift()
    for (let i = 0; i < 10; i++) {
      shift.at((i * 600 * SECOND) / 11)
      shift.raise({ station: `s${i}` })
    }
    expect(shift.room.load.floods()).toEqual([])
    expect(measureIn(await shift.look(), 'peak')).toEqual([10, 'acceptable'])
    shift.at((10 * 600 * SECOND) / 11)
    shift.raise({ station: 's10' })
    const at = START + (10 * 600 * SECOND) / 11
    expect(shift.room.load.floods()).toMatchObject([
      { scope: '*', from: at, count: 11 },
      { scope: 'ecology', count: 11 },
    ])
    shift.at(2 * HOUR)
    // Fewer than five are left when the seventh has gone.
    const to = START + (6 * 600 * SECOND) / 11 + 600 * SECOND
    expect(shift.room.load.floods()).toEqual([])
    const found = await shift.look()
    expect(found.floods).toMatchObject([{ scope: '*', from: at, to, count: 11, peak: 11 }])
    expect(measureIn(found, 'peak')).toEqual([11, 'over'])
    expect(measureIn(found, 'bad-periods')[0]).toBeCloseTo(1 / 12)
    expect(measureIn(found, 'time-in-flood')[0]).toBeCloseTo((to - at) / (2 * HOUR))
  })

  it('(2) an alarm that comes and goes at 0, 10, 20, 30, 40 and 50 s chatters', async () => {
    await using shift = await openShift()
    for (const [i, s] of [0, 10, 20, 30, 40, 50].entries()) {
      shift.at(s * SECOND)
      if (i % 2 === 0) shift.raise()
      else shift.clear()
    }
    const found = await shift.look()
    expect(found.asked.count).toBe(3)
    expect(found.chattering).toEqual([{ rule: 'noise-loud', station: 'noise-1', owner: 'ecology', count: 1, share: 1 }])
    expect(measureIn(found, 'chattering')).toEqual([1, 'over'])
    expect(found.fleeting).toEqual([])
  })

  it('(2) does not chatter when the third comes after more than a minute, and is fleeting then', async () => {
    await using shift = await openShift()
    for (const s of [0, 30, 61]) {
      shift.at(s * SECOND)
      shift.raise()
      shift.at((s + 5) * SECOND)
      shift.clear()
    }
    const found = await shift.look()
    expect(found.chattering).toEqual([])
    expect(found.fleeting).toMatchObject([{ count: 3 }])
  })

  it('(3) an alarm that was raised 24 h 1 s ago and holds is stale, and one of 24 h is not', async () => {
    await using shift = await openShift()
    shift.raise()
    shift.at(SECOND)
    shift.raise({ station: 'noise-2' })
    shift.at(DAY + SECOND)
    const found = await shift.look({ to: START + 2 * DAY })
    expect(found.stale).toMatchObject([{ station: 'noise-1', since: START }])
    expect(measureIn(found, 'stale')).toEqual([1, 'acceptable'])
    shift.clear()
    shift.at(3 * DAY)
    const after = await shift.look({ from: START + DAY, to: START + 3 * DAY })
    expect(after.stale).toMatchObject([{ station: 'noise-2' }])
    // On the day on which the first ended, both were.
    expect(measureIn(after, 'stale')).toEqual([2, 'acceptable'])
    expect(measureIn(await shift.look({ from: START + 2 * DAY, to: START + 3 * DAY }), 'stale')[0]).toBe(1)
  })

  it('what late readings show to hold still is neither fleeting nor over, and ends when it does', async () => {
    await using shift = await openShift()
    shift.raise()
    shift.at(5 * SECOND)
    shift.worsen('yellow')
    const { id } = shift.alarm()
    await shift.step(id, { type: 'ack', by: 'li' })
    shift.at(30 * SECOND)
    shift.clear()
    expect([...shift.room.desk.open()]).toEqual([])
    const from = START
    const of = { severityOf: ({ severity }: Alarm) => severity, grade: 1 }
    const [was, is] = [
      { from, until: START + 30 * SECOND },
      { from, until: null },
    ]
    shift.at(40 * SECOND)
    shift.room.desk.amend({ cause: CAUSE, at: START + 30 * SECOND, was, is, ...of })
    // Nothing more has come to an end by that it began earlier.
    shift.room.desk.amend({ cause: CAUSE, at: START, was: is, is: { from: from - SECOND, until: null }, ...of })
    expect(await shift.look()).toMatchObject({ fleeting: [], asked: { count: 2, toClear: { count: 0 } } })
    await shift.restart()
    shift.at(HOUR)
    shift.clear()
    expect(shift.alarm).toThrow()
    expect((await shift.look()).asked.toClear).toMatchObject({ count: 1, median: HOUR })
    shift.at(DAY)
    shift.raise()
    expect((await shift.look({ to: START + 2 * DAY })).asked).toMatchObject({ count: 3, toClear: { count: 1 } })
  })

  it('(4) raise, clear and acknowledge lead over B and D to A, and the call has its answer', async () => {
    await using shift = await openShift()
    shift.raise()
    const { id } = shift.alarm()
    expect(shift.alarm().state).toBe('unacknowledged')
    shift.at(20 * SECOND)
    shift.clear()
    expect(shift.alarm().state).toBe('returned')
    shift.at(30 * SECOND)
    await shift.step(id, { type: 'ack', by: 'li' })
    expect([...shift.room.desk.open()]).toEqual([])
    const { asked } = await shift.look()
    expect(asked).toMatchObject({
      count: 1,
      waiting: 0,
      toAcknowledge: { count: 1, median: 30 * SECOND, p95: 30 * SECOND, withTarget: 1, late: 0 },
      toClear: { count: 1, median: 20 * SECOND, withTarget: 1, late: 0 },
    })
  })

  it('(5) an alarm that is shelved for 30 minutes and still holds then calls anew, in B', async () => {
    await using shift = await openShift()
    shift.raise()
    const { id } = shift.alarm()
    shift.at(MINUTE)
    await shift.step(id, { type: 'shelve', by: 'li', text: 'works next door', until: START + 31 * MINUTE })
    expect((await shift.look()).asked).toMatchObject({ count: 1, waiting: 0, aside: { shelved: 1 } })
    shift.at(31 * MINUTE)
    expect(shift.alarm().state).toBe('unacknowledged')
    const found = await shift.look()
    expect(found.asked).toMatchObject({ count: 2, waiting: 1, toAcknowledge: { count: 1, median: MINUTE } })
    expect(found.aside).toEqual([{ how: 'shelved', reason: 'works next door', count: 1 }])
    // It is the same life: neither its return nor its end is counted twice.
    expect(found.asked.toClear.withTarget).toBe(1)
  })

  it('(6) 300 alarms a day for one person are 2.08 in ten minutes: over what is manageable', async () => {
    await using shift = await openShift()
    for (let i = 0; i < 300; i++) {
      shift.at((i * DAY) / 300)
      shift.raise({ station: `s${i}` })
    }
    shift.at(DAY)
    const found = await shift.look()
    expect(measureIn(found, 'per-ten-minutes')).toEqual([expect.closeTo(2.0833, 4), 'over'])
    expect(measureIn(found, 'per-day')).toEqual([300, 'manageable'])
    expect(measureIn(found, 'per-hour')).toEqual([12.5, 'over'])
    expect(measureIn(found, 'top-ten')).toEqual([expect.closeTo(10 / 300), 'manageable'])
    expect(found.byHour.reduce((sum, calls) => sum + calls)).toBe(300)
  })

  it('(6) for two people they are half of that each: manageable', async () => {
    await using shift = await openShift({ '*': 2, ecology: 3 })
    for (let i = 0; i < 300; i++) {
      shift.at((i * DAY) / 300)
      shift.raise({ station: `s${i}` })
    }
    shift.at(DAY)
    const found = await shift.look()
    expect(measureIn(found, 'per-ten-minutes')).toEqual([expect.closeTo(1.0417, 4), 'manageable'])
    expect(found.departments).toMatchObject([
      { scope: 'ecology', positions: 3, count: 300 },
      { scope: 'water', positions: 1, count: 0 },
    ])
    expect(found.departments[0]!.measures[0]).toMatchObject({ id: 'per-day', value: 100, mark: 'acceptable' })
  })
})

describe('a call', () => {
  it('is a raise, a return, a worse severity and the return from being set aside; not what is late, better or aside', async () => {
    await using shift = await openShift()
    const count = async () => (await shift.look()).asked.count
    shift.raise()
    expect(await count()).toBe(1)
    shift.worsen('orange')
    expect(await count()).toBe(2)
    shift.worsen('yellow')
    expect(await count()).toBe(2)
    await shift.step(shift.alarm().id, { type: 'ack', by: 'li' })
    shift.worsen('orange')
    expect(await count()).toBe(3)
    shift.clear()
    shift.raise()
    expect(await count()).toBe(4)
    await shift.step(shift.alarm().id, { type: 'out-of-service', by: 'li', text: 'broken' })
    await shift.step(shift.alarm().id, { type: 'return-to-service', by: 'li' })
    expect(await count()).toBe(5)
    shift.raise({ station: 'late', isLate: true })
    expect(await count()).toBe(5)
    shift.room.desk.report({
      cause: { ...CAUSE, station: 'late' },
      found: 'announce',
      at: START,
      reading: 1,
    })
    expect(await count()).toBe(6)
    expect((await shift.look()).asked).toMatchObject({
      bySeverity: { blue: 2, yellow: 0, orange: 4, red: 0 },
      aside: { 'out-of-service': 1, shelved: 0, suppressed: 0 },
    })
  })

  it('that the city sets aside waits for nobody, and is not late', async () => {
    await using shift = await openShift()
    shift.raise({ suppressed: 'maintenance: filter change' })
    shift.at(HOUR)
    const { asked, aside } = await shift.look()
    expect(asked).toMatchObject({ count: 1, waiting: 0, toAcknowledge: { count: 0, withTarget: 0, late: 0 } })
    expect(aside).toEqual([{ how: 'suppressed', reason: 'maintenance: filter change', count: 1 }])
  })

  it('is late while nobody answers, once the time of the rule is over', async () => {
    await using shift = await openShift()
    shift.raise()
    shift.at(MINUTE)
    expect((await shift.look()).asked.toAcknowledge).toMatchObject({ count: 0, withTarget: 1, late: 0 })
    shift.at(MINUTE + 1)
    expect((await shift.look()).asked).toMatchObject({ waiting: 1, toAcknowledge: { late: 1 } })
  })

  it('is of the department that must act, which has its own lists', async () => {
    await using shift = await openShift()
    for (let i = 0; i < 12; i++) shift.raise({ station: `s${i}`, owner: i === 0 ? 'water' : 'ecology' })
    const [all, water] = [await shift.look(), await shift.look({ owner: 'water' })]
    expect(all.top).toHaveLength(10)
    expect(all.departments.map(({ scope, count }) => [scope, count])).toEqual([
      ['ecology', 11],
      ['water', 1],
    ])
    expect(water).toMatchObject({
      asked: { scope: 'water', count: 1 },
      top: [{ station: 's0', share: 1 }],
      floods: [],
    })
    expect(water.departments).toEqual(all.departments)
    expect((await shift.look({ owner: 'ecology' })).floods).toHaveLength(1)
  })
})

describe('of a young city', () => {
  it('no more is looked at than it has seen, and no less than a day', async () => {
    await using shift = await openShift()
    await shift.addStation()
    shift.at(HOUR)
    shift.raise()
    shift.at(2 * HOUR)
    const first = await shift.look({ from: START - 30 * DAY, to: START + 2 * HOUR })
    expect([first.from, measureIn(first, 'per-day')]).toEqual([START + 2 * HOUR - DAY, [1, 'acceptable']])
    shift.at(4 * DAY)
    const later = await shift.look({ from: START - 30 * DAY, to: START + 4 * DAY })
    expect([later.from, measureIn(later, 'per-day')[0]]).toEqual([START, 0.25])
  })
})

describe('after a restart', () => {
  it('floods go on, and what had called is known', async () => {
    await using shift = await openShift()
    for (let i = 0; i < 11; i++) {
      shift.at(i * SECOND)
      shift.raise({ station: i === 0 ? CAUSE.station : `s${i}` })
    }
    const [before] = shift.room.load.floods()
    await shift.restart()
    expect(shift.room.load.floods()[0]).toEqual(before)
    shift.at(20 * SECOND)
    shift.worsen('red')
    shift.at(HOUR)
    const found = await shift.look()
    expect(found.floods).toMatchObject([{ from: before!.from, to: START + 7 * SECOND + 600 * SECOND, count: 12 }])
    expect(found.asked).toMatchObject({ count: 12, toClear: { withTarget: 11 } })
  })
})

it('floods that people saw are those that a reckoning of all calls finds, whatever comes', async () => {
  const gaps = fc.array(fc.nat(90), { minLength: 20, maxLength: 120 })
  await fc.assert(
    fc.asyncProperty(gaps, fc.nat(100), async (seconds, restartAt) => {
      await using shift = await openShift()
      const detector = makeFloodDetector({ scope: '*', positions: 1 })
      const reckoned = new Map<number, number | null>()
      const note = (floods: readonly ({ from: number; to: number | null } | null)[]) => {
        for (const flood of floods) if (flood) reckoned.set(flood.from, flood.to)
      }
      let at = 0
      for (const [i, gap] of seconds.entries()) {
        at += gap * SECOND
        shift.at(at)
        shift.raise({ station: `s${i}` })
        note(detector.call({ at: START + at, severity: 'blue', district: 'east', kind: 'noise' }))
        if (i === restartAt) await shift.restart()
      }
      at += HOUR
      shift.at(at)
      note([detector.tick(START + at)])
      const { floods } = await shift.look({ to: START + 2 * DAY })
      expect(floods.toReversed().map(({ from, to }) => [from, to])).toEqual([...reckoned])
    }),
    { numRuns: 6 },
  )
})

it('a history from before calls were kept is read by the migration, and comes to the same', async () => {
  await using folder = await makeTemporaryFolder()
  const file = join(folder.path, 'records.db')
  const older = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0008'))
  const rows: { seq: number; alarm: string; event: string; snapshot: string }[] = []
  await using shift = await openShift()
  shift.room.desk.onEvent(({ seq, event, alarm }) => {
    rows.push({ seq, alarm: alarm.id, event: JSON.stringify(event), snapshot: JSON.stringify(alarm) })
  })
  for (let i = 0; i < 1_200; i++) {
    shift.at(i * 7 * SECOND)
    shift.raise({ station: `s${i % 40}`, severity: i % 3 === 0 ? 'red' : 'blue' })
    if (i % 2 === 0) shift.clear({ station: `s${i % 40}` })
    if (i % 5 === 0) await shift.step(shift.alarm(`s${i % 40}`).id, { type: 'ack', by: 'li' }).catch(() => {})
  }
  const expected = await shift.look()
  {
    await using old = await openRecords({ file, migrations: older })
    const insert = 'insert into alarm_events (seq, alarm, event, snapshot) values (?, ?, ?, ?)'
    await old.transact(rows.map(({ seq, alarm, event, snapshot }) => statement(insert, [seq, alarm, event, snapshot])))
    await old.transact([statement("insert into alarm_events values (999999, 'x', '{broken', '')")])
  }
  await using records = await openRecords({ file })
  const view = performanceView({
    departments: ['ecology', 'water'],
    positionsOf: () => 1,
    calls: buildLineTables(records).calls,
    everySecondsOf: () => 60,
    now: () => START + 1_199 * 7 * SECOND,
  })
  expect(expected.asked.count).toBeGreaterThan(100)
  expect(await view({ from: START, to: START + DAY })).toEqual(expected)
})

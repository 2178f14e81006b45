import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../domain/alarm.ts'
import type { Rule } from '../../domain/rule.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import { causeAt } from './cause.ts'
import { makeDesk } from './desk.ts'

/*
 * The life cycle as a table, written from ISA-18.2 (states A, B, C, D, G, H, I) and docs/alarms.md. It shares no code with the
 * state machine: a state is one row, a step one column.
 */

/** A: normal, B: unacknowledged, C: acknowledged, D: returned; G, H, I: shelved, suppressed, out of service. */
type State = 'A' | 'B' | 'C' | 'D' | 'G' | 'H' | 'I'
const NAMES: Record<State, Alarm['state']> = {
  A: 'normal',
  B: 'unacknowledged',
  C: 'acknowledged',
  D: 'returned',
  G: 'shelved',
  H: 'suppressed',
  I: 'out-of-service',
}
type Column =
  | 'raise'
  | 'clear'
  | 'ack'
  | 'comment'
  | 'assign'
  | 'shelve'
  | 'unshelve'
  | 'suppress'
  | 'unsuppress'
  | 'out'
  | 'back'

/** `-`: refused; `=`: the state stays; `?`: judged anew, B while the cause holds, else D or, where it was acknowledged, A. */
const TABLE: Record<Column, Record<State, State | '-' | '=' | '?'>> = {
  raise: /*     */ { A: 'B', B: '-', C: '-', D: 'B', G: '=', H: '=', I: '=' },
  clear: /*     */ { A: '-', B: 'D', C: 'A', D: '-', G: '=', H: '=', I: '=' },
  ack: /*       */ { A: '-', B: 'C', C: '-', D: 'A', G: '-', H: '-', I: '-' },
  comment: /*   */ { A: '=', B: '=', C: '=', D: '=', G: '=', H: '=', I: '=' },
  assign: /*    */ { A: '-', B: '=', C: '=', D: '=', G: '=', H: '=', I: '=' },
  shelve: /*    */ { A: '-', B: 'G', C: 'G', D: 'G', G: '-', H: '-', I: '-' },
  unshelve: /*  */ { A: '-', B: '-', C: '-', D: '-', G: '?', H: '-', I: '-' },
  suppress: /*  */ { A: '-', B: 'H', C: 'H', D: 'H', G: 'H', H: '-', I: 'H' },
  unsuppress: /**/ { A: '-', B: '-', C: '-', D: '-', G: '-', H: '?', I: '-' },
  out: /*       */ { A: '-', B: 'I', C: 'I', D: 'I', G: 'I', H: 'I', I: '-' },
  back: /*      */ { A: '-', B: '-', C: '-', D: '-', G: '-', H: '-', I: '?' },
}

/** One alarm as the table has it. */
interface Row {
  state: State
  /** The cause holds. */
  holds: boolean
  acknowledged: boolean
  raises: number
  shelvedUntil: number | null
  assignee: string | null
}

/** What the table says of a step; false: it is refused, and the row is as it was. */
function follow(row: Row, column: Column, of: { until?: number; who?: string } = {}): boolean {
  // While an alarm is aside its cause is still followed: it can only begin when it does not hold, and end when it does.
  if ((column === 'raise' && row.holds) || (column === 'clear' && !row.holds)) return false
  const cell = TABLE[column][row.state]
  if (cell === '-') return false
  if (column === 'raise') {
    row.holds = true
    row.raises++
    // What is set aside by the city calls for nobody, also not by this.
    row.acknowledged = row.state === 'H'
  }
  if (column === 'clear') row.holds = false
  if (column === 'ack') row.acknowledged = true
  if (column === 'assign') row.assignee = of.who ?? null
  if (cell === '?') {
    if (row.holds) row.acknowledged = false
    row.state = row.holds ? 'B' : row.acknowledged ? 'A' : 'D'
  } else if (cell !== '=') row.state = cell
  row.shelvedUntil = row.state === 'G' ? (column === 'shelve' ? (of.until ?? null) : row.shelvedUntil) : null
  return true
}

const TEXT = { zh: '规则', en: 'Rule' }
const RULE: Rule = {
  id: 'loud',
  kind: 'noise',
  label: TEXT,
  response: TEXT,
  severity: 'orange',
  when: { type: 'threshold', value: 'LAeq', above: 85 },
}
const STATIONS = ['a', 'b', 'c'] as const

type Action =
  | { readonly of: 'device'; readonly station: string; readonly what: 'raise' | 'clear' }
  | {
      readonly of: 'person'
      readonly which: number
      readonly what: Column
      readonly text: string
      readonly minutes: number
    }
  | { readonly of: 'time'; readonly minutes: number }
  | { readonly of: 'restart' }

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      of: fc.constant('device' as const),
      station: fc.constantFrom(...STATIONS),
      what: fc.constantFrom('raise' as const, 'clear' as const),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      of: fc.constant('person' as const),
      which: fc.nat(5),
      what: fc.constantFrom<Column>(
        'ack',
        'comment',
        'assign',
        'shelve',
        'unshelve',
        'suppress',
        'unsuppress',
        'out',
        'back',
      ),
      text: fc.constantFrom('because', 'because', 'because', ''),
      minutes: fc.constantFrom(30, 30, 30, 0, -5),
    }),
  },
  { weight: 2, arbitrary: fc.record({ of: fc.constant('time' as const), minutes: fc.constantFrom(1, 10, 31) }) },
  { weight: 1, arbitrary: fc.constant({ of: 'restart' as const }) },
)

const STEP = {
  ack: 'ack',
  comment: 'comment',
  assign: 'assign',
  shelve: 'shelve',
  unshelve: 'unshelve',
  suppress: 'suppress',
  unsuppress: 'unsuppress',
  out: 'out-of-service',
  back: 'return-to-service',
} as const satisfies Partial<Record<Column, string>>

/** A desk over three stations, of which every event is durable at once, that can be started again from what it has kept. */
function deskOnRecords() {
  const town = makeTown()
  for (const id of STATIONS) town.add(id, 'noise')
  const places = makePlaces(town, planKinds(KINDS))
  const stored = new Map<string, Alarm>()
  const log: AlarmMessage[] = []
  const clock = { now: NOON }
  const open = () =>
    makeDesk({
      open: [...stored.values()].filter(({ state }) => state !== 'normal'),
      head: log.length,
      keep(message, done) {
        log.push(message)
        stored.set(message.alarm.id, message.alarm)
        done()
      },
      find: async (id) => stored.get(id),
      now: () => clock.now,
    })
  return { desk: open(), open, stored, log, clock, causeOf: (id: string) => causeAt(places.byId(id)!, RULE) }
}

describe('the desk, whatever devices and people do', () => {
  it('follows the table of the life cycle, numbers every step without a gap, and refuses what the table refuses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 60 }), async (actions) => {
        const of = deskOnRecords()
        const { stored, log, clock } = of
        let { desk } = of
        /** By alarm, in the order of their first raise. */
        const rows = new Map<string, Row>()
        const openOf = new Map<string, string>()

        for (const one of actions) {
          clock.now += 1_000
          const before = JSON.stringify([...stored.values()])
          const count = log.length
          let expected = 0
          if (one.of === 'restart') desk = of.open()
          else if (one.of === 'time') {
            clock.now += one.minutes * 60_000
            for (const row of rows.values())
              if (row.state === 'G' && row.shelvedUntil! <= clock.now && follow(row, 'unshelve')) expected++
            desk.tick(clock.now)
          } else if (one.of === 'device') {
            const known = openOf.get(one.station)
            const row = (known !== undefined && rows.get(known)) || null
            const fresh: Row = {
              state: 'A',
              holds: false,
              acknowledged: true,
              raises: 0,
              shelvedUntil: null,
              assignee: null,
            }
            const target = row && row.state !== 'A' ? row : fresh
            const isTaken = follow(target, one.what)
            expected = isTaken ? 1 : 0
            desk.report({ cause: of.causeOf(one.station), found: one.what, at: clock.now, reading: 90 })
            if (isTaken && target === fresh) {
              const { id } = log.at(-1)!.alarm
              expect(rows.has(id)).toBe(false)
              rows.set(id, fresh)
              openOf.set(one.station, id)
            }
          } else {
            const ids = [...rows.keys()]
            if (ids.length === 0) continue
            const id = ids[one.which % ids.length]!
            const until = clock.now + one.minutes * 60_000
            const isMissing =
              (one.what === 'shelve' && (one.text === '' || one.minutes <= 0)) ||
              (one.what === 'out' && one.text === '')
            const isTaken = !isMissing && follow(rows.get(id)!, one.what, { until, who: one.text })
            expected = isTaken ? 1 : 0
            const type = STEP[one.what as keyof typeof STEP]
            const told = desk.step(id, { type, by: 'anna', text: one.text, until }).then(
              () => true,
              (error: { code?: string }) => {
                expect(error.code).toBe('step-not-allowed')
                return false
              },
            )
            expect(await told).toBe(isTaken)
          }
          if (expected === 0) expect(JSON.stringify([...stored.values()])).toBe(before)
          expect(log.length - count).toBe(expected)
          for (const [id, row] of rows) {
            const { state, active, acknowledged, count: raises, shelvedUntil, assignee } = stored.get(id)!
            expect({ id, state, active, acknowledged, raises, shelvedUntil, assignee }).toEqual({
              id,
              state: NAMES[row.state],
              active: row.holds,
              acknowledged: row.acknowledged,
              raises: row.raises,
              shelvedUntil: row.shelvedUntil,
              assignee: row.assignee,
            })
          }
        }
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
        expect(stored.size).toBe(rows.size)
        for (const { alarm, event } of log)
          expect([alarm.seq, alarm.id, alarm.state]).toEqual([event.seq, event.alarm, event.state])
      }),
      { numRuns: 400 },
    )
  })
})

import { describe, expect, it } from 'vitest'
import type { AlarmMessage } from '../../domain/wire.ts'
import type { OutsideAlert, OutsideMapping } from '../../domain/outside-alert.ts'
import type { KnownAlert } from '../../store/records/outside-alerts.ts'
import { statement } from '../../store/records/statement.ts'
import { makeDesk } from './desk.ts'
import { makeOutsideAlerts } from './outside-alerts.ts'

const NOON = Date.UTC(2026, 10, 25, 12)
const FIRING: OutsideAlert = {
  status: 'firing',
  labels: { alertname: 'PumpDown', severity: 'critical', instance: 'pump-3', district: 'east', team: 'water' },
  annotations: { summary: 'Pump 3 stands still', description: 'Switch to pump 4' },
  startsAt: '2026-11-25T11:59:00Z',
  endsAt: '0001-01-01T00:00:00Z',
}

function bench(mapping: OutsideMapping = {}, known: readonly KnownAlert[] = [], open: AlarmMessage['alarm'][] = []) {
  const kept = new Map(known.map((one) => [one.key, one]))
  const messages: AlarmMessage[] = []
  let now = NOON
  const desk = makeDesk({
    open,
    head: 0,
    keep: (_, done) => done(),
    find: async () => undefined,
    now: () => now,
    within: () => ({ ack: 60 }),
  })
  desk.onEvent((message) => messages.push(message))
  const outside = makeOutsideAlerts({
    mapping,
    districts: new Set(['east', 'west']),
    departments: new Set(['water']),
    known,
    records: {
      save: (alert) => {
        kept.set(alert.key, alert)
        return statement('')
      },
      forget: (key) => {
        kept.delete(key)
        return statement('')
      },
    },
    add: () => {},
    desk,
    now: () => now,
  })
  return {
    outside,
    desk,
    kept,
    messages,
    steps: () => messages.map(({ event, alarm }) => `${event.type} ${alarm.severity} ${event.state}`),
    setNow: (at: number) => void (now = at),
  }
}

describe('an alert from outside', () => {
  it('becomes an alarm that says what its labels say, at the time it began', () => {
    const { outside, messages } = bench({ department: { label: 'team' } })
    expect(outside.take([FIRING], null)).toEqual({ raised: 1, cleared: 0, unchanged: 0 })
    expect(messages[0]!.alarm).toMatchObject({
      rule: expect.stringMatching(/^alert-pump-down-[0-9a-f]{8}$/) as string,
      label: { zh: 'Pump 3 stands still', en: 'Pump 3 stands still' },
      response: { en: 'Switch to pump 4' },
      severity: 'red',
      kind: 'outside',
      station: 'pump-3',
      district: 'east',
      owner: 'water',
      raisedAt: NOON - 60_000,
      state: 'unacknowledged',
    })
  })

  it('that began long before it was sent waits for somebody from when it came, so that nobody is late with it', () => {
    const { outside, desk } = bench()
    outside.take([{ ...FIRING, startsAt: '2026-11-25T08:00:00Z' }], null)
    const [alarm] = [...desk.open()]
    expect(alarm).toMatchObject({ raisedAt: NOON - 4 * 3_600_000, ackBy: NOON + 60_000, answer: { since: NOON } })
  })

  it('sent again is the same alarm, resolved ends it, and both again change nothing', () => {
    const { outside, steps, kept } = bench()
    const over = { ...FIRING, status: 'resolved', endsAt: '2026-11-25T11:59:30Z' }
    const taken = [FIRING, FIRING, over, over].map((alert) => outside.take([alert], null))
    expect(taken.map(({ raised, cleared, unchanged }) => [raised, cleared, unchanged])).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
      [0, 0, 1],
    ])
    expect(steps()).toEqual(['raise red unacknowledged', 'clear red returned'])
    expect(kept.size).toBe(0)
  })

  it('of one name with other labels is another alarm, and each ends by itself', () => {
    const { outside, desk } = bench()
    const other = { ...FIRING, labels: { ...FIRING.labels, mountpoint: '/data' } }
    outside.take([FIRING, other], null)
    expect([...desk.open()]).toHaveLength(2)
    outside.take([{ ...other, status: 'resolved' }], null)
    expect([...desk.open()].map(({ active }) => String(active)).sort()).toEqual(['false', 'true'])
  })

  it('of Prometheus is over when it is not heard of until its end, or for as long as was agreed', () => {
    const { outside, steps, setNow, kept } = bench()
    const { status: _, ...plain } = FIRING
    outside.take([{ ...plain, endsAt: '2026-11-25T12:04:00Z' }], 300_000)
    outside.tick(NOON + 239_000)
    outside.take([{ ...plain, endsAt: '2026-11-25T12:08:00Z' }], 300_000)
    outside.tick(NOON + 300_000)
    expect(steps()).toHaveLength(1)
    setNow(NOON + 480_000)
    outside.tick(NOON + 480_000)
    expect(steps()).toEqual(['raise red unacknowledged', 'clear red returned'])
    const { endsAt: __, ...endless } = plain
    outside.take([endless], 300_000)
    expect([...kept.values()].map(({ endsAt }) => endsAt)).toEqual([NOON + 780_000])
  })

  it('that an earlier run knew goes on: it can be ended, and is not raised twice', () => {
    const first = bench()
    first.outside.take([FIRING], null)
    const second = bench({}, [...first.kept.values()], [...first.desk.open()])
    expect(second.outside.knows([...first.desk.open()][0]!)).toBe(true)
    expect(second.outside.take([FIRING], null)).toEqual({ raised: 0, cleared: 0, unchanged: 1 })
    expect(second.outside.take([{ ...FIRING, status: 'resolved' }], null)).toMatchObject({ cleared: 1 })
    expect(second.steps()).toEqual(['clear red returned'])
  })

  it('takes severity, district, department and station from the labels that the city names', () => {
    const { outside, messages } = bench({
      severity: { label: 'prio', values: { P1: 'orange' }, otherwise: 'blue' },
      district: { label: 'zone', otherwise: 'west' },
      station: { label: 'host' },
    })
    const labels = { alertname: '磁盘 满了!', host: 'a'.repeat(100), zone: 'nowhere' }
    outside.take(
      [
        { labels: { ...labels, prio: 'P1' } },
        { labels: { ...labels, prio: 'P9' } },
        { labels: { ...labels, prio: 'Critical' } },
      ],
      null,
    )
    expect(messages.map(({ alarm }) => alarm.severity)).toEqual(['orange', 'blue', 'red'])
    expect(messages[0]!.alarm).toMatchObject({ district: 'west', owner: 'outside', label: { zh: '磁盘 满了!' } })
    expect(messages[0]!.alarm.station).toHaveLength(63)
    expect(messages[0]!.alarm.rule).toMatch(/^alert-unnamed-/)
  })

  it('begins no later than now, whatever its clock says', () => {
    const { outside, messages } = bench()
    outside.take([{ ...FIRING, startsAt: '2030-01-01T00:00:00Z' }], null)
    expect(messages[0]!.alarm.raisedAt).toBe(NOON)
  })
})

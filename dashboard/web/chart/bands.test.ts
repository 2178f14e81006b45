import { describe, expect, it } from 'vitest'
import type { AlarmEvent, AlarmWithEvents } from '../../../domain/alarm.ts'
import type { Suppression } from '../../../domain/suppression.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { bandsIn, bandsOfAlarm, bandsOfSuppressions } from './bands.ts'

const event = (type: AlarmEvent['type'], at: number, of: Partial<AlarmEvent> = {}): AlarmEvent => ({
  seq: at,
  alarm: 'a',
  type,
  at,
  recordedAt: at,
  by: 'system',
  text: null,
  state: 'unacknowledged',
  late: false,
  ...of,
})
const alarm = (events: readonly AlarmEvent[], of: Partial<AlarmWithEvents> = {}) =>
  ({ id: 'a', severity: 'orange', value: 'LAeq', active: false, raisedAt: 0, events, ...of }) as AlarmWithEvents
const spans = (bands: ReturnType<typeof bandsOfAlarm>) => bands.map(({ kind, from, to }) => [kind, from, to])

describe('the bands of an alarm', () => {
  it('are its lives, each from when its cause began to hold to when it no longer did', () => {
    const events = [event('raise', 10), event('ack', 12), event('clear', 20), event('raise', 30), event('clear', 40)]
    expect(spans(bandsOfAlarm(alarm(events), 'loud'))).toEqual([
      ['alarm', 10, 20],
      ['alarm', 30, 40],
    ])
  })

  it('begin anew when its cause holds again, although the alarm is the same', () => {
    const events = [event('raise', 10), event('clear', 20), event('raise', 30)]
    expect(spans(bandsOfAlarm(alarm(events, { active: true, raisedAt: 10 }), 'loud'))).toEqual([
      ['alarm', 10, 20],
      ['alarm', 30, null],
    ])
  })

  it('have no end while the cause holds, and begin where late readings say', () => {
    const found = alarm([event('raise', 10)], { active: true, raisedAt: 7 })
    expect(spans(bandsOfAlarm(found, 'loud'))).toEqual([['alarm', 7, null]])
  })

  it('are none for what turned out never to have held', () => {
    const found = alarm([event('raise', 10), event('amend', 15, { text: 'it did not hold' }), event('clear', 16)])
    expect(bandsOfAlarm(found, 'loud')).toEqual([])
  })

  it('show beside it when it was shelved, suppressed or out of service', () => {
    const events = [
      event('raise', 10),
      event('shelve', 12, { state: 'shelved' }),
      event('comment', 13, { state: 'shelved' }),
      event('unshelve', 20),
      event('out-of-service', 25, { state: 'out-of-service' }),
    ]
    expect(spans(bandsOfAlarm(alarm(events, { active: true, raisedAt: 10 }), 'loud'))).toEqual([
      ['shelved', 12, 20],
      ['alarm', 10, null],
      ['out-of-service', 25, null],
    ])
  })
})

describe('the bands of suppressions', () => {
  const station = { id: 'air-1', kind: 'air', district: 'east', gateway: 'gw-1' } as StationEntry
  const of = (scope: Suppression['scope']): Suppression => ({
    id: 's',
    reason: 'maintenance',
    scope,
    from: 0,
    to: 10,
    why: 'filter',
    by: 'ann',
    endedBy: null,
  })

  it('are those that the station lies in, by itself, its kind, district or gateway', () => {
    const all = [
      of({}),
      of({ stations: ['air-1'] }),
      of({ districts: ['east'], kinds: ['air'] }),
      of({ gateways: ['gw-1'] }),
    ]
    expect(bandsOfSuppressions(all, station)).toHaveLength(4)
    const others = [
      of({ stations: ['air-2'] }),
      of({ districts: ['east'], kinds: ['noise'] }),
      of({ gateways: ['gw-2'] }),
    ]
    expect(bandsOfSuppressions(others, station)).toEqual([])
  })

  it('are those that reach into the window', () => {
    const bands = bandsOfSuppressions([of({})], station)
    expect(bandsIn(bands, { from: 5, to: 20 })).toHaveLength(1)
    expect(bandsIn(bands, { from: 10, to: 20 })).toEqual([])
  })
})

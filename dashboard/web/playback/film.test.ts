import { describe, expect, it } from 'vitest'
import type { AlarmEvent } from '../../../domain/alarm.ts'
import type { Scene } from '../../../domain/playback.ts'
import { ALARM } from '../../../domain/testing/alarm.ts'
import type { AlarmMessage } from '../../../domain/wire.ts'
import type { CityState } from '../live/city.ts'
import type { HistoryCalls } from './calls.ts'
import { openFilm } from './film.ts'
import { createPastCity } from './past-city.ts'
import type { Span } from './question.ts'
import { chunkAt, openChunk, planOf } from './station-chunks.ts'

const HOUR = 3_600_000
const SPAN = { from: 0, to: 6 * HOUR }

function message(seq: number, at: number): AlarmMessage {
  const event: AlarmEvent = {
    seq,
    alarm: `a${seq}`,
    type: 'raise',
    at,
    recordedAt: at,
    by: 'system',
    text: null,
    state: 'unacknowledged',
    late: false,
  }
  const alarm = { ...ALARM, id: `a${seq}`, state: 'unacknowledged' as const, seq }
  return { seq, department: 'o', departmentSeq: seq, event, alarm }
}

/** A city in which alarms were raised at these times; counts what was asked for. */
function openSmallFilm(times: readonly number[]) {
  const all = times.map((at, i) => message(i + 1, at))
  const asked: string[] = []
  const state = { broken: false, now: 0 }
  const answer = async <T>(what: string, make: () => T): Promise<T> => {
    asked.push(what)
    await Promise.resolve()
    if (state.broken) throw new Error('away')
    return make()
  }
  const calls: HistoryCalls = {
    scene: (at) =>
      answer(`scene ${at}`, (): Scene => {
        const open = all.filter(({ event }) => event.recordedAt <= at).map(({ alarm }) => [alarm.id, alarm] as const)
        return { alarms: new Map(open), incidents: new Map() }
      }),
    events: ({ from, to }) =>
      answer(`events ${from} ${to}`, () => ({
        alarms: all.filter(({ event }) => event.recordedAt > from && event.recordedAt <= to),
        incidents: [],
      })),
    stations: (span: Span, { everyMs }) =>
      answer(`stations ${span.from}`, () => ({
        ...span,
        everyMs,
        kinds: [{ kind: 'noise', value: 'LAeq', stations: [{ id: 's1', at: [-30, 60], values: [50, 60] }] }],
      })),
    marks: () => Promise.reject(new Error('not asked for here')),
    incident: () => Promise.reject(new Error('not asked for here')),
  }
  const film = openFilm({
    calls,
    span: SPAN,
    stations: () => 10,
    kinds: () => ['noise'],
    onChange: () => undefined,
    clock: () => state.now,
  })
  const ready = async (at: number, speed: number) => {
    film.need(at, speed)
    for (let i = 0; i < 50 && !film.isReady(at, speed); i++) await Promise.resolve()
    return film.isReady(at, speed)
  }
  return { film, asked, state, ready }
}

describe('a film of the past', () => {
  it('is fetched around where it is looked at, and a little ahead of it, not whole', async () => {
    const { film, asked, ready } = openSmallFilm([HOUR, 3 * HOUR, 5 * HOUR])
    expect(await ready(3 * HOUR + 1, 60)).toBe(true)
    expect([...(film.scene(3 * HOUR + 1)?.alarms.keys() ?? [])]).toEqual(['a1', 'a2'])
    const reach = asked.filter((one) => one.startsWith('events')).map((one) => Number(one.split(' ')[2]))
    expect(Math.max(...reach)).toBeLessThan(3.5 * HOUR)
    expect(film.scene(5 * HOUR)).toBeNull()
  })

  it('goes on where it is without asking for the beginning again, and begins anew after a jump', async () => {
    const { asked, ready } = openSmallFilm([HOUR])
    for (let at = 0; at <= HOUR; at += 120_000) expect(await ready(at, 60)).toBe(true)
    expect(asked.filter((one) => one.startsWith('scene'))).toEqual(['scene 0'])
    expect(await ready(5 * HOUR, 60)).toBe(true)
    expect(asked.filter((one) => one.startsWith('scene'))).toHaveLength(2)
  })

  it('finds the event before and after, however far away it is', async () => {
    const { film, ready } = openSmallFilm([HOUR, 5 * HOUR])
    await ready(3 * HOUR, 60)
    expect(await film.eventAfter(3 * HOUR)).toBe(5 * HOUR)
    expect(await film.eventBefore(3 * HOUR)).toBe(HOUR)
    expect(await film.eventAfter(5 * HOUR)).toBeNull()
    expect(await film.eventBefore(HOUR)).toBeNull()
  })

  it('tells why it is not there, asks again after a while and not before, and is there then', async () => {
    const { film, asked, state, ready } = openSmallFilm([HOUR])
    state.broken = true
    expect(await ready(HOUR, 60)).toBe(false)
    expect(film.failure).toBeInstanceOf(Error)
    const tries = asked.length
    expect(await ready(HOUR, 60)).toBe(false)
    expect(asked).toHaveLength(tries)
    state.broken = false
    state.now = 10_000
    expect(await ready(HOUR, 60)).toBe(true)
    expect(film.failure).toBeNull()
  })

  it('shows alarms also while it cannot be told what stations read', async () => {
    const { film, ready } = openSmallFilm([HOUR])
    await ready(HOUR, 60)
    const other = openSmallFilm([HOUR])
    other.film.need(HOUR, 60)
    for (let i = 0; i < 20; i++) await Promise.resolve()
    expect(film.stations(HOUR, 60)).not.toBeNull()
    expect(other.film.scene(HOUR)?.alarms.size).toBe(1)
  })
})

describe('pieces of the stations’ past', () => {
  it('have wider steps the faster the clock runs, and fewer the larger the city is', () => {
    expect(planOf(1, 100)).toEqual({ everyMs: 10_000, lengthMs: 600_000 })
    expect(planOf(600, 100).everyMs).toBe(300_000)
    const { everyMs, lengthMs } = planOf(60, 10_000)
    expect((lengthMs / everyMs + 1) * 10_000).toBeLessThanOrEqual(150_000)
  })

  it('are cut alike wherever one comes from, and tell the newest reading by then', () => {
    const plan = planOf(1, 100)
    expect(chunkAt(HOUR + 1, plan, []).key).toBe(chunkAt(HOUR + 500_000, plan, []).key)
    const of = chunkAt(HOUR, plan, [])
    const track = { id: 's1', at: [-30, 10, 40], values: [1, 2, 3], flags: [1, 3, 1], levels: [2, 0, 4] }
    const chunk = openChunk(of, { ...of, kinds: [{ kind: 'noise', value: 'LAeq', stations: [track] }] })
    const at = (time: number) => {
      const found: unknown[] = []
      chunk.each(time, (id, read) => found.push([id, read]))
      return found
    }
    expect(at(HOUR - 31_000)).toEqual([])
    expect(at(HOUR)).toEqual([['s1', { at: HOUR - 30_000, value: 1, flag: 1, level: 2 }]])
    expect(at(HOUR + 39_999)).toEqual([['s1', { at: HOUR + 10_000, value: 2, flag: 3, level: 0 }]])
    expect(at(HOUR + 40_000)).toEqual([['s1', { at: HOUR + 40_000, value: 3, flag: 1, level: 4 }]])
  })
})

describe('the city as it was', () => {
  it('has the values, freshness and presence of its time, and nothing can be done to it', () => {
    const entry = { id: 's1', kind: 'noise', name: 'Square', everySeconds: 60, presence: { state: 'online' } }
    const kind = { id: 'noise', index: { id: 'noise-zone', levels: [] } }
    const live = { stations: new Map([['s1', entry]]), kind: () => kind, facts: null } as unknown as CityState
    const past = createPastCity(() => live)
    const of = { from: 0, to: HOUR, everyMs: 60_000, key: '' }
    const track = { id: 's1', at: [60], values: [71], levels: [3], flags: [3] }
    const chunk = openChunk(of, { ...of, kinds: [{ kind: 'noise', value: 'LAeq', stations: [track] }] })
    const scene: Scene = { alarms: new Map([['a', ALARM]]), incidents: new Map() }
    const seen = [30_000, 70_000, 250_000, 30 * 60_000].map((at) => {
      past.show(at, { scene, chunk })
      return [past.freshness('s1'), past.stations.get('s1')?.presence.state, past.look('s1')]
    })
    expect(seen).toEqual([
      ['none', 'unknown', 'hollow'],
      ['live', 'online', 'plain'],
      ['late', 'stale', 'hollow'],
      ['stale', 'offline', 'slashed'],
    ])
    expect(past.latest.get('s1')).toMatchObject({
      values: { LAeq: 71 },
      flags: { LAeq: 3 },
      indices: { 'noise-zone': { level: 3 } },
    })
    past.takeAlarm({ ...ALARM, id: 'b' })
    expect([past.writable, [...past.alarms.keys()]]).toEqual([false, ['a']])
    past.show(70_000, { scene, chunk: null })
    expect(past.latest.size).toBe(0)
    expect(live.stations.get('s1')?.presence.state).toBe('online')
  })
})

import { describe, expect, it } from 'vitest'
import { takeStep } from '../domain/alarm.ts'
import { type ChannelWish, newsOf } from '../domain/delivery.ts'
import { makePace } from './pace.ts'
import { pack, type PackingState, release } from './packing.ts'
import { messageOf, wishOf } from './testing/small-office.ts'

const NOW = 1_764_000_000_000

function packing(more: Partial<ChannelWish> = {}, audience: 'people' | 'programs' = 'people') {
  const state: PackingState = { recent: [], summaryAt: -Infinity }
  return (messages: Parameters<typeof pack>[0], at = NOW, room = 17, quietUntil: number | null = null) =>
    pack(messages, {
      channel: 'c',
      kind: { audience, mostEvents: 100 },
      wish: wishOf('x', {}, more),
      quietUntil,
      room,
      state,
      now: at,
    })
}

const numbered = (from: number, count: number) => Array.from({ length: count }, (_, i) => messageOf(from + i))
const seqsOf = ({ deliveries }: ReturnType<typeof pack>) => deliveries.map(({ seqs }) => seqs.length)

describe('for people', () => {
  it('each event is a message of its own while there are few', () => {
    const packed = packing()(numbered(1, 10))
    expect(seqsOf(packed)).toEqual(Array.from({ length: 10 }, () => 1))
    expect(packed).toMatchObject({ position: 10, notBefore: null })
  })

  it('a flood becomes one summary, and the next one no sooner than a minute later', () => {
    const take = packing()
    expect(seqsOf(take(numbered(1, 40)))).toEqual([40])
    const early = take(numbered(41, 5), NOW + 10_000)
    expect(early).toMatchObject({ deliveries: [], notBefore: NOW + 60_000 })
    expect(seqsOf(take(numbered(41, 9), NOW + 60_000))).toEqual([9])
  })

  it('red waits for no minute', () => {
    const take = packing()
    take(numbered(1, 40))
    const red = take([...numbered(41, 3), messageOf(44, { severity: 'red' })], NOW + 1_000)
    expect(seqsOf(red)).toEqual([4])
    expect(red.position).toBe(44)
    // That a red alarm is over calls nobody.
    const over = take(
      [messageOf(45, { severity: 'red', active: false, state: 'returned' }, { type: 'clear' })],
      NOW + 2_000,
    )
    expect(over.notBefore).not.toBeNull()
  })

  it('trickling alarms are a flood too, and ten quiet minutes end it', () => {
    const take = packing()
    for (let i = 1; i <= 10; i++) expect(seqsOf(take([messageOf(i)], NOW + i * 1_000))).toEqual([1])
    expect(take([messageOf(11), messageOf(12)], NOW + 11_000).deliveries.map(({ sort }) => sort)).toEqual(['summary'])
    expect(seqsOf(take(numbered(13, 2), NOW + 700_000))).toEqual([1, 1])
  })

  it('what the other side would not take singly goes as one', () => {
    expect(seqsOf(packing()(numbered(1, 3), NOW, 2))).toEqual([3])
    expect(seqsOf(packing()(numbered(1, 1), NOW, 0))).toEqual([1])
  })

  it('quiet hours keep lesser alarms, not red ones, and lose neither', () => {
    const quiet = { from: '22:00', to: '07:00', upTo: 'orange' } as const
    const packed = packing({ quiet })([...numbered(1, 3), messageOf(4, { severity: 'red' })], NOW, 17, NOW + 3_600_000)
    expect(packed.deliveries.map(({ state, seqs }) => [state, seqs])).toEqual([
      ['quiet', [1, 2, 3]],
      ['waiting', [4]],
    ])
    const kept = packed.deliveries.filter(({ state }) => state === 'quiet').map((one) => ({ ...one, attempts: 0 }))
    const [out, ...more] = release(kept, { channel: 'c', mostEvents: 100, now: NOW })
    expect(more).toEqual([])
    expect(out).toMatchObject({ sort: 'summary', state: 'waiting', seqs: [1, 2, 3] })
  })
})

it('programs get every event, a hundred in one message', () => {
  expect(seqsOf(packing({}, 'programs')(numbered(1, 250)))).toEqual([100, 100, 50])
})

const STEP = { at: 1, by: 'system' }

describe('the filter', () => {
  const news = ['raised', 'worse', 'cleared', 'acknowledged', 'changed'] as const
  const wants = (filter: ChannelWish['filter'], message: ReturnType<typeof messageOf>) =>
    packing({ filter })([message]).deliveries.length === 1

  it('leaves out, and moves on', () => {
    const packed = packing({ filter: { severities: ['red'] } })(numbered(1, 5))
    expect(packed).toMatchObject({ deliveries: [], position: 5, notBefore: null })
  })

  it('goes by severity, department, district, kind and news, all of them', () => {
    const one = messageOf(1)
    const fits = { severities: ['orange' as const], departments: ['ecology'], districts: ['east'], kinds: ['noise'] }
    expect(wants(fits, one)).toBe(true)
    expect(wants({ ...fits, severities: ['red'] }, one)).toBe(false)
    expect(wants({ ...fits, departments: ['police'] }, one)).toBe(false)
    expect(wants({ ...fits, districts: ['west'] }, one)).toBe(false)
    expect(wants({ ...fits, kinds: ['air'] }, one)).toBe(false)
    expect(wants({ ...fits, news: ['cleared'] }, one)).toBe(false)
    const ack = messageOf(2, { state: 'acknowledged', acknowledged: true }, { type: 'ack' })
    expect([wants({}, ack), wants({ news: ['acknowledged'] }, ack)]).toEqual([false, true])
  })

  it('calls nobody for what is late, set aside, or a better colour, unless silence is asked for', () => {
    const late = messageOf(1, { late: true, acknowledged: true, state: 'acknowledged' }, { late: true })
    const aside = messageOf(2, { state: 'suppressed', acknowledged: true })
    const better = messageOf(3, { state: 'acknowledged', acknowledged: true }, { type: 'severity' })
    for (const one of [late, aside, better]) expect(wants({}, one)).toBe(false)
    for (const one of [late, aside, better]) expect(wants({ news: [...news], silent: true }, one)).toBe(true)
  })

  it('says that an alarm got worse when it did, and not when it got better while nobody had taken it up', () => {
    const [red, yellow] = [{ severity: 'red' }, { severity: 'yellow' }] as const
    const raised = takeStep(messageOf(1, { ...yellow, state: 'normal', active: false }).alarm, {
      ...STEP,
      type: 'raise',
    })
    const worse = 'alarm' in raised && takeStep(raised.alarm, { ...STEP, ...red, type: 'severity', at: 2 })
    const better = worse && 'alarm' in worse && takeStep(worse.alarm, { ...STEP, ...yellow, type: 'severity', at: 3 })
    const told = [worse, better].map((result, i) => {
      if (!result || 'refused' in result) throw new Error('refused')
      return newsOf(messageOf(i + 2, result.alarm, { type: 'severity', at: i + 2 }))
    })
    expect(told).toEqual(['worse', 'changed'])
  })

  it('calls again when what was set aside comes back and holds', () => {
    expect(wants({}, messageOf(1, {}, { type: 'unsuppress' }))).toBe(true)
    expect(wants({}, messageOf(1, { state: 'normal', active: false }, { type: 'unsuppress' }))).toBe(false)
  })

  it('leaves out simulated stations when told', () => {
    expect(wants({ simulated: false }, messageOf(1, { simulated: true }))).toBe(false)
    expect(wants({}, messageOf(1, { simulated: true }))).toBe(true)
  })
})

describe('the pace', () => {
  it('lets twenty go in a minute and says when the next may', () => {
    const pace = makePace(20)
    for (let i = 0; i < 20; i++) {
      expect(pace.nextAt(NOW + i)).toBe(NOW + i)
      pace.took(NOW + i)
    }
    expect(pace.nextAt(NOW + 30_000)).toBe(NOW + 60_000)
    expect(pace.room(NOW + 60_000)).toBe(1)
  })

  it('keeps a reserve, and says when there is room above it', () => {
    const pace = makePace(20)
    for (let i = 0; i < 17; i++) pace.took(NOW + i)
    expect([pace.room(NOW + 20, 3), pace.nextAt(NOW + 20, 3), pace.nextAt(NOW + 20)]).toEqual([
      0,
      NOW + 60_000,
      NOW + 20,
    ])
    for (let i = 17; i < 20; i++) pace.took(NOW + i)
    expect(pace.nextAt(NOW + 20, 3)).toBe(NOW + 60_003)
    expect(pace.room(NOW + 60_003, 3)).toBe(1)
  })

  it('waits anywhere under a bound that doubles to five minutes, and as long as it is asked to', () => {
    const longest = makePace(null, () => 1)
    expect([1, 2, 3, 20].map((failures) => longest.backOffMs(failures))).toEqual([1_000, 2_000, 4_000, 300_000])
    expect(makePace(null, () => 0).backOffMs(9)).toBe(50)
    expect(makePace(null, () => 0).backOffMs(1, 90_000)).toBe(90_050)
    expect(makePace(null, () => 1).backOffMs(1, 1e12)).toBe(3_601_000)
  })
})

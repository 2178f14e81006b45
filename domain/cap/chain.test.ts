import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rule } from '../rule.ts'
import { SEVERITIES } from '../severity.ts'
import { type ChainHead, nextByHand, nextByItself, nextToShow, withdrawal } from './chain.ts'
import { statusOf, whyNotByItself } from './policy.ts'
import { ALARM, NOON, POLICY, WARNING } from './testing/sample.ts'
import { type IncidentFacts, materialOf, type Warning, warningOfAlarm, warningOfIncident } from './warning.ts'

const HOUR = 3_600_000
const RULE = { when: { type: 'threshold', value: 'waterLevel', above: 6 } } as Rule
const KIND = { id: 'water', sharing: 'mandatory' } as const
const of = { rule: RULE, kind: KIND, policy: POLICY, now: NOON }

function headOf(warning: Warning, part: Partial<ChainHead> = {}): ChainHead {
  const { severity, count, seq } = warning
  const sentAt = NOON
  const head = { n: 1, chain: 1, msgType: 'Alert', cause: 'raise', expiresAt: NOON + 6 * HOUR } as const
  return { ...head, material: materialOf(warning), severity, count, seq, sentAt, ...part }
}

describe('a warning', () => {
  it('begins with an Alert, follows every change by an Update, and ends with a Cancel', () => {
    expect(nextByItself(WARNING, null, of)).toEqual({ n: 1, chain: 1, msgType: 'Alert', cause: 'raise' })
    const head = headOf(WARNING)
    expect(nextByItself(WARNING, head, of)).toBeNull()
    expect(nextByItself({ ...WARNING, severity: 'red' }, head, of)).toMatchObject({
      msgType: 'Update',
      cause: 'severity',
    })
    expect(nextByItself({ ...WARNING, severity: 'blue' }, head, of)).toMatchObject({ n: 2, msgType: 'Update' })
    const wider = { ...WARNING, districts: ['990105', '990101'] }
    expect(nextByItself(wider, head, of)).toEqual({ n: 2, chain: 1, msgType: 'Update', cause: 'area' })
    const over = { ...WARNING, isActive: false }
    expect(nextByItself(over, head, of)).toEqual({ n: 2, chain: 1, msgType: 'Cancel', cause: 'over' })
  })

  it('is prolonged when a quarter of its time is left and it still holds', () => {
    const head = headOf(WARNING)
    const at = (hours: number) => nextByItself(WARNING, head, { ...of, now: NOON + hours * HOUR })
    expect(at(4.49)).toBeNull()
    expect(at(4.5)).toMatchObject({ msgType: 'Update', cause: 'extension' })
  })

  it('is not issued again by itself after a person withdrew it, until it is raised anew or becomes worse', () => {
    const head = headOf(WARNING, { n: 3, msgType: 'Cancel', cause: 'withdrawn' })
    expect(nextByItself(WARNING, head, of)).toBeNull()
    expect(nextByItself({ ...WARNING, count: 2 }, head, of)).toEqual({
      n: 4,
      chain: 4,
      msgType: 'Alert',
      cause: 'raise',
    })
    expect(nextByItself({ ...WARNING, severity: 'red' }, head, of)).toMatchObject({ msgType: 'Alert' })
  })

  it('ends when it has been over for long enough, so that what comes and goes is one warning', () => {
    const over = { ...WARNING, isActive: false, endedAt: NOON }
    const policy = { ...POLICY, holdMinutes: 5 }
    const at = (minutes: number) =>
      nextByItself(over, headOf(WARNING), { ...of, policy, now: NOON + minutes * 60_000 })?.msgType
    expect([at(0), at(4.99), at(5)]).toEqual([undefined, undefined, 'Cancel'])
    expect(nextByItself({ ...WARNING, count: 2 }, headOf(WARNING), { ...of, policy })).toBeNull()
  })

  it('stays as it is while its alarm is set aside, until it is over', () => {
    const aside = { ...WARNING, aside: 'suppressed', severity: 'red' } as const
    expect(nextByItself(aside, null, of)).toBeNull()
    expect(nextByItself(aside, headOf(WARNING), of)).toBeNull()
    expect(nextByItself({ ...aside, isActive: false }, headOf(WARNING), of)).toMatchObject({ msgType: 'Cancel' })
  })

  it.each([
    ['it tells of the past', { isLate: true }, {}],
    ['it is over', { isActive: false }, {}],
    ['it is shelved', { aside: 'shelved' }, {}],
    ['it is below orange', { severity: 'yellow' }, {}],
    ['it is about the platform, not about the city', { kind: 'monitor' }, {}],
    ['kind water is not among them', {}, { kinds: ['air'] }],
    ['rule flood-alarm is excepted', {}, { exceptRules: ['flood-alarm'] }],
    ['the city issues nothing by itself', {}, { issueFrom: null }],
    ['the city issues nothing by itself', {}, { sender: null }],
  ] as const)('does not begin by itself when %s', (why, warning, policy) => {
    expect(whyNotByItself({ ...WARNING, ...warning }, of, { ...POLICY, ...policy })).toBe(why)
  })

  it('does not begin by itself for a kind that is not for every department, unless `warnings.kinds` names it', () => {
    for (const [sharing, how] of [
      ['withheld', 'withheld'],
      ['on-demand', 'shared on demand'],
    ] as const) {
      const kind = { id: 'water', sharing }
      const why = `kind water is ${how}, and warnings.kinds does not name it`
      expect(whyNotByItself(WARNING, { ...of, kind }, POLICY)).toBe(why)
      expect(nextByItself(WARNING, null, { ...of, kind })).toBeNull()
      const named = { ...POLICY, kinds: ['water'] }
      expect(nextByItself(WARNING, null, { ...of, kind, policy: named })).toMatchObject({ msgType: 'Alert' })
    }
    // Of what no kind says it, every department knows.
    expect(nextByItself(WARNING, null, { ...of, kind: undefined })).toMatchObject({ msgType: 'Alert' })
  })

  it('does not begin by itself because a device is silent, stands still or sends doubtful values', () => {
    const leaf = (type: string) => ({ when: { type } }) as unknown as Rule
    for (const type of ['silent', 'flat', 'quality'])
      expect(nextByItself(WARNING, null, { ...of, rule: leaf(type) })).toBeNull()
    const both = { when: { type: 'all', of: [{ type: 'silent', intervals: 3 }, RULE.when] } } as unknown as Rule
    expect(nextByItself(WARNING, null, { ...of, rule: both })).toMatchObject({ msgType: 'Alert' })
  })

  it('may be issued by a person below the severity, and may not when it is late, over, set aside or out already', () => {
    const yellow = { ...WARNING, severity: 'yellow' } as const
    expect(nextByHand(yellow, null)).toEqual({ next: { n: 1, chain: 1, msgType: 'Alert', cause: 'raise' } })
    expect(nextByHand({ ...yellow, isLate: true }, null)).toEqual({ refused: 'it tells of the past' })
    expect(nextByHand({ ...yellow, isActive: false }, null)).toEqual({ refused: 'it is over' })
    expect(nextByHand({ ...yellow, aside: 'shelved' }, null)).toEqual({ refused: 'it is shelved' })
    expect(nextByHand(yellow, headOf(yellow))).toEqual({ refused: 'it is issued already' })
    expect(withdrawal(null)).toEqual({ refused: 'it is not issued' })
    expect(withdrawal(headOf(yellow))).toMatchObject({ next: { msgType: 'Cancel', cause: 'withdrawn' } })
  })

  it('is never Actual when it is simulated, nor when the monitor speaks of itself', () => {
    const status = (alarm: Partial<typeof ALARM>) => statusOf(warningOfAlarm({ ...ALARM, ...alarm }), POLICY)
    expect([status({}), status({ simulated: true }), status({ kind: 'monitor' })]).toEqual([
      'Actual',
      'Exercise',
      'System',
    ])
    expect(statusOf({ kind: 'water', isSimulated: true }, { ...POLICY, simulated: 'Test' })).toBe('Test')
  })

  it('runs through any life as Alert, Updates, Cancel: numbered without gaps, each chain beginning with an Alert and ending with a Cancel', () => {
    const step = fc.record({
      isActive: fc.boolean(),
      severity: fc.constantFrom(...SEVERITIES),
      aside: fc.constantFrom(null, null, 'shelved'),
      isLate: fc.boolean(),
      isRaised: fc.boolean(),
      order: fc.constantFrom('none', 'none', 'issue', 'withdraw'),
      minutes: fc.integer({ min: 0, max: 500 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const issued: ChainHead[] = []
        let now = NOON
        let count = 1
        for (const { isRaised, order, minutes, ...state } of steps) {
          now += minutes * 60_000
          count += isRaised ? 1 : 0
          const warning: Warning = { ...WARNING, ...state, count }
          const head = issued.at(-1) ?? null
          const byHand = order === 'issue' ? nextByHand(warning, head) : withdrawal(head)
          const next =
            order === 'none' ? nextByItself(warning, head, { ...of, now }) : 'next' in byHand ? byHand.next : null
          expect(nextToShow(warning, head).n).toBe((head?.n ?? 0) + 1)
          if (next) issued.push(headOf(warning, { ...next, sentAt: now, expiresAt: now + 6 * HOUR }))
        }
        issued.forEach((message, i) => {
          const before = issued[i - 1]
          expect(message.n).toBe(i + 1)
          const isFirst = before === undefined || before.msgType === 'Cancel'
          expect([message.msgType === 'Alert', message.chain === message.n]).toEqual([isFirst, isFirst])
          if (!isFirst) expect(message.chain).toBe(before.chain)
        })
      }),
    )
  })
})

describe('an incident', () => {
  const FACTS: IncidentFacts = {
    id: 'i-1',
    label: { zh: '烟羽', en: 'Plume' },
    severity: 'red',
    state: 'open',
    districts: ['990101'],
    kinds: ['air'],
    openedAt: NOON,
    stableAt: null,
    closedAt: null,
    tasks: [
      { text: { zh: '疏散', en: 'Evacuate' }, by: 'system' },
      { text: { zh: '疏散', en: 'Evacuate' }, by: 'system' },
      { text: { zh: '内部', en: 'Internal' }, by: 'li' },
    ],
    simulated: false,
    seq: 4,
  }

  it('is issued by a person, follows its area by itself, and ends when nothing of it holds', () => {
    const warning = warningOfIncident(FACTS)
    expect([warning.response.en, nextByItself(warning, null, of)]).toEqual(['Evacuate', null])
    expect(nextByHand(warning, null)).toMatchObject({ next: { msgType: 'Alert' } })
    const wider = warningOfIncident({ ...FACTS, districts: ['990101', '990102'] })
    expect(nextByItself(wider, headOf(warning), of)).toMatchObject({ msgType: 'Update', cause: 'area' })
    const stable = warningOfIncident({ ...FACTS, state: 'stable', stableAt: NOON })
    expect(nextByItself(stable, headOf(warning), of)).toMatchObject({ msgType: 'Cancel', cause: 'over' })
  })
})

import { join } from 'node:path'
import fc from 'fast-check'
import type { Compilable } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Alarm, AlarmEvent } from '../../domain/alarm.ts'
import { checkCap } from '../../domain/cap/check.ts'
import type { IssuedWarning } from '../../domain/cap/issued.ts'
import type { WarningPolicy } from '../../domain/cap/policy.ts'
import { ALARM, CONTEXT, NOON, POLICY } from '../../domain/cap/testing/sample.ts'
import { schemaFaults, textsAt } from '../../domain/cap/testing/schema.ts'
import type { Incident } from '../../domain/incident.ts'
import type { Kind } from '../../domain/kind.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Severity } from '../../domain/severity.ts'
import { buildAlarmRecords } from '../../store/records/alarms.ts'
import { buildAuditRecords } from '../../store/records/audit.ts'
import { buildCursorRecords } from '../../store/records/cursors.ts'
import { MIGRATIONS } from '../../store/records/migrations/all.ts'
import { buildIncidentRecords } from '../../store/records/incidents.ts'
import { openRecords } from '../../store/records/open.ts'
import type { Records } from '../../store/records/records.ts'
import { makeTemporaryFolder } from '../../store/records/testing/temporary-folder.ts'
import { buildWarningRecords } from '../../store/records/warnings.ts'
import { alarmFeed, incidentFeed } from './feed.ts'
import type { WarningDesk } from './desk-options.ts'
import { openWarningDesk } from './warning-desk.ts'

const HOUR = 3_600_000
const silent = { info: () => {}, error: () => {} }

/** A control room of records alone: alarm events are written as the alarm desk would, and a warning desk reads them. */
async function withRoom(work: (room: Room) => Promise<void>): Promise<void> {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  await work(new Room(records))
}

class Room {
  now = NOON
  seq = 0
  readonly troubles: string[] = []
  readonly warnings
  readonly #alarms
  readonly #incidents
  #incidentSeq = 0
  readonly #records
  readonly #listeners = new Set<() => void>()

  constructor(records: Records) {
    this.#records = records
    this.#alarms = buildAlarmRecords(records)
    this.#incidents = buildIncidentRecords(records)
    this.warnings = buildWarningRecords(records)
  }

  async event(alarm: Partial<Alarm>, type: AlarmEvent['type'] = 'raise'): Promise<void> {
    const seq = ++this.seq
    const whole: Alarm = { ...ALARM, ...alarm, seq }
    const { id, state, late } = whole
    const event = { seq, alarm: id, type, at: this.now, recordedAt: this.now, by: 'system', text: null, state, late }
    await this.#records.transact([this.#alarms.save(whole), this.#alarms.record(event, whole, seq)])
    for (const listener of this.#listeners) listener()
  }

  async incident(of: Partial<Incident>): Promise<void> {
    const seq = ++this.#incidentSeq
    const incident: Incident = { ...INCIDENT, ...of, seq, number: seq }
    const { id, state } = incident
    const event = {
      seq,
      incident: id,
      number: seq,
      type: 'joined',
      at: this.now,
      recordedAt: this.now,
      by: 'system',
    } as const
    const whole = { ...event, text: null, alarm: null, task: null, state, late: false }
    await this.#records.transact([this.#incidents.save(incident), this.#incidents.record(whole, incident)])
  }

  open(
    of: {
      policy?: Partial<WarningPolicy>
      transact?: Records['transact']
      rule?: Rule
      sharing?: Kind['sharing']
    } = {},
  ): Promise<WarningDesk> {
    return openWarningDesk({
      context: {
        ...CONTEXT,
        policy: { ...POLICY, ...of.policy },
        kindOf: (id) => {
          const kind = CONTEXT.kindOf(id)
          return kind && { ...kind, ...(of.sharing && { sharing: of.sharing }) }
        },
      },
      warnings: this.warnings,
      feeds: [alarmFeed(this.#alarms), incidentFeed(this.#incidents)],
      cursors: buildCursorRecords(this.#records),
      audit: buildAuditRecords(this.#records),
      transact: of.transact ?? this.transact,
      ruleOf: () => of.rule,
      onEvent: (listener) => {
        this.#listeners.add(listener)
        return () => this.#listeners.delete(listener)
      },
      troubles: {
        raise: (name) => void this.troubles.push(name),
        clear: (name) => void this.troubles.push(`no ${name}`),
      },
      log: silent,
      now: () => this.now,
    })
  }

  readonly transact = (statements: readonly Compilable[]) => this.#records.transact(statements)

  audit() {
    return buildAuditRecords(this.#records).list({ limit: 100 })
  }

  cursor() {
    return buildCursorRecords(this.#records).positionOf('warnings')
  }

  /** Everything issued, oldest first. */
  async issued(): Promise<readonly IssuedWarning[]> {
    return (await this.warnings.list({ now: this.now, limit: 1000 })).items.toReversed()
  }

  async told(): Promise<readonly string[]> {
    return (await this.issued()).map(({ identifier, msgType, cause, by }) => `${identifier} ${msgType} ${cause} ${by}`)
  }
}

const INCIDENT: Incident = {
  id: 'i-1',
  cause: 'plume',
  label: { zh: '有害气体扩散', en: 'Plume' },
  severity: 'orange',
  atLeast: null,
  worst: 'orange',
  state: 'open',
  districts: ['990101'],
  kinds: ['air'],
  departments: ['ecology'],
  openedAt: NOON,
  lastRaisedAt: NOON,
  openedBy: 'system',
  stableAt: null,
  closedAt: null,
  closedBy: null,
  mergedInto: null,
  lead: null,
  handOver: null,
  members: 1,
  active: 1,
  waiting: 1,
  tasks: [],
  simulated: false,
  touched: true,
  number: 1,
  seq: 1,
}

describe('the warning desk', () => {
  it('issues an incident when a person orders it, and follows its districts until nothing of it holds', async () => {
    await withRoom(async (room) => {
      await using desk = await room.open()
      await room.incident({})
      await desk.look()
      expect(await room.told()).toEqual([])
      await desk.issue('incident', 'i-1', { by: 'li', why: null })
      room.now += 1000
      await room.incident({ districts: ['990101', '990105'], severity: 'red' })
      await desk.look()
      room.now += 1000
      await room.incident({ districts: ['990101', '990105'], severity: 'red', state: 'stable', stableAt: room.now })
      await desk.look()
      expect(await room.told()).toEqual([
        'incident-i-1-1 Alert raise li',
        'incident-i-1-2 Update severity system',
        'incident-i-1-3 Cancel over system',
      ])
      const { xml, cnXml } = (await room.warnings.get('incident-i-1-2'))!
      expect([schemaFaults(xml), checkCap(xml), textsAt(xml, '//c:incidents')]).toEqual([[], [], ['i-1']])
      expect(textsAt(xml, '//c:info[2]//c:areaDesc')).toEqual(['Guzhong', 'Shigang'])
      expect(textsAt(cnXml!, '//geocode')).toEqual(['990101000000', '990105000000'])
    })
  })

  it('issues an Alert when an alarm is raised, an Update when it becomes worse, a Cancel when it is over', async () => {
    await withRoom(async (room) => {
      await using desk = await room.open()
      await room.event({})
      await desk.look()
      room.now += 1000
      await room.event({ severity: 'red' }, 'severity')
      await room.event({ severity: 'red' }, 'comment')
      await desk.look()
      room.now += 1000
      await room.event({ severity: 'red', active: false, state: 'normal', clearedAt: room.now }, 'clear')
      await desk.look()
      expect(await room.told()).toEqual([
        'alarm-Ab3_-9-1 Alert raise system',
        'alarm-Ab3_-9-2 Update severity system',
        'alarm-Ab3_-9-3 Cancel over system',
      ])
      for (const { identifier, hash } of await room.issued()) {
        const { xml, cnXml } = (await room.warnings.get(identifier))!
        expect([schemaFaults(xml), checkCap(xml), hash.length, cnXml?.includes('<senderCode>')]).toEqual([
          [],
          [],
          64,
          true,
        ])
      }
      const last = (await room.warnings.get('alarm-Ab3_-9-3'))!
      expect(textsAt(last.xml, '//c:references')[0]!.split(' ')).toHaveLength(2)
      expect(textsAt(last.cnXml!, '/alert/references')).toEqual([
        '99010000000000_20261125120000_0 99010000000000_20261125120001_0',
      ])
      expect((await room.warnings.inForce(room.now)).length).toBe(0)
    })
  })

  it('issues what is simulated as Exercise, and nothing that is late, set aside, below the severity, or about a device', async () => {
    await withRoom(async (room) => {
      await using desk = await room.open()
      await room.event({ id: 'sim', simulated: true })
      await room.event({ id: 'late', late: true })
      await room.event({ id: 'shelved', state: 'shelved' })
      await room.event({ id: 'low', severity: 'yellow' })
      await room.event({ id: 'monitor', kind: 'monitor' })
      await desk.look()
      expect((await room.issued()).map(({ sourceId, status }) => [sourceId, status])).toEqual([['sim', 'Exercise']])
    })
    await withRoom(async (room) => {
      await using desk = await room.open({ rule: { when: { type: 'silent', intervals: 3 } } as Rule })
      await room.event({})
      await desk.look()
      expect(await room.issued()).toEqual([])
    })
  })

  it('prolongs what still holds before it runs out, and is silent about what was issued before it came', async () => {
    await withRoom(async (room) => {
      await using desk = await room.open()
      await room.event({})
      await desk.look()
      room.now += 4.4 * HOUR
      await desk.look()
      expect(await room.told()).toHaveLength(1)
      room.now += 0.2 * HOUR
      await desk.look()
      await desk.look()
      expect(await room.told()).toEqual([expect.any(String), 'alarm-Ab3_-9-2 Update extension system'])
      const [entry] = await room.warnings.inForce(room.now)
      expect([entry!.warning.expiresAt! - room.now, entry!.publishedAt]).toEqual([6 * HOUR, NOON])
    })
  })

  it('waits before it ends what is over, also across a restart, and forgets it when it comes back', async () => {
    await withRoom(async (room) => {
      const policy = { holdMinutes: 5 }
      const over = (at: number) => ({ active: false, state: 'normal', clearedAt: at }) as const
      {
        await using desk = await room.open({ policy })
        await room.event({})
        await room.event(over(room.now), 'clear')
        await desk.look()
        room.now += 4 * 60_000
        await room.event({ count: 2 })
        await desk.look()
        room.now += 4 * 60_000
        await desk.look()
        expect(await room.told()).toHaveLength(1)
        await room.event(over(room.now), 'clear')
        await desk.look()
      }
      await using desk = await room.open({ policy })
      await desk.look()
      room.now += 4 * 60_000
      await desk.look()
      expect(await room.told()).toHaveLength(1)
      room.now += 60_000
      await desk.look()
      expect(await room.told()).toEqual([expect.any(String), 'alarm-Ab3_-9-2 Cancel over system'])
    })
  })

  it('takes orders of people in turn with events, with an entry in the audit in the same transaction', async () => {
    await withRoom(async (room) => {
      await using desk = await room.open({ policy: { issueFrom: null } })
      await room.event({ severity: 'blue' })
      await expect(desk.withdraw('alarm', 'Ab3_-9', { by: 'li', why: 'no' })).rejects.toMatchObject({
        code: 'step-not-allowed',
      })
      await desk.issue('alarm', 'Ab3_-9', { by: 'li', why: null })
      await expect(desk.issue('alarm', 'Ab3_-9', { by: 'li', why: null })).rejects.toMatchObject({
        code: 'step-not-allowed',
      })
      await expect(desk.issue('alarm', 'none', { by: 'li', why: null })).rejects.toMatchObject({ code: 'not-found' })
      await desk.withdraw('alarm', 'Ab3_-9', { by: 'wang', why: 'the gauge was wrong' })
      await room.event({ severity: 'blue' }, 'comment')
      await desk.look()
      expect(await room.told()).toEqual(['alarm-Ab3_-9-1 Alert raise li', 'alarm-Ab3_-9-2 Cancel withdrawn wang'])
      const { xml } = (await room.warnings.get('alarm-Ab3_-9-2'))!
      expect(textsAt(xml, '//c:info[2]/c:description')[0]).toMatch(/^This warning is withdrawn: the gauge was wrong/)
      const entries = (await room.audit()).items.map(({ actor, action, object, detail }) => [
        actor,
        action,
        object,
        detail,
      ])
      expect(entries).toEqual([
        ['wang', 'withdraw warning', 'alarm Ab3_-9', 'the gauge was wrong'],
        ['li', 'issue warning', 'alarm Ab3_-9', ''],
      ])
    })
  })

  it('gives eleven messages of one second identifiers that no two share in the dialect of China', async () => {
    await withRoom(async (room) => {
      await using desk = await room.open()
      for (let i = 0; i < 23; i++) await room.event({ id: `a${i}` })
      await desk.look()
      const found = await Promise.all((await room.issued()).map(({ identifier }) => room.warnings.get(identifier)))
      const ids = found.flatMap((one) => textsAt(one!.cnXml!, '/alert/identifier'))
      expect([new Set(ids).size, ids[9]!.slice(-3), ids[10]!.slice(-3)]).toEqual([23, '0_9', '1_0'])
      expect(new Set((await room.issued()).map(({ sentAt }) => sentAt))).toEqual(new Set([NOON]))
    })
  })

  it('without a sender issues nothing and says so to whoever orders it, and still shows a draft', async () => {
    await withRoom(async (room) => {
      await using desk = await room.open({ policy: { sender: null } })
      await room.event({})
      await desk.look()
      expect(await room.issued()).toEqual([])
      await expect(desk.issue('alarm', 'Ab3_-9', { by: 'li', why: null })).rejects.toMatchObject({
        code: 'warnings-not-configured',
      })
      const draft = await desk.preview('alarm', 'Ab3_-9', { dialect: 'oasis', status: 'Draft' })
      expect([schemaFaults(draft), textsAt(draft, '//c:identifier')]).toEqual([[], ['alarm-Ab3_-9-1-preview']])
      await expect(desk.preview('alarm', 'Ab3_-9', { dialect: 'oasis', status: 'Exercise' })).rejects.toMatchObject({
        code: 'request-invalid',
      })
    })
  })

  it('never lets a document out that would not be valid: an alarm of the monitor tells of it, and what comes behind goes on', async () => {
    await withRoom(async (room) => {
      // A sender that the configuration would have refused.
      await using desk = await room.open({ policy: { sender: 'two words' } })
      await room.event({})
      await room.event({ id: 'other', severity: 'yellow' })
      await desk.look()
      expect([await room.issued(), room.troubles]).toEqual([[], ['warning-unissued']])
      expect(await room.cursor()).toBe(2)
      await room.event({ active: false, state: 'normal' }, 'clear')
      await desk.look()
      expect(room.troubles).toEqual(['warning-unissued', 'no warning-unissued'])
    })
  })

  it('tells nobody by itself of a kind that is not for every department: a person does, or `warnings.kinds` names it', async () => {
    await withRoom(async (room) => {
      {
        await using desk = await room.open({ sharing: 'withheld' })
        await room.event({})
        await room.event({ id: 'other' })
        await desk.look()
        expect(await room.told()).toEqual([])
        await desk.issue('alarm', 'other', { by: 'li', why: null })
      }
      await using desk = await room.open({ sharing: 'withheld', policy: { kinds: ['water'] } })
      await room.event({ id: 'named' })
      await desk.look()
      expect(await room.told()).toEqual(['alarm-other-1 Alert raise li', 'alarm-named-1 Alert raise system'])
    })
  })

  it('issues nothing of what was raised before there were warnings', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    const { '0012-warnings': _, ...before } = MIGRATIONS
    await using old = await openRecords({ file, migrations: before })
    await new Room(old).event({})
    await old[Symbol.asyncDispose]()
    await using records = await openRecords({ file, migrations: MIGRATIONS })
    const room = new Room(records)
    room.seq = 1
    await using desk = await room.open()
    await desk.look()
    expect([await room.cursor(), await room.issued()]).toEqual([1, []])
    await room.event({ id: 'new' })
    await desk.look()
    expect(await room.told()).toEqual(['alarm-new-1 Alert raise system'])
  })
})

describe('a desk that is killed', () => {
  const anyEvent = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    severity: fc.constantFrom<Severity>('yellow', 'orange', 'red'),
    active: fc.boolean(),
    isShelved: fc.boolean(),
  })

  it('at any write, before it or after it, misses no message and issues none twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { minLength: 3, maxLength: 25 }),
        fc.array(fc.constantFrom('fine', 'before', 'after'), { minLength: 5, maxLength: 20 }),
        async (events, fates) => {
          const tell = async (room: Room) => {
            for (const { isShelved, ...event } of events)
              await room.event({ ...event, state: isShelved ? 'shelved' : event.active ? 'unacknowledged' : 'normal' })
          }
          let calm: readonly string[] = []
          await withRoom(async (room) => {
            await tell(room)
            await using desk = await room.open()
            await desk.look()
            calm = await room.told()
          })
          await withRoom(async (room) => {
            await tell(room)
            const left = [...fates]
            while (left.length > 0) {
              let isDead = false
              const transact: Records['transact'] = async (statements) => {
                if (isDead) throw new Error('killed')
                const fate = left.shift() ?? 'fine'
                isDead = fate !== 'fine'
                if (fate !== 'before') await room.transact(statements)
                if (isDead) throw new Error('killed')
              }
              const desk = await room.open({ transact })
              await desk.look().catch(() => {})
              if (!isDead) left.length = 0
              isDead = true
              await desk[Symbol.asyncDispose]()
            }
            await using desk = await room.open()
            await desk.look()
            expect(await room.told()).toEqual(calm)
            const numbers = (await room.issued()).map(({ number }) => number)
            expect(numbers).toEqual(numbers.map((_, i) => i + 1))
          })
        },
      ),
      { numRuns: 8 },
    )
  })
})

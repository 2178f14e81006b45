import { type Alarm, type AlarmEvent, type Step, type StepResult, takeStep } from '../../domain/alarm.ts'
import { CITY_SAYS } from '../../domain/city-says.ts'
import { deadlinesAfter, withAnswer, type Within } from '../../domain/answer.ts'
import { CityError } from '../../domain/errors.ts'
import type { Severity } from '../../domain/severity.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import type { Cause } from './cause.ts'
import type { Held } from './finding.ts'
import { makeLives } from './lives.ts'
import { alarmIdOf, newAlarm } from './new-alarm.ts'
import { makeOpenOf } from './open-of.ts'

/** Keeps a step and its event; calls back when both are durable. Calls back in the order of the calls. */
export type KeepStep = (message: AlarmMessage, done: () => void) => void

export interface DeskOptions {
  /** Alarms that are not over, and the number of the newest event. */
  readonly open: readonly Alarm[]
  readonly head: number
  /** Number of the newest event of each department. */
  readonly heads?: ReadonlyMap<string, number>
  /** Alarms that are over since not long ago: what comes late may put their times right. */
  readonly over?: readonly Alarm[]
  readonly keep: KeepStep
  /** An alarm that is over, by its id. */
  readonly find: (id: string) => Promise<Alarm | undefined>
  readonly now: () => number
  /** Why a new alarm is set aside from the first; null when it is not. */
  readonly suppress?: (alarm: Alarm, now: number) => string | null
  /** In how many seconds an alarm is to be answered, when whoever reports it does not say. */
  readonly within?: (alarm: Alarm) => Within
  readonly incidents?: {
    /** The incident that an alarm is part of after a step; null for none. */
    readonly place: (alarm: Alarm, step: Step) => string | null
    /** The step was taken; what comes of it is kept in the same transaction. */
    readonly told: (alarm: Alarm, step: Step) => void
  }
}

export interface Report {
  readonly cause: Cause
  readonly found: 'raise' | 'clear' | 'severity' | 'announce'
  /** Event time, UTC ms. */
  readonly at: number
  readonly reading: number | null
  /** What more there is to say. */
  readonly text?: string
  readonly severity?: Severity
  readonly grade?: number
  /** When it could be known first, where that was long after `at`. */
  readonly toldAt?: number
  /** It tells of the past. */
  readonly isLate?: boolean
  /** Seconds from the raise in which somebody must have taken it up, and dealt with it. */
  readonly within?: Within
}

export interface Amendment {
  readonly cause: Cause
  /** Event time of the reading that shows it. */
  readonly at: number
  readonly was: Held
  readonly is: Held | null
  /** What the alarm deserves with it, from how it stands. */
  readonly severityOf: (known: Alarm) => Severity
  readonly grade: number
}

/** Every alarm's life: what rules find and what people do become numbered events. */
export interface Desk {
  /** Number of the newest durable event. */
  readonly head: number
  /** What was found of a cause: it holds, or it is over. */
  report(report: Report): void
  /** It held from `at` to `until`, which nobody knew when it did: history at once, and nobody is called out. */
  past(
    report: Pick<Report, 'cause' | 'at' | 'reading' | 'grade' | 'isLate' | 'within'> & { readonly until: number },
  ): void
  /** What was told of one time is true of another (null: of none); told, but nobody is called out. */
  amend(amendment: Amendment): void
  /** The city sets an alarm aside, or takes it back; nothing happens when its state does not allow it. */
  setAside(id: string, step: Pick<Step, 'type' | 'at' | 'text'>): void
  /** The city notes something of an open alarm. The alarm with it; undefined when its state does not allow it. */
  note(id: string, step: Omit<Step, 'by'>): Alarm | undefined
  /** Puts an open alarm into an incident, or takes it out of its own. */
  move(id: string, incident: string | null, by: string): void
  /** What a person did. Resolves once it is durable; throws `step-not-allowed` or `not-found`. */
  step(id: string, step: Omit<Step, 'at'>): Promise<void>
  /** Ends shelvings whose time has come. */
  tick(now: number): void
  /** Clears what nothing will clear any more, its rule or station being gone; `why` is told. */
  end(isOver: (alarm: Alarm) => boolean, at: number, why: string): void
  open(): Iterable<Alarm>
  /** An open alarm. */
  get(id: string): Alarm | undefined
  /** The open alarm of a rule at a station. */
  of(rule: string, station: string): Alarm | undefined
  onEvent(listener: (message: AlarmMessage) => void): () => void
}

export function makeDesk(options: DeskOptions): Desk {
  const byId = new Map(options.open.map((alarm) => [alarm.id, withAnswer(alarm)]))
  const openOf = makeOpenOf([...byId.values()])
  /** Over, but not yet durably: until then `find` knows an older state. */
  const leaving = new Map<string, Alarm>()
  const lives = makeLives([...(options.over ?? []), ...options.open])
  const shelved = new Set(options.open.filter(({ state }) => state === 'shelved').map(({ id }) => id))
  const listeners = new Set<(message: AlarmMessage) => void>()
  const numberedOf = new Map(options.heads)
  let numbered = options.head
  let durable = options.head

  function take(alarm: Alarm, step: Step, within?: Within): StepResult {
    const result = takeStep(alarm, step)
    if ('refused' in result || result.alarm.answer === alarm.answer) return result
    const common = options.within?.(result.alarm)
    const { ack = common?.ack, respond = common?.respond } = within ?? {}
    return { alarm: { ...result.alarm, ...deadlinesAfter(alarm, result.alarm, { ack, respond }) } }
  }

  function past({ cause, at, reading, grade = 0, isLate = true, until, within }: Parameters<Desk['past']>[0]): void {
    const known = alarmAt({ cause, at, reading })
    const raise: Step = { type: 'raise', at, by: 'system', reading, grade, late: isLate }
    const raised = take({ ...known, severity: cause.severity }, raise, within)
    if ('refused' in raised) return
    write(raised.alarm, raise)
    const clear: Step = { type: 'clear', at: until, by: 'system', late: isLate }
    const cleared = take(byId.get(raised.alarm.id) ?? raised.alarm, clear)
    if ('alarm' in cleared) write(cleared.alarm, clear)
  }

  function amend({ cause, at, was, is, severityOf, grade }: Amendment): void {
    const found = lives.find(cause, was)
    if (!found) return
    const known = byId.get(found.id) ?? leaving.get(found.id) ?? found
    const isFirst = known.raisedAt === was.from
    // What never held is over at the moment at which it began.
    const held = is ?? { from: was.from, until: was.from }
    const step: Step = {
      type: 'amend',
      at,
      by: 'system',
      late: true,
      severity: severityOf(known),
      grade,
      ...(isFirst && Number.isFinite(held.from) ? { raisedAt: held.from } : {}),
      ...(was.until === null ? {} : { clearedAt: held.until }),
      text: is === null ? CITY_SAYS.neverHeld.en : `${timeOf(held.from)} – ${timeOf(held.until)}`,
    }
    const result = take(known, step)
    if ('refused' in result) return
    write(result.alarm, step)
  }

  /** A new alarm; or the one of the same cause and time, where that was told of before and taken back. */
  function alarmAt(of: Pick<Report, 'cause' | 'at' | 'reading'>): Alarm {
    const alarm = newAlarm(of)
    for (let n = 0; ; n++) {
      const id = alarmIdOf(of.cause, of.at, n)
      const known = byId.get(id) ?? leaving.get(id) ?? lives.find(alarm, { id })
      if (!known) return { ...alarm, id }
      if (known.state === 'normal' && (known.raisedAt === of.at || known.raisedAt === known.clearedAt))
        return { ...known, severity: alarm.severity }
      // Its time was put right since: this is another one.
      if (known.raisedAt === of.at) return known
    }
  }

  function report({ cause, found, at, reading, text, severity, grade, toldAt, isLate = false, within }: Report): void {
    const alarm = openOf.find(cause.rule, cause.station) ?? alarmAt({ cause, at, reading })
    const aside = found === 'raise' && !isLate ? (options.suppress?.(alarm, options.now()) ?? null) : null
    const said = text ?? aside
    const step: Step = {
      type: found,
      at,
      by: 'system',
      reading,
      late: isLate,
      ...(aside === null ? {} : { suppressed: true }),
      ...(said === null ? {} : { text: said }),
      ...(severity === undefined ? {} : { severity }),
      ...(grade === undefined ? {} : { grade }),
      ...(toldAt === undefined ? {} : { toldAt }),
    }
    const result = take(alarm, step, within)
    // Found again what is known already: a rule's state and its alarm were kept together, so this cannot be news.
    if ('refused' in result) return
    write(result.alarm, step)
  }

  async function step(id: string, wanted: Omit<Step, 'at'>): Promise<void> {
    const alarm = byId.get(id) ?? leaving.get(id) ?? (await options.find(id))
    if (!alarm) throw new CityError('not-found', `There is no alarm ${id}`)
    const full: Step = { ...wanted, at: options.now() }
    // Looked up again: another step may have come in between.
    const result = take(byId.get(id) ?? leaving.get(id) ?? alarm, full)
    if ('refused' in result)
      throw new CityError('step-not-allowed', `${wanted.type} is not allowed for alarm ${id}: ${result.refused}`)
    await new Promise<void>((resolve) => write(result.alarm, full, resolve))
  }

  function write(alarm: Alarm, step: Step, then?: () => void): void {
    const seq = ++numbered
    const department = alarm.owner
    const departmentSeq = (numberedOf.get(department) ?? 0) + 1
    numberedOf.set(department, departmentSeq)
    const incident = options.incidents ? options.incidents.place(alarm, step) : alarm.incident
    const next = { ...alarm, incident, seq }
    if (next.state === 'normal') {
      byId.delete(next.id)
      leaving.set(next.id, next)
    } else byId.set(next.id, next)
    openOf.note(next)
    lives.note(next)
    if (next.state === 'shelved') shelved.add(next.id)
    else shelved.delete(next.id)
    const event: AlarmEvent = {
      seq,
      alarm: next.id,
      type: step.type,
      at: step.at,
      recordedAt: options.now(),
      by: step.by,
      text: step.text ?? null,
      state: next.state,
      late: step.late ?? false,
      ...(step.called && { called: step.called }),
      ...(step.owed && { owed: step.owed }),
    }
    const message: AlarmMessage = { seq, department, departmentSeq, event, alarm: next }
    options.keep(message, () => {
      durable = seq
      if (leaving.get(next.id) === next) leaving.delete(next.id)
      then?.()
      for (const listener of listeners) listener(message)
    })
    options.incidents?.told(next, step)
  }

  return {
    get head() {
      return durable
    },
    report,
    past,
    amend,
    step,
    tick(now) {
      for (const id of shelved) {
        const alarm = byId.get(id)
        if (!alarm || alarm.shelvedUntil === null || alarm.shelvedUntil > now) continue
        const end: Step = { type: 'unshelve', at: alarm.shelvedUntil, by: 'system', text: CITY_SAYS.shelfOver.en }
        const result = take(alarm, end)
        if ('alarm' in result) write(result.alarm, end)
      }
    },
    end(isOver, at, why) {
      for (const alarm of byId.values()) {
        if (!isOver(alarm)) continue
        const end: Step = { type: 'clear', at, by: 'system', text: why }
        const result = take(alarm, end)
        if ('alarm' in result) write(result.alarm, end)
      }
    },
    setAside(id, step) {
      const alarm = byId.get(id)
      const result = alarm && take(alarm, { ...step, by: 'system' })
      if (result && 'alarm' in result) write(result.alarm, { ...step, by: 'system' })
    },
    note(id, step) {
      const alarm = byId.get(id)
      const full: Step = { ...step, by: 'system' }
      const result = alarm && take(alarm, full)
      if (!result || 'refused' in result) return undefined
      write(result.alarm, full)
      return byId.get(id)
    },
    move(id, incident, by) {
      const alarm = byId.get(id)
      const step: Step = { type: 'incident', at: options.now(), by, ...(incident === null ? {} : { text: incident }) }
      const result = alarm && take(alarm, step)
      if (result && 'alarm' in result) write(result.alarm, step)
    },
    open: () => byId.values(),
    get: (id) => byId.get(id),
    of: openOf.find,
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function timeOf(at: number | null): string {
  if (at === null) return '…'
  return Number.isFinite(at) ? new Date(at).toISOString() : '…'
}

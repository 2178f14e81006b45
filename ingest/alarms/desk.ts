import { createHash } from 'node:crypto'
import { type Alarm, type AlarmEvent, type Step, type StepResult, takeStep } from '../../domain/alarm.ts'
import { deadlinesAfter, withAnswer, type Within } from '../../domain/answer.ts'
import { CityError } from '../../domain/errors.ts'
import type { Severity } from '../../domain/severity.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import type { Cause } from './cause.ts'

/** Keeps a step and its event; calls back when both are durable. Calls back in the order of the calls. */
export type KeepStep = (message: AlarmMessage, done: () => void) => void

export interface DeskOptions {
  /** Alarms that are not over, and the number of the newest event. */
  readonly open: readonly Alarm[]
  readonly head: number
  /** Number of the newest event of each department. */
  readonly heads?: ReadonlyMap<string, number>
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
  /** It tells of the past. */
  readonly isLate?: boolean
  /** Seconds from the raise in which somebody must have taken it up, and dealt with it. */
  readonly within?: Within
}

/** Every alarm's life: what rules find and what people do become numbered events. */
export interface Desk {
  /** Number of the newest durable event. */
  readonly head: number
  /** What was found of a cause: it holds, or it is over. */
  report(report: Report): void
  /** It held from `at` to `until`, which nobody knew when it did: history at once, and nobody is called out. */
  past(report: Pick<Report, 'cause' | 'at' | 'reading'> & { readonly until: number }): void
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
  const byCause = new Map(options.open.map((alarm) => [keyOf(alarm.rule, alarm.station), alarm.id]))
  /** Over, but not yet durably: until then `find` knows an older state. */
  const leaving = new Map<string, Alarm>()
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

  function newAlarm({ cause, at, reading }: Pick<Report, 'cause' | 'at' | 'reading'>): Alarm {
    return {
      ...cause,
      id: idOf(cause.rule, cause.station, at),
      state: 'normal',
      active: false,
      acknowledged: true,
      raisedAt: at,
      clearedAt: null,
      ackedAt: null,
      ackedBy: null,
      assignee: null,
      shelvedUntil: null,
      reading,
      grade: 0,
      ackBy: null,
      respondBy: null,
      late: false,
      incident: null,
      count: 0,
      seq: 0,
    }
  }

  function past({ cause, at, reading, until }: Parameters<Desk['past']>[0]): void {
    const raise: Step = { type: 'raise', at, by: 'system', reading, late: true }
    const raised = takeStep(newAlarm({ cause, at, reading }), raise)
    if ('refused' in raised) return
    const open = byCause.get(keyOf(cause.rule, cause.station))
    write(raised.alarm, raise)
    const clear: Step = { type: 'clear', at: until, by: 'system', late: true }
    const cleared = takeStep(byId.get(raised.alarm.id) ?? raised.alarm, clear)
    if ('alarm' in cleared) write(cleared.alarm, clear)
    if (open !== undefined) byCause.set(keyOf(cause.rule, cause.station), open)
  }

  function report({ cause, found, at, reading, text, severity, grade, isLate = false, within }: Report): void {
    const key = keyOf(cause.rule, cause.station)
    const known = byCause.get(key)
    const alarm = (known !== undefined && byId.get(known)) || newAlarm({ cause, at, reading })
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
    }
    const result = take(alarm, step, within)
    // Found again what is known already: a rule's state and its alarm were kept together, so this cannot be news.
    if ('refused' in result) return
    byCause.set(key, alarm.id)
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
      const key = keyOf(next.rule, next.station)
      if (byCause.get(key) === next.id) byCause.delete(key)
    } else byId.set(next.id, next)
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
    step,
    tick(now) {
      for (const alarm of byId.values()) {
        if (alarm.state !== 'shelved' || alarm.shelvedUntil === null || alarm.shelvedUntil > now) continue
        const end: Step = { type: 'unshelve', at: alarm.shelvedUntil, by: 'system', text: 'its time is over' }
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
    of: (rule, station) => byId.get(byCause.get(keyOf(rule, station)) ?? ''),
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function keyOf(rule: string, station: string): string {
  return `${rule} ${station}`
}

/** The same cause at the same time is the same alarm, however often it is worked out. */
function idOf(rule: string, station: string, at: number): string {
  return createHash('sha256').update(`${rule}\n${station}\n${at}`).digest('base64url').slice(0, 16)
}

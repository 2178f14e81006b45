import { createHash } from 'node:crypto'
import { type Alarm, type AlarmEvent, type Step, takeStep } from '../../domain/alarm.ts'
import { CityError } from '../../domain/errors.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import type { Cause } from './cause.ts'

/** Keeps a step and its event; calls back when both are durable. Calls back in the order of the calls. */
export type KeepStep = (message: AlarmMessage, done: () => void) => void

export interface DeskOptions {
  /** Alarms that are not over, and the number of the newest event. */
  readonly open: readonly Alarm[]
  readonly head: number
  readonly keep: KeepStep
  /** An alarm that is over, by its id. */
  readonly find: (id: string) => Promise<Alarm | undefined>
  readonly now: () => number
}

export interface Report {
  readonly cause: Cause
  readonly found: 'raise' | 'clear'
  /** Event time, UTC ms. */
  readonly at: number
  readonly reading: number | null
  /** What more there is to say. */
  readonly text?: string
}

/** Every alarm's life: what rules find and what people do become numbered events. */
export interface Desk {
  /** Number of the newest durable event. */
  readonly head: number
  /** What was found of a cause: it holds, or it is over. */
  report(report: Report): void
  /** What a person did. Resolves once it is durable; throws `step-not-allowed` or `not-found`. */
  step(id: string, step: Omit<Step, 'at'>): Promise<void>
  /** Ends shelvings whose time has come. */
  tick(now: number): void
  /** Clears what nothing will clear any more, its rule or station being gone; `why` is told. */
  end(isOver: (alarm: Alarm) => boolean, at: number, why: string): void
  open(): Iterable<Alarm>
  onEvent(listener: (message: AlarmMessage) => void): () => void
}

export function makeDesk(options: DeskOptions): Desk {
  const byId = new Map(options.open.map((alarm) => [alarm.id, alarm]))
  const byCause = new Map(options.open.map((alarm) => [keyOf(alarm.rule, alarm.station), alarm.id]))
  /** Over, but not yet durably: until then `find` knows an older state. */
  const leaving = new Map<string, Alarm>()
  const listeners = new Set<(message: AlarmMessage) => void>()
  let numbered = options.head
  let durable = options.head

  function report({ cause, found, at, reading, text }: Report): void {
    const key = keyOf(cause.rule, cause.station)
    const known = byCause.get(key)
    const alarm = (known !== undefined && byId.get(known)) || {
      ...cause,
      id: idOf(cause.rule, cause.station, at),
      state: 'normal' as const,
      active: false,
      acknowledged: true,
      raisedAt: at,
      clearedAt: null,
      ackedAt: null,
      ackedBy: null,
      assignee: null,
      shelvedUntil: null,
      reading,
      count: 0,
      seq: 0,
    }
    const step: Step = { type: found, at, by: 'system', reading, ...(text === undefined ? {} : { text }) }
    const result = takeStep(alarm, step)
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
    const result = takeStep(byId.get(id) ?? leaving.get(id) ?? alarm, full)
    if ('refused' in result)
      throw new CityError('step-not-allowed', `${wanted.type} is not allowed for alarm ${id}: ${result.refused}`)
    await new Promise<void>((resolve) => write(result.alarm, full, resolve))
  }

  function write(alarm: Alarm, step: Step, then?: () => void): void {
    const seq = ++numbered
    const next = { ...alarm, seq }
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
    }
    const message: AlarmMessage = { seq, event, alarm: next }
    options.keep(message, () => {
      durable = seq
      if (leaving.get(next.id) === next) leaving.delete(next.id)
      then?.()
      for (const listener of listeners) listener(message)
    })
  }

  return {
    get head() {
      return durable
    },
    report,
    step,
    tick(now) {
      for (const alarm of byId.values()) {
        if (alarm.state !== 'shelved' || alarm.shelvedUntil === null || alarm.shelvedUntil > now) continue
        const end: Step = { type: 'unshelve', at: alarm.shelvedUntil, by: 'system', text: 'its time is over' }
        const result = takeStep(alarm, end)
        if ('alarm' in result) write(result.alarm, end)
      }
    },
    end(isOver, at, why) {
      for (const alarm of byId.values()) {
        if (!isOver(alarm)) continue
        const end: Step = { type: 'clear', at, by: 'system', text: why }
        const result = takeStep(alarm, end)
        if ('alarm' in result) write(result.alarm, end)
      }
    },
    open: () => byId.values(),
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

import { type Alarm, type AlarmEvent, isAside } from '../../../domain/alarm.ts'
import type { AlarmPerformance } from '../../../domain/alarm-performance.ts'
import type { DeadLetterSummary } from '../../../domain/dead-letter.ts'
import type { Incident, IncidentWithParts } from '../../../domain/incident.ts'
import type { GapEntry } from '../../../domain/ledger.ts'
import type { DutyNow } from '../../../domain/on-duty.ts'
import type { Scene, Told } from '../../../domain/playback.ts'
import { play } from '../../../domain/playback.ts'
import type { ShiftNote, ShiftNoteKind } from '../../../domain/shift-note.ts'
import { isInForce, type Suppression } from '../../../domain/suppression.ts'
import type { Api } from '../api.ts'
import { historyCalls } from '../playback/calls.ts'
import type { Span } from '../playback/question.ts'

/** An alarm that was set aside at the end of a span, and who did it why. */
export interface Aside {
  readonly alarm: Alarm
  /** Null where it was not asked for. */
  readonly event: AlarmEvent | null
}

/** All that a shift's report says. */
export interface ShiftReport {
  readonly span: Span
  readonly scene: Scene
  readonly told: readonly Told[]
  readonly asides: readonly Aside[]
  readonly performance: AlarmPerformance
  readonly duty: DutyNow
  readonly suppressions: readonly Suppression[]
  /** Those that were not closed at the end, and those that were closed in the span. */
  readonly incidents: readonly Incident[]
  readonly gaps: readonly GapEntry[]
  readonly areMoreGaps: boolean
  readonly letters: DeadLetterSummary
  readonly notes: readonly ShiftNote[]
}

/** All that an incident's report says. */
export interface IncidentReport {
  readonly incident: IncidentWithParts
  readonly span: Span
  /** Of the incident and of its alarms, in order of time. */
  readonly told: readonly Told[]
}

/** So many gaps, and reasons of alarms that were set aside, are told one by one. */
const MOST_GAPS = 50
const MOST_REASONS = 60
const ASIDE = new Set(['shelve', 'suppress', 'out-of-service', 'raise'])

export function reportCalls(api: Api) {
  const history = historyCalls(api)
  return {
    /** Everything at once, so that what stands on one paper belongs together. */
    async shift(span: Span): Promise<ShiftReport> {
      const query = { from: String(span.from), to: String(span.to) }
      const [start, events, performance, duty, suppressions, gaps, letters, notes] = await Promise.all([
        history.scene(span.from),
        history.events(span),
        api.ask('getAlarmPerformance', { query }),
        api.ask('dutyNow', { query: { at: query.to } }),
        api.ask('listSuppressions'),
        api.ask('listGaps', { query: { ...query, limit: MOST_GAPS } }),
        api.ask('summariseDeadLetters', { query }),
        api.ask('listShiftNotes', { query }),
      ])
      const told = inTime([...events.alarms, ...events.incidents])
      const scene = play(start, [...events.alarms, ...events.incidents])
      const closed = new Map(
        events.incidents.flatMap(({ incident }) =>
          incident.state === 'closed' ? [[incident.id, incident] as const] : [],
        ),
      )
      for (const id of scene.incidents.keys()) closed.delete(id)
      return {
        span,
        scene,
        told,
        asides: await asidesOf(scene, span.to),
        performance,
        duty,
        suppressions: suppressions.items.filter((one) => isInForce(one, span.to)),
        incidents: [...scene.incidents.values(), ...closed.values()].toSorted((a, b) => a.openedAt - b.openedAt),
        gaps: gaps.items,
        areMoreGaps: gaps.next !== null,
        letters,
        notes: notes.items,
      }
    },

    async incident(id: string, now: number): Promise<IncidentReport> {
      const incident = await history.incident(id)
      const to = Math.min(now, (incident.closedAt ?? now) + 60_000)
      const span = {
        from: Math.min(incident.openedAt, ...incident.alarms.map(({ raisedAt }) => raisedAt)) - 60_000,
        to,
      }
      const { alarms } = await history.events(span)
      const members = new Set(incident.alarms.map((alarm) => alarm.id))
      // Its own timeline is whole, also where a note was added when all was over.
      const own: Told[] = incident.events.map((event) => ({ seq: event.seq, event, incident }))
      return { incident, span, told: inTime([...alarms.filter(({ alarm }) => members.has(alarm.id)), ...own]) }
    },

    add: (kind: ShiftNoteKind, text: string, { from, to }: Span) =>
      api.ask('addShiftNote', { body: { kind, text, from: String(from), to: String(to) } }),
  }

  async function asidesOf({ alarms }: Scene, at: number): Promise<readonly Aside[]> {
    const aside = [...alarms.values()].filter(({ state }) => isAside(state))
    return Promise.all(
      aside.map(async (alarm, i): Promise<Aside> => {
        if (i >= MOST_REASONS) return { alarm, event: null }
        const { events } = await api.alarm(alarm.id)
        const event = events.findLast((one) => ASIDE.has(one.type) && one.recordedAt <= at && one.state === alarm.state)
        return { alarm, event: event ?? null }
      }),
    )
  }
}

function inTime(told: readonly Told[]): readonly Told[] {
  return told.toSorted((a, b) => a.event.recordedAt - b.event.recordedAt)
}

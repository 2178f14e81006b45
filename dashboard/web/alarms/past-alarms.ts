import type { Alarm } from '../../../domain/alarm.ts'
import type { AlarmMessage } from '../../../domain/wire.ts'
import { type Api, ApiFailure } from '../api.ts'
import { type AlarmFilter, WORST_FIRST } from './order.ts'

/** What of the history is asked of the server; the words are looked for in what has come. */
export interface PastQuestion extends Pick<AlarmFilter, 'severities' | 'district' | 'rule' | 'station'> {
  /** Ended before, UTC ms; null: up to now. */
  readonly before: number | null
}

/** Alarms that are over, newest first, page by page into any past. */
export interface PastAlarms {
  readonly alarms: readonly Alarm[]
  readonly state: 'idle' | 'loading' | 'failed' | 'whole'
  readonly failure: ApiFailure | null
  /** Begins anew when the question is another one. */
  ask(question: PastQuestion): void
  /** The page behind those that are known. */
  more(): void
  /** An alarm that ended just now stands at the top of a history that goes up to now. */
  take(message: AlarmMessage): void
  /** The next question is asked, even if it is the same. */
  forget(): void
}

const PAGE = 200

export function createPastAlarms(api: Pick<Api, 'ask'>, onChange: () => void): PastAlarms {
  let asked = ''
  let question: PastQuestion | null = null
  let known = new Map<string, Alarm>()
  let cursor: string | null = null
  let state: PastAlarms['state'] = 'idle'
  let failure: ApiFailure | null = null

  async function load(): Promise<void> {
    const mine = asked
    if (question === null || state === 'loading' || state === 'whole') return
    state = 'loading'
    failure = null
    onChange()
    try {
      const page = await api.ask('listAlarms', { query: queryOf(question, cursor) })
      if (mine !== asked) return
      for (const alarm of page.items) known.set(alarm.id, alarm)
      cursor = page.next
      state = page.next === null ? 'whole' : 'idle'
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      if (mine !== asked) return
      failure = error
      state = 'failed'
    }
    onChange()
  }

  return {
    get alarms() {
      return [...known.values()].toSorted((a, b) => b.seq - a.seq)
    },
    get state() {
      return state
    },
    get failure() {
      return failure
    },
    ask(next) {
      const key = JSON.stringify(queryOf(next, null))
      if (key === asked) return
      asked = key
      question = next
      known = new Map()
      cursor = null
      state = 'idle'
      void load()
    },
    more() {
      if (state === 'idle' || state === 'failed') void load()
    },
    take({ alarm }) {
      if (question === null || question.before !== null || alarm.state !== 'normal') return
      known.set(alarm.id, alarm)
      onChange()
    },
    forget() {
      asked = ''
    },
  }
}

function queryOf({ severities, district, rule, station, before }: PastQuestion, cursor: string | null) {
  return {
    state: ['normal'] as const,
    limit: PAGE,
    ...(severities.size > 0 && { severity: WORST_FIRST.filter((severity) => severities.has(severity)) }),
    ...(district !== null && { district }),
    ...(rule !== null && { rule }),
    ...(station !== null && { station }),
    ...(before !== null && { before: String(before) }),
    ...(cursor !== null && { cursor }),
  }
}

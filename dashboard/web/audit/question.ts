import type { AuditQuery } from './calls.ts'

/** How far back is looked, ms; `all` has no bound. */
export const WINDOWS = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
  all: null,
} as const
export type WindowName = keyof typeof WINDOWS

/** What was done is kept under two names, and asked for by both. */
const DONE = 'done,ok'
/** How an entry ended, for the choice of one. */
export const RESULTS = [DONE, 'refused', 'failed'] as const

/** Parameters of the address that are sent as they are. */
export const WORDS = ['actor', 'action', 'object', 'result', 'text'] as const

export interface AuditQuestion {
  readonly window: WindowName
  readonly words: Readonly<Record<string, string>>
}

/** What the address asks. */
export function questionOf(param: (name: string) => string | null): AuditQuestion {
  const window = param('window') ?? ''
  const words = WORDS.flatMap((name) => {
    const value = param(name)?.trim().slice(0, 200)
    if (!value) return []
    const isDone = name === 'result' && DONE.split(',').includes(value)
    return [[name, isDone ? DONE : value] as const]
  })
  return { window: Object.hasOwn(WINDOWS, window) ? (window as WindowName) : '24h', words: Object.fromEntries(words) }
}

/** The same as the server takes it. */
export function queryOf({ window, words }: AuditQuestion, now: number): AuditQuery {
  const span = WINDOWS[window]
  return { ...words, ...(span === null ? {} : { from: String(Math.max(0, Math.floor(now - span))) }) }
}

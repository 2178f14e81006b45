import type { Outcome } from './channel-kind.ts'
import type { PostAnswer } from './post.ts'

const LONGEST_ANSWER = 300
/** Not now, but perhaps later. */
const LATER = new Set([408, 425, 429])
/** What is wrong is the message, not the address or the right to post there. */
const OF_THE_MESSAGE = new Set([400, 409, 411, 413, 414, 415, 422])

/** What a status says where the body says nothing. */
export function outcomeOfStatus({ status, body, retryAfterMs }: PostAnswer): Outcome {
  const answer = `HTTP ${status}${body.trim() === '' ? '' : `: ${shortened(body)}`}`
  if (status >= 200 && status < 300) return { is: 'sent', answer }
  if (status >= 300 && status < 400) return { is: 'held', answer: `${answer} (redirects are not followed)` }
  if (LATER.has(status) || status >= 500) {
    return { is: 'retry', answer, ...(retryAfterMs === undefined ? {} : { waitMs: retryAfterMs }) }
  }
  return { is: OF_THE_MESSAGE.has(status) ? 'refused' : 'held', answer }
}

/** What a robot's number says: it answers 200 whatever happens. */
export interface RobotCodes {
  /** Names of the number and of the words for it, the first that is there counts. */
  readonly code: readonly string[]
  readonly words: readonly string[]
  /** Too fast: the ms to wait. */
  readonly tooFast: ReadonlySet<number>
  readonly tooFastMs: number
  readonly later: ReadonlySet<number>
  /** Wrong token, signature, keyword or sender, or no such robot. */
  readonly held: ReadonlySet<number>
}

export function outcomeOfRobot(given: PostAnswer, codes: RobotCodes): Outcome {
  const found = parsed(given.body)
  const code = codes.code.map((name) => found?.[name]).find((value) => typeof value === 'number')
  if (code === undefined) {
    const outcome = outcomeOfStatus(given)
    return outcome.is === 'sent' ? { is: 'held', answer: `${outcome.answer} (not the answer of a robot)` } : outcome
  }
  const words = codes.words.map((name) => found?.[name]).find((value) => typeof value === 'string')
  const answer = `${code}${typeof words === 'string' ? `: ${shortened(words)}` : ''}`
  if (code === 0) return { is: 'sent', answer }
  if (codes.tooFast.has(code)) return { is: 'retry', answer, waitMs: given.retryAfterMs ?? codes.tooFastMs }
  if (codes.later.has(code)) return { is: 'retry', answer }
  return { is: codes.held.has(code) ? 'held' : 'refused', answer }
}

/** An attempt that got no answer. */
export function noAnswer(error: unknown): Outcome {
  return { is: 'retry', answer: shortened((error as Error).message || String(error)) }
}

function shortened(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  return flat.length > LONGEST_ANSWER ? `${flat.slice(0, LONGEST_ANSWER)}…` : flat
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(body)
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : null
  } catch {
    return null
  }
}

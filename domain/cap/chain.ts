import type { Kind } from '../kind.ts'
import type { Rule } from '../rule.ts'
import { rankOf, type Severity } from '../severity.ts'
import type { CapMessageType } from './alert.ts'
import { type WarningPolicy, whyNotByItself } from './policy.ts'
import { materialOf, type Warning } from './warning.ts'

/** Why a message was issued. */
export type WarningCause = 'raise' | 'severity' | 'area' | 'text' | 'extension' | 'over' | 'withdrawn'

/** The newest message of a warning's chain. */
export interface ChainHead {
  /** 1, 2, 3 … over everything that was ever issued of this alarm or incident. */
  readonly n: number
  /** Number of the Alert that the chain began with. */
  readonly chain: number
  readonly msgType: CapMessageType
  readonly cause: WarningCause
  readonly material: string
  readonly severity: Severity
  /** How often the alarm had been raised. */
  readonly count: number
  /** Event that it was made from. */
  readonly seq: number
  readonly sentAt: number
  readonly expiresAt: number | null
}

/** The message that comes next. */
export interface NextMessage {
  readonly n: number
  readonly chain: number
  readonly msgType: 'Alert' | 'Update' | 'Cancel'
  readonly cause: WarningCause
}

/** The head of a chain that has not ended. */
export function openHead<H extends Pick<ChainHead, 'msgType'>>(head: H | null): H | null {
  return head === null || head.msgType === 'Cancel' ? null : head
}

/** A warning that still holds is prolonged when a quarter of its time is left. */
export function isDue(head: Pick<ChainHead, 'expiresAt'>, now: number, policy: WarningPolicy): boolean {
  return head.expiresAt !== null && now >= head.expiresAt - (policy.expiresMinutes * 60_000) / 4
}

/** When the warning of what is over ends, UTC ms. */
export function endsAt({ endedAt }: Pick<Warning, 'endedAt'>, policy: WarningPolicy): number {
  return (endedAt ?? 0) + policy.holdMinutes * 60_000
}

/** What is to be issued without anybody asking: nothing most of the time. */
export function nextByItself(
  warning: Warning,
  head: ChainHead | null,
  {
    rule,
    kind,
    policy,
    now,
  }: {
    readonly rule: Rule | undefined
    readonly kind: Pick<Kind, 'id' | 'sharing'> | undefined
    readonly policy: WarningPolicy
    readonly now: number
  },
): NextMessage | null {
  const open = openHead(head)
  if (open) {
    if (!warning.isActive) return now >= endsAt(warning, policy) ? following(open, 'Cancel', 'over') : null
    const change = changeOf(warning, open)
    // What was set aside is not to be believed; but nobody has said that it is over.
    if (change !== null && warning.aside === null) return following(open, 'Update', change)
    return isDue(open, now, policy) ? following(open, 'Update', 'extension') : null
  }
  if (whyNotByItself(warning, { rule, kind }, policy) !== null) return null
  // What a person withdrew stays withdrawn, unless it was raised anew or became worse.
  const isOld = head?.cause === 'withdrawn' && head.count >= warning.count
  if (isOld && rankOf(warning.severity) <= rankOf(head.severity)) return null
  return beginning(head)
}

/** What a person's order to issue leads to, or why it is not allowed. */
export function nextByHand(
  warning: Warning,
  head: ChainHead | null,
): { readonly next: NextMessage } | { readonly refused: string } {
  if (warning.isLate) return { refused: 'it tells of the past' }
  if (!warning.isActive) return { refused: 'it is over' }
  if (warning.aside !== null) return { refused: `it is ${warning.aside}` }
  const open = openHead(head)
  if (!open) return { next: beginning(head) }
  const change = changeOf(warning, open)
  return change === null ? { refused: 'it is issued already' } : { next: following(open, 'Update', change) }
}

/** The end of a chain by a person, or why there is none. */
export function withdrawal(head: ChainHead | null): { readonly next: NextMessage } | { readonly refused: string } {
  const open = openHead(head)
  return open ? { next: following(open, 'Cancel', 'withdrawn') } : { refused: 'it is not issued' }
}

/** What a look at it would show: the message that would come if one had to come now. */
export function nextToShow(warning: Warning, head: ChainHead | null): NextMessage {
  const open = openHead(head)
  if (!open) return beginning(head)
  if (!warning.isActive) return following(open, 'Cancel', 'over')
  return following(open, 'Update', changeOf(warning, open) ?? 'extension')
}

function beginning(head: ChainHead | null): NextMessage {
  const n = (head?.n ?? 0) + 1
  return { n, chain: n, msgType: 'Alert', cause: 'raise' }
}

function following({ n, chain }: ChainHead, msgType: 'Update' | 'Cancel', cause: WarningCause): NextMessage {
  return { n: n + 1, chain, msgType, cause }
}

function changeOf(warning: Warning, head: ChainHead): WarningCause | null {
  if (materialOf(warning) === head.material) return null
  if (warning.severity !== head.severity) return 'severity'
  const places = (material: string) => JSON.stringify((JSON.parse(material) as unknown[]).slice(1, 3))
  return places(materialOf(warning)) === places(head.material) ? 'text' : 'area'
}

import { type Condition, isGroup, type Member } from '../condition.ts'
import type { Kind } from '../kind.ts'
import type { Label } from '../label.ts'
import type { Rule } from '../rule.ts'
import { rankOf, type Severity } from '../severity.ts'
import { MONITOR } from '../trouble.ts'
import type { CapCategory, CapStatus } from './alert.ts'
import type { Warning } from './warning.ts'

/** How this city warns. */
export interface WarningPolicy {
  /** CAP sender; null: nothing may be issued, only looked at. */
  readonly sender: string | null
  readonly senderName: Label
  readonly contact: string | undefined
  /** Address of this city for others, without a slash at its end. */
  readonly publicUrl: string | undefined
  readonly scope: 'Public' | 'Restricted'
  readonly restriction: string
  /** From this severity on alarms are issued by themselves; null: only by a person. */
  readonly issueFrom: Severity | null
  /** Only of these kinds, whatever their sharing class; of every kind that is shared with all when not given. */
  readonly kinds: readonly string[] | null
  readonly exceptRules: readonly string[]
  readonly expiresMinutes: number
  /** So long it must be over before its Cancel: what comes and goes is one warning. */
  readonly holdMinutes: number
  readonly simulated: 'Exercise' | 'Test'
  readonly stationRadiusKm: number
  readonly categories: Readonly<Record<string, readonly CapCategory[]>>
  readonly cn: CnPolicy
}

/** What China's dialect needs besides. */
export interface CnPolicy {
  /** 14 characters; null: there is none. */
  readonly senderCode: string | null
  /** Code of the type of event, by kind of feed or rule. */
  readonly eventTypes: Readonly<Record<string, string>>
  /** SMS, WEB, SPEAKER … */
  readonly methods: readonly string[]
  readonly secClassification: string
}

/** Kinds of alarms that are about the platform, not about the city. */
const OF_PLATFORM = new Set([MONITOR, 'gateways'])

/** Simulated is never Actual; what the monitor says of itself is System. */
export function statusOf(warning: Pick<Warning, 'kind' | 'isSimulated'>, policy: WarningPolicy): CapStatus {
  if (warning.isSimulated) return policy.simulated
  return OF_PLATFORM.has(warning.kind) ? 'System' : 'Actual'
}

/** Why alarms of a kind are told to nobody without a person: they are not for every department, and the city has not named the kind. */
export function whyKindByHand(
  kind: Pick<Kind, 'id' | 'sharing'> | undefined,
  policy: Pick<WarningPolicy, 'kinds'>,
): string | null {
  // What no kind says of it, every department may know.
  if (kind === undefined || kind.sharing === 'mandatory' || policy.kinds !== null) return null
  const how = kind.sharing === 'withheld' ? 'withheld' : 'shared on demand'
  return `kind ${kind.id} is ${how}, and warnings.kinds does not name it`
}

/** Why a warning is not issued without a person; null when it is. */
export function whyNotByItself(
  warning: Warning,
  { rule, kind }: { readonly rule: Rule | undefined; readonly kind: Pick<Kind, 'id' | 'sharing'> | undefined },
  policy: WarningPolicy,
): string | null {
  if (policy.sender === null || policy.issueFrom === null) return 'the city issues nothing by itself'
  // Its alarms are issued one by one; both would tell the same twice.
  if (warning.source === 'incident') return 'an incident is issued by a person'
  if (!warning.isActive) return 'it is over'
  if (warning.isLate) return 'it tells of the past'
  if (warning.aside !== null) return `it is ${warning.aside}`
  if (OF_PLATFORM.has(warning.kind)) return 'it is about the platform, not about the city'
  if (rankOf(warning.severity) < rankOf(policy.issueFrom)) return `it is below ${policy.issueFrom}`
  if (policy.kinds !== null && !policy.kinds.includes(warning.kind)) return `kind ${warning.kind} is not among them`
  const byHand = whyKindByHand(kind, policy)
  if (byHand !== null) return byHand
  if (warning.rule !== null && policy.exceptRules.includes(warning.rule)) return `rule ${warning.rule} is excepted`
  if (rule !== undefined && !tellsOfCity(rule.when)) return 'it is about a device, not about the city'
  return null
}

/** Whether a condition looks at what is measured; silence, standstill and doubtful readings tell of devices. */
export function tellsOfCity(when: Condition | Member): boolean {
  if (when.type === 'not') return false
  if (isGroup(when)) return when.of.some((member) => tellsOfCity(member))
  return when.type !== 'silent' && when.type !== 'flat' && when.type !== 'quality'
}

/** Air, water, noise are environment; roads are transport; a river that rises is weather, a flooded street infrastructure. */
export function categoriesOf({ kind, crossing }: Pick<Warning, 'kind' | 'crossing'>, policy: WarningPolicy) {
  const configured = Object.hasOwn(policy.categories, kind) ? policy.categories[kind] : undefined
  if (configured) return configured
  if (OF_PLATFORM.has(kind)) return ['Infra'] as const
  if (kind === 'water' && crossing?.value === 'waterLevel') return ['Met', 'Infra'] as const
  const known: readonly CapCategory[] | undefined = Object.hasOwn(CATEGORIES, kind) ? CATEGORIES[kind] : undefined
  return known ?? (['Other'] as const)
}

const CATEGORIES: Readonly<Record<string, readonly CapCategory[]>> = {
  air: ['Env'],
  water: ['Env'],
  noise: ['Env'],
  waste: ['Env'],
  traffic: ['Transport'],
  parking: ['Transport'],
  manhole: ['Infra'],
}

import { createHash } from 'node:crypto'
import type { CapStatus } from '../../domain/cap/alert.ts'
import { areasOf, buildAlert } from '../../domain/cap/build.ts'
import { openHead, type NextMessage } from '../../domain/cap/chain.ts'
import { checkCap } from '../../domain/cap/check.ts'
import { cnXml } from '../../domain/cap/cn.ts'
import type { WarningContext } from '../../domain/cap/context.ts'
import { errorsIn } from '../../domain/cap/fault.ts'
import { identifierOf, type MessageFacts } from '../../domain/cap/message.ts'
import { statusOf } from '../../domain/cap/policy.ts'
import { materialOf, type Warning } from '../../domain/cap/warning.ts'
import { capXml } from '../../domain/cap/write.ts'
import { CityError } from '../../domain/errors.ts'
import type { Label } from '../../domain/label.ts'
import type { Chain, NewWarning, WarningSummary } from '../../store/records/warnings.ts'

/** Who lets a message go out, and when. */
export interface Imprint {
  readonly by: string
  readonly why: string | null
  /** Whole seconds, UTC ms. */
  readonly sentAt: number
  readonly entry: number
}

/** The message that comes next, as it would go out. Throws `warnings-not-configured` where nobody is named who sends it. */
export function factsOf(
  warning: Warning,
  next: NextMessage,
  of: { readonly chain: Chain | null; readonly context: WarningContext; readonly imprint: Omit<Imprint, 'by'> },
): MessageFacts {
  const { chain, imprint } = of
  const { policy } = of.context
  const references = next.msgType === 'Alert' || !openHead(chain?.head ?? null) ? [] : (chain?.references ?? [])
  // What is out is followed to its end, also by a city that issues nothing any more.
  const sender = policy.sender ?? references.at(-1)?.sender
  if (sender === undefined)
    throw new CityError(
      'warnings-not-configured',
      'Nobody is named who issues warnings: config/city.yaml needs "warnings" with a sender and a senderName.',
    )
  return {
    ...next,
    identifier: identifierOf(warning.source, warning.id, next.n),
    sender,
    senderCode: policy.cn.senderCode,
    sentAt: imprint.sentAt,
    entry: imprint.entry,
    expiresAt: imprint.sentAt + policy.expiresMinutes * 60_000,
    status: statusOf(warning, policy),
    references,
    why: imprint.why,
  }
}

/** A message set in type, to be kept. Throws `warning-invalid` when it would break a rule of CAP: such a one never goes out. */
export function pressed(
  warning: Warning,
  facts: MessageFacts,
  of: { context: WarningContext; by: string },
): NewWarning {
  const { context, by } = of
  const alert = buildAlert(warning, facts, context)
  const xml = capXml(alert)
  const wrong = errorsIn(checkCap(xml))
  if (wrong.length > 0) {
    const faults = wrong.slice(0, 3).map(({ line, message }) => `line ${line}: ${message}`)
    throw new CityError('warning-invalid', `${facts.identifier} would not be valid CAP 1.2: ${faults.join('; ')}.`)
  }
  const cn = cnXml(warning, facts, context)
  const [zh, en] = alert.info
  const both = (field: 'headline' | 'description' | 'instruction'): Label => ({
    zh: zh?.[field] ?? '',
    en: en?.[field] ?? '',
  })
  const names = (language: 'zh' | 'en') => areasOf({ ...warning, stations: [] }, context, language)
  const inEnglish = names('en')
  const summary: WarningSummary = {
    headline: both('headline'),
    areas: names('zh').map(({ areaDesc }, i) => ({ zh: areaDesc, en: inEnglish[i]?.areaDesc ?? areaDesc })),
    isInCn: 'xml' in cn,
    description: both('description'),
    instruction: facts.msgType === 'Cancel' ? null : both('instruction'),
  }
  return {
    identifier: facts.identifier,
    source: warning.source,
    sourceId: warning.id,
    n: facts.n,
    chain: facts.chain,
    msgType: facts.msgType,
    status: facts.status,
    scope: alert.scope,
    severity: warning.severity,
    cause: facts.cause,
    by,
    why: facts.why,
    sender: facts.sender,
    senderCode: facts.senderCode,
    sentAt: facts.sentAt,
    entry: facts.entry,
    expiresAt: facts.msgType === 'Cancel' ? null : facts.expiresAt,
    material: materialOf(warning),
    count: warning.count,
    seq: warning.seq,
    summary: JSON.stringify(summary),
    hash: createHash('sha256').update(xml).digest('hex'),
    xml,
    cnXml: 'xml' in cn ? cn.xml : null,
  }
}

/** A document to look at; nothing is kept. Throws `warnings-not-configured` for a dialect that cannot be made. */
export function proof(
  warning: Warning,
  facts: MessageFacts,
  of: { readonly context: WarningContext; readonly dialect: 'oasis' | 'cn'; readonly status: CapStatus },
): string {
  const { context, dialect, status } = of
  // Never to be taken for the message that will be issued with this number.
  const shown = { ...facts, status, identifier: `${facts.identifier}-preview` }
  if (dialect === 'oasis') return capXml(buildAlert(warning, shown, context))
  const cn = cnXml(warning, shown, context)
  if ('xml' in cn) return cn.xml
  throw new CityError(
    'warnings-not-configured',
    `China's dialect needs more of config/city.yaml: ${cn.missing.join('; ')}.`,
  )
}

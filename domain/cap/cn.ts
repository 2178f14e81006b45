import type { CapArea } from './alert.ts'
import { areasOf, eventTypeOf } from './build.ts'
import { colourOf } from './colours.ts'
import type { WarningContext } from './context.ts'
import type { MessageFacts, Reference } from './message.ts'
import { cnTime, timeDigits } from './time.ts'
import type { Warning } from './warning.ts'
import { cnHeadlineOf, descriptionOf, noteOf, senderNameOf } from './words.ts'
import { decimal } from './write.ts'
import { element, texts, xmlDocument, type XmlElement } from './xml.ts'

/** A document of China's dialect, or what is missing in the configuration to make one. */
export type CnResult = { readonly xml: string } | { readonly missing: readonly string[] }

/** A warning in the dialect of China's emergency warnings; it has no namespace and is not valid OASIS CAP. */
export function cnXml(warning: Warning, facts: MessageFacts, context: WarningContext): CnResult {
  const { policy, utcOffsetMinutes: offset } = context
  const { methods, secClassification } = policy.cn
  const { senderCode } = facts
  const eventType = eventTypeOf(warning, context)
  const codes = warning.districts.map((id) => [id, geocodeOf(id)] as const)
  const missing = [
    ...(senderCode === null ? ['warnings.cn.senderCode: the 14 characters of whoever issues'] : []),
    ...(eventType === undefined ? [`warnings.cn.eventTypes: a code for ${warning.kind}`] : []),
    ...codes.filter(([, code]) => code === null).map(([id]) => `districts: ${id} is no code of GB/T 2260`),
  ]
  if (missing.length > 0 || senderCode === null || eventType === undefined) return { missing }

  const isEnd = facts.msgType === 'Cancel'
  const description = descriptionOf(warning, facts, { context, language: 'zh' })
  const references = facts.references.map((earlier) => cnIdentifierOf(earlier, offset)).filter((id) => id !== null)
  const methodElements = methods.map((name) =>
    element('method', [element('methodName', name), element('message', description)]),
  )
  const root = element('alert', [
    element('identifier', cnIdentifierOf(facts, offset)!),
    element('sender', senderNameOf(context, 'zh')),
    element('senderCode', senderCode),
    element('sendTime', cnTime(facts.sentAt, offset)),
    element('status', facts.status),
    element('msgType', facts.msgType),
    element('scope', policy.scope),
    element('code', methodElements),
    element('secClassification', secClassification),
    ...texts('note', noteOf(facts.status)),
    element('references', references.join(' ')),
    element('info', [
      element('language', 'zh-CN'),
      element('eventType', eventType),
      element('urgency', 'Unknown'),
      element('severity', colourOf(warning.severity).cap),
      element('certainty', 'Unknown'),
      element('effective', cnTime(facts.sentAt, offset)),
      element('onset', cnTime(warning.onsetAt, offset)),
      ...(isEnd ? [] : [element('expires', cnTime(facts.expiresAt, offset))]),
      element('senderName', senderNameOf(context, 'zh')),
      element('headline', cnHeadlineOf(warning, facts, context)),
      element('description', description),
      ...(isEnd ? [] : texts('instruction', warning.response.zh)),
      ...areasOf(warning, context, 'zh').map((area) => areaElement(area)),
    ]),
  ])
  return { xml: xmlDocument(root) }
}

/** `ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N`: who, when, and which of that second; null without a code. */
export function cnIdentifierOf(
  { senderCode, entry }: Pick<Reference, 'senderCode' | 'entry'>,
  offset: number,
): string | null {
  return senderCode === null ? null : `${senderCode}_${timeDigits(entry, offset)}_${entry % 1000}`
}

/** A division's code of 6 to 12 digits as one of 12; null when it is none. */
function geocodeOf(district: string): string | null {
  return /^\d{6}(\d{3}){0,2}$/.test(district) ? district.padEnd(12, '0') : null
}

function areaElement({ areaDesc, polygons, circles, geocodes }: CapArea): XmlElement {
  return element('area', [
    element('areaDesc', areaDesc),
    ...polygons.map((ring) =>
      element('polygon', ring.map(([lat, lon]) => `${decimal(lat)},${decimal(lon)}`).join(' ')),
    ),
    ...circles.map(([lat, lon, km]) => element('circle', `${decimal(lat)},${decimal(lon)} ${decimal(km)}`)),
    ...geocodes.map(({ value }) => element('geocode', geocodeOf(value) ?? value)),
  ])
}

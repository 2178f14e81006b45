import type { Language } from '../label.ts'
import type { CapAlert, CapArea, CapInfo, NamedValue } from './alert.ts'
import { rectangle } from './area.ts'
import { MOST_HEADLINE } from './check.ts'
import { colourOf } from './colours.ts'
import type { WarningContext } from './context.ts'
import type { MessageFacts } from './message.ts'
import { categoriesOf } from './policy.ts'
import { capTime } from './time.ts'
import type { Warning } from './warning.ts'
import { descriptionOf, eventOf, figureOf, headlineOf, noteOf, placesOf, senderNameOf, stationNameOf } from './words.ts'
import { cleanText } from './xml.ts'

const LANGUAGES = [
  ['zh', 'zh-CN'],
  ['en', 'en-US'],
] as const

/** A message of a warning's chain in CAP 1.2: one info block for each language. */
export function buildAlert(warning: Warning, facts: MessageFacts, context: WarningContext): CapAlert {
  const { policy, utcOffsetMinutes: offset } = context
  const note = noteOf(facts.status)
  return {
    identifier: facts.identifier,
    sender: facts.sender,
    sent: capTime(facts.sentAt, offset),
    status: facts.status,
    msgType: facts.msgType,
    source: 'CityPulse',
    scope: policy.scope,
    ...(policy.scope === 'Restricted' ? { restriction: cleanText(policy.restriction) || 'Restricted' } : {}),
    code: [],
    ...(note === undefined ? {} : { note }),
    references: facts.references.map(
      ({ sender, identifier, sentAt }) => `${sender},${identifier},${capTime(sentAt, offset)}`,
    ),
    incidents: warning.source === 'incident' ? [warning.id.replaceAll(/[\s,<&]/g, '_')] : [],
    info: LANGUAGES.map(([language, code]) => infoOf(warning, facts, { context, language, code })),
  }
}

function infoOf(
  warning: Warning,
  facts: MessageFacts,
  of: { readonly context: WarningContext; readonly language: Language; readonly code: string },
): CapInfo {
  const { context, language, code } = of
  const { policy, utcOffsetMinutes: offset } = context
  const colour = colourOf(warning.severity)
  const isEnd = facts.msgType === 'Cancel'
  const eventType = eventTypeOf(warning, context)
  return {
    language: code,
    category: categoriesOf(warning, policy),
    event: eventOf(warning, language),
    responseType: [!isEnd ? colour.response : facts.cause === 'over' ? 'AllClear' : 'None'],
    urgency: isEnd ? 'Past' : colour.urgency,
    severity: colour.severity,
    // Everything that is warned of was measured.
    certainty: 'Observed',
    eventCode: [
      ...(eventType === undefined ? [] : [{ valueName: 'CN-EventType', value: eventType }]),
      ...(warning.rule === null ? [] : [{ valueName: 'CityPulse-Rule', value: warning.rule }]),
    ],
    effective: capTime(facts.sentAt, offset),
    onset: capTime(warning.onsetAt, offset),
    ...(isEnd ? {} : { expires: capTime(facts.expiresAt, offset) }),
    senderName: senderNameOf(context, language),
    headline: headlineOf(warning, facts, { context, language, most: MOST_HEADLINE }),
    description: descriptionOf(warning, facts, { context, language }),
    ...(isEnd ? {} : { instruction: warning.response[language] }),
    ...(policy.publicUrl === undefined
      ? {}
      : { web: `${policy.publicUrl}/api/v1/warnings/${encodeURIComponent(facts.identifier)}.xml` }),
    ...(policy.contact === undefined ? {} : { contact: policy.contact }),
    parameter: parametersOf(warning, context),
    area: areasOf(warning, context, language),
  }
}

/** Code of the type of event: of the rule, else of the kind. */
export function eventTypeOf({ rule, kind }: Warning, { policy }: WarningContext): string | undefined {
  const { eventTypes } = policy.cn
  const key = [rule, kind].find((name) => name !== null && Object.hasOwn(eventTypes, name))
  return key == null ? undefined : eventTypes[key]
}

function parametersOf(warning: Warning, context: WarningContext): NamedValue[] {
  const { severity, crossing, stations } = warning
  const { cap, level } = colourOf(severity)
  const found: readonly (readonly [string, string | null | undefined])[] = [
    ['CN-AlertColour', cap],
    ['CN-AlertLevel', level],
    ...stations.slice(0, 100).map((id) => ['Station', id] as const),
    ['Value', crossing?.value],
    ['Reading', crossing?.reading == null ? null : figureOf(warning, context, crossing.reading)],
    ['Limit', crossing?.limit == null ? null : figureOf(warning, context, crossing.limit)],
  ]
  return found.flatMap(([valueName, value]) => {
    const text = cleanText(value ?? '')
    return text === '' ? [] : [{ valueName, value: text }]
  })
}

/** The districts by their edges, and the stations as circles; the whole city where it is of no district. */
export function areasOf(warning: Warning, context: WarningContext, language: Language): CapArea[] {
  const { policy, edges, bounds } = context
  if (warning.districts.length === 0) {
    const areaDesc = cleanText(placesOf(warning, context, language)) || '-'
    return [{ areaDesc, polygons: [rectangle(bounds)], circles: [], geocodes: [] }]
  }
  const districts = warning.districts.map((id) => ({
    areaDesc: cleanText(context.districts.get(id)?.[language] ?? id) || id,
    polygons: edges.get(id) ?? [],
    circles: [],
    geocodes: [{ valueName: 'GB/T 2260', value: id }],
  }))
  const stations = warning.stations.flatMap((id) => {
    const station = context.stationOf(id)
    if (!station) return []
    const areaDesc = cleanText(stationNameOf(context, id, language)) || id
    const circles = [[station.lat, station.lon, policy.stationRadiusKm] as const]
    return [{ areaDesc, polygons: [], circles, geocodes: [] }]
  })
  return [...districts, ...stations]
}

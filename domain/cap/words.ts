import type { ValueSpec } from '../kind.ts'
import { type Language, nameIn } from '../label.ts'
import { displayUnit } from '../units.ts'
import type { CapStatus } from './alert.ts'
import { colourOf } from './colours.ts'
import type { WarningContext } from './context.ts'
import type { MessageFacts } from './message.ts'
import { cnTime } from './time.ts'
import type { Warning } from './warning.ts'
import { cleanText, shortened } from './xml.ts'

type Facts = Pick<MessageFacts, 'status' | 'msgType' | 'cause' | 'why'>

/** Said first, for many read no further. */
const PREFIXES: Readonly<Partial<Record<CapStatus, Readonly<Record<Language, string>>>>> = {
  Exercise: { zh: '【演练】', en: 'EXERCISE: ' },
  Test: { zh: '【测试】', en: 'TEST: ' },
  System: { zh: '【系统】', en: 'SYSTEM: ' },
  Draft: { zh: '【草稿】', en: 'DRAFT: ' },
}

const NOTES: Readonly<Partial<Record<CapStatus, string>>> = {
  Exercise: '演练：数据来自模拟站点，并非真实事件。 Exercise: the readings are simulated; this is not a real event.',
  Test: '测试：并非真实事件。 Test: this is not a real event.',
  Draft: '草稿：尚未发布。 Draft: not issued.',
}

/** What whoever reads the raw message has to know of its status. */
export function noteOf(status: CapStatus): string | undefined {
  return NOTES[status]
}

const DONE: Readonly<Record<Language, Readonly<Record<'Alert' | 'Update' | 'over' | 'withdrawn', string>>>> = {
  zh: { Alert: '发布', Update: '更新', over: '解除', withdrawn: '撤回' },
  en: { Alert: '', Update: 'Updated: ', over: 'Ended: ', withdrawn: 'Withdrawn: ' },
}

function done({ msgType, cause }: Facts): 'Alert' | 'Update' | 'over' | 'withdrawn' {
  if (msgType !== 'Cancel') return msgType
  return cause === 'withdrawn' ? 'withdrawn' : 'over'
}

/** What it is called: the rule's words, without a colour of their own that may no longer be true. */
export function eventOf({ label, rule, id }: Warning, language: Language): string {
  const text = cleanText(label[language]).replaceAll(/\s+/g, ' ')
  const bare = language === 'zh' ? text.replace(/([红橙黄蓝]色?)?(预警|告警)$/u, '') : text
  return bare || text || cleanText(rule ?? '') || id
}

export function headlineOf(
  warning: Warning,
  facts: Facts,
  of: { readonly context: WarningContext; readonly language: Language; readonly most: number },
): string {
  const { context, language, most } = of
  const colour = colourOf(warning.severity)
  const prefix = PREFIXES[facts.status]?.[language] ?? ''
  const places = placesOf(warning, context, language)
  const verb = DONE[language][done(facts)]
  const text =
    language === 'zh'
      ? `${prefix}${shortened(senderNameOf(context, 'zh'), 40)}${verb}${shortened(eventOf(warning, 'zh'), 60)}${colour.zh}预警（${places}）`
      : `${prefix}${verb}${colour.cap} warning, ${shortened(eventOf(warning, 'en'), 80)} (${places})`
  return shortened(text, most)
}

/** China's dialect: what follows in brackets says the level. */
export function cnHeadlineOf(warning: Warning, facts: Facts, context: WarningContext): string {
  const { zh, level, word } = colourOf(warning.severity)
  const sender = shortened(senderNameOf(context, 'zh'), 40)
  const prefix = PREFIXES[facts.status]?.zh ?? ''
  return `${prefix}${sender}${DONE.zh[done(facts)]}${shortened(eventOf(warning, 'zh'), 60)}${zh}预警[${level}级/${word}]`
}

export function senderNameOf({ policy }: WarningContext, language: Language): string {
  return cleanText(policy.senderName[language])
}

/** When, where, what was measured and what comes of it. */
export function descriptionOf(
  warning: Warning,
  facts: Facts,
  of: { readonly context: WarningContext; readonly language: Language },
): string {
  const { context, language } = of
  const at = (time: number) => cnTime(time, context.utcOffsetMinutes).slice(0, 16)
  const places = placesOf(warning, context, language)
  const stations = warning.stations.map((id) => stationNameOf(context, id, language)).slice(0, MOST_NAMES)
  const crossing = crossingOf(warning, context, language)
  const more = warning.consequence?.[language]
  const zh = [
    ...(facts.cause === 'withdrawn' ? [`本预警已撤回${facts.why === null ? '' : `：${facts.why}`}。`] : []),
    `${at(warning.onsetAt)} 起，${places}${stations.length > 0 ? `（${stations.join('、')}）` : ''}：${warning.label.zh}。`,
    ...(crossing === null ? [] : [`${crossing}。`]),
    ...(facts.cause === 'over' && warning.endedAt !== null ? [`${at(warning.endedAt)} 恢复正常。`] : []),
    ...(more === undefined || facts.msgType === 'Cancel' ? [] : [more]),
  ]
  const en = [
    ...(facts.cause === 'withdrawn' ? [`This warning is withdrawn${facts.why === null ? '.' : `: ${facts.why}`}`] : []),
    `Since ${at(warning.onsetAt)}, ${places}${stations.length > 0 ? ` (${stations.join(', ')})` : ''}: ${warning.label.en}.`,
    ...(crossing === null ? [] : [`${crossing}.`]),
    ...(facts.cause === 'over' && warning.endedAt !== null ? [`Back to normal at ${at(warning.endedAt)}.`] : []),
    ...(more === undefined || facts.msgType === 'Cancel' ? [] : [more]),
  ]
  return language === 'zh' ? zh.join('') : en.join(' ')
}

const MOST_NAMES = 12

export function placesOf(warning: Warning, context: WarningContext, language: Language): string {
  const names = warning.districts.map((id) => context.districts.get(id)?.[language] ?? id)
  if (names.length === 0) return context.label[language]
  return names.slice(0, MOST_NAMES).join(language === 'zh' ? '、' : ', ')
}

export function stationNameOf(context: WarningContext, id: string, language: Language): string {
  const station = context.stationOf(id)
  return station ? nameIn(language, station.name) : id
}

/** A figure as people write it, to the decimals of its value. */
export function figureOf(warning: Warning, context: WarningContext, figure: number): string {
  const { crossing, kind } = warning
  const spec = crossing?.value == null ? undefined : specOf(context, kind, crossing.value)
  const text = spec ? figure.toFixed(spec.decimals) : String(Number(figure.toPrecision(6)))
  return `${text} ${crossing?.unit == null ? '' : displayUnit(crossing.unit)}`.trim()
}

function crossingOf(warning: Warning, context: WarningContext, language: Language): string | null {
  const { crossing, kind } = warning
  if (crossing === null) return null
  const { value, reading, limit } = crossing
  const index = language === 'zh' ? '指数等级' : 'Index level'
  const spec = value === null ? undefined : specOf(context, kind, value)
  const what = value === null ? index : (spec?.label[language] ?? value)
  const figures = [
    ...(reading === null ? [] : [figureOf(warning, context, reading)]),
    ...(limit === null ? [] : [`${language === 'zh' ? '限值' : 'limit'} ${figureOf(warning, context, limit)}`]),
  ]
  return `${what} ${figures.join(language === 'zh' ? '，' : ', ')}`
}

function specOf(context: WarningContext, kind: string, value: string): ValueSpec | undefined {
  const values = context.kindOf(kind)?.values ?? {}
  return Object.hasOwn(values, value) ? values[value] : undefined
}

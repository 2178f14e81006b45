import type { Alarm } from '../domain/alarm.ts'
import { saidByCity } from '../domain/city-says.ts'
import { type ChannelWish, type News, newsOf } from '../domain/delivery.ts'
import { type Label, type Language, type Name, nameIn } from '../domain/label.ts'
import { rankOf, SEVERITIES, type Severity } from '../domain/severity.ts'
import { displayUnit } from '../domain/units.ts'
import type { AlarmMessage } from '../domain/wire.ts'
import { TEMPLATES, WORDS } from './words.ts'

/** What a person reads, in plain text: each channel escapes it for its own format. */
export interface Letter {
  readonly title: string
  readonly lines: readonly string[]
  /** The worst that it tells of; null for a test or a bare text. */
  readonly severity: Severity | null
  readonly link: string | null
}

/** What the words of a letter are taken from. */
export interface LetterSource {
  readonly timeZone: string
  readonly publicUrl: string | null
  readonly label: Label
  readonly districts: ReadonlyMap<string, Label>
  readonly departments: ReadonlyMap<string, Label>
  /** Name of a station; undefined when it is not in the registry. */
  readonly stationName: (id: string) => Name | undefined
}

type Wording = Pick<ChannelWish, 'language' | 'templates'>

/** Alarms that a summary names; the others are counted. */
const NAMED = 10
const LONGEST_PLACE = 200

/** One event, as the template says. */
export function letterOfEvent(message: AlarmMessage, wording: Wording, source: LetterSource): Letter {
  const { alarm, event } = message
  return letterOfAlarm(alarm, {
    wording,
    source,
    news: newsOf(message),
    at: event.at,
    by: event.by,
    text: noteOf(message, source),
  })
}

/** What the city notes in the language of the letter, what people wrote as they wrote it. */
function noteOf({ event: { by, text, owed, called } }: AlarmMessage, { departments }: LetterSource): Name | null {
  const inBoth = (say: (language: Language) => string) => ({ zh: say('zh'), en: say('en') })
  if (owed) return inBoth((language) => WORDS[language].owed[owed])
  if (!called) return text === null || by !== 'system' ? text : inBoth((language) => saidByCity(text, language))
  const { level, department, position, people } = called
  return inBoth((language) => {
    const { comma, called: say, positions, nobody } = WORDS[language]
    const who = people.map(({ name }) => nameIn(language, name)).join(comma) || nobody
    const where = nameIn(language, departments.get(department) ?? department)
    return say({ level, where, position: positions[position] ?? position, who })
  })
}

/** An alarm as it stands; `news` says why it is told. */
export function letterOfAlarm(
  alarm: Alarm,
  of: {
    readonly wording: Wording
    readonly source: LetterSource
    readonly news: News
    readonly at: number
    readonly by?: string
    readonly text?: Name | null
    /** Said before everything else. */
    readonly opening?: Label
  },
): Letter {
  const { wording, source, opening } = of
  const inEach = languagesOf(wording)
  const titles = inEach.map((language) => {
    const words = WORDS[language]
    const mark = alarm.simulated ? words.simulated : ''
    return flat(`${mark}${words.severity[alarm.severity]} ${words.news[of.news]} ${nameIn(language, alarm.label)}`)
  })
  const lines = inEach.flatMap((language) => {
    const places = placesOf(alarm, { ...of, language })
    const template = wording.templates[language] ?? TEMPLATES[language]
    return [...(opening ? [opening[language]] : []), ...filled(template, places)]
  })
  return { title: titles.join(' / '), lines, severity: alarm.severity, link: linkTo(source, alarm.id) }
}

/** Many events in one: how many of which severity, and the worst by name, each alarm once as it stands now. */
export function letterOfSummary(messages: readonly AlarmMessage[], wording: Wording, source: LetterSource): Letter {
  const newest = new Map(messages.map((message) => [message.alarm.id, message]))
  const all = [...newest.values()].toSorted(byUrgency)
  const worst = all.reduce<Severity>(
    (found, { alarm }) => (rankOf(alarm.severity) > rankOf(found) ? alarm.severity : found),
    'blue',
  )
  const inEach = languagesOf(wording)
  const titles = inEach.map((language) => WORDS[language].summary(all.length, messages.length))
  const lines = inEach.flatMap((language) => {
    const words = WORDS[language]
    const counts = SEVERITIES.toReversed()
      .map((severity) => [severity, all.filter(({ alarm }) => alarm.severity === severity).length] as const)
      .filter(([, count]) => count > 0)
      .map(([severity, count]) => `${words.severity[severity]} ${count}`)
    const over = all.filter(({ alarm }) => !alarm.active).length
    return [
      `${counts.join(words.comma)}${over > 0 ? words.ofThemOver(over) : ''}`,
      ...all.slice(0, NAMED).map((message) => lineOf(message, language, source)),
      ...(all.length > NAMED ? [words.andMore(all.length - NAMED)] : []),
    ]
  })
  return { title: titles.join(' / '), lines, severity: worst, link: linkTo(source, null) }
}

/** Marked so that nobody acts on it. */
export function letterOfTest(by: string, wording: Pick<Wording, 'language'>, source: LetterSource): Letter {
  const inEach = languagesOf(wording)
  return {
    title: inEach.map((language) => WORDS[language].testTitle).join(' / '),
    lines: inEach.map((language) => WORDS[language].test(nameIn(language, source.label), by)),
    severity: null,
    link: linkTo(source, null),
  }
}

/** A bare text. */
export function letterOfText(text: Label, wording: Pick<Wording, 'language'>, source: LetterSource): Letter {
  const [title = '', ...rest] = languagesOf(wording).map((language) => flat(text[language]))
  return { title, lines: [title, ...rest], severity: null, link: linkTo(source, null) }
}

/** Placeholders that a template may have. */
export const PLACES = [
  'alarm',
  'severity',
  'news',
  'state',
  'station',
  'stationId',
  'district',
  'department',
  'reading',
  'limit',
  'time',
  'by',
  'text',
  'response',
  'consequence',
] as const

/** What is wrong with a template, in one sentence; null when nothing is. */
export function templateFault(template: string): string | null {
  const unknown = [...template.matchAll(/\{(\w*)\}/g)].find(([, name]) => !PLACES.includes(name as never))
  return unknown ? `there is no ${unknown[0]}; there are ${PLACES.map((name) => `{${name}}`).join(' ')}` : null
}

function placesOf(
  alarm: Alarm,
  of: {
    readonly language: Language
    readonly source: LetterSource
    readonly news: News
    readonly at: number
    readonly by?: string
    readonly text?: Name | null
  },
): Record<(typeof PLACES)[number], string> {
  const { language, source } = of
  const words = WORDS[language]
  const unit = alarm.unit === null ? '' : ` ${displayUnit(alarm.unit)}`
  const named = (all: ReadonlyMap<string, Label>, id: string) => nameIn(language, all.get(id) ?? id)
  return {
    alarm: `${alarm.simulated ? words.simulated : ''}${nameIn(language, alarm.label)}`,
    severity: words.severity[alarm.severity],
    news: words.news[of.news],
    state: words.state[alarm.state],
    station: nameIn(language, source.stationName(alarm.station) ?? alarm.station),
    stationId: alarm.station,
    district: named(source.districts, alarm.district),
    department: named(source.departments, alarm.owner),
    reading: alarm.reading === null ? '' : `${alarm.value ?? ''} ${alarm.reading}${unit}`.trim(),
    limit: alarm.limit === null ? '' : `${alarm.limit}${unit}`,
    time: timeOf(of.at, language, source.timeZone),
    by: of.by === undefined || of.by === 'system' ? '' : of.by,
    text: nameIn(language, of.text ?? ''),
    response: nameIn(language, alarm.response),
    consequence: alarm.consequence === null ? '' : nameIn(language, alarm.consequence),
  }
}

/** A line whose placeholders are all empty says nothing and is left out. */
function filled(template: string, places: Readonly<Record<string, string>>): string[] {
  return template.split('\n').flatMap((line) => {
    const names = [...line.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    if (names.length > 0 && names.every((name) => (places[name] ?? '') === '')) return []
    const said = line.replaceAll(/\{(\w+)\}/g, (_, name: string) => flat(places[name] ?? ''))
    return said.trim() === '' ? [] : [said.trim()]
  })
}

function lineOf({ alarm, event }: AlarmMessage, language: Language, source: LetterSource): string {
  const words = WORDS[language]
  const places = placesOf(alarm, { language, source, news: 'raised', at: event.at })
  const state = alarm.active ? '' : words.over
  return flat(
    `${places.severity} ${places.alarm}${words.comma}${places.station}${words.comma}${places.district}${words.comma}${places.time}${state}`,
  )
}

function byUrgency(a: AlarmMessage, b: AlarmMessage): number {
  return (
    Number(b.alarm.active) - Number(a.alarm.active) ||
    rankOf(b.alarm.severity) - rankOf(a.alarm.severity) ||
    a.seq - b.seq
  )
}

function languagesOf({ language }: Pick<Wording, 'language'>): readonly Language[] {
  return language === 'both' ? ['zh', 'en'] : [language]
}

function timeOf(at: number, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at)
}

/** What comes from outside is one line, without control characters and without marks that turn the direction of the text. */
function flat(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  const plain = text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u200B\u2028-\u202E\u2066-\u2069]+/g, ' ')
  return plain.length > LONGEST_PLACE * 3 ? `${plain.slice(0, LONGEST_PLACE * 3)}…` : plain
}

function linkTo({ publicUrl }: LetterSource, alarm: string | null): string | null {
  if (publicUrl === null) return null
  return `${publicUrl.replace(/\/$/, '')}/alarms${alarm === null ? '' : `?alarm=${encodeURIComponent(alarm)}`}`
}

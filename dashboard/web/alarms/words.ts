import type { Alarm } from '../../../domain/alarm.ts'
import { nameIn } from '../../../domain/label.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import type { IndexFacts } from '../api.ts'
import type { Desk } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'

/** Name of an alarm's station, or its id when the registry does not know it; for the monitor itself, its name. */
export function placeOf(desk: Desk, alarm: Alarm): string {
  if (alarm.kind === MONITOR) return desk.text('alarm.monitor')
  const entry = desk.city.stations.get(alarm.station)
  return entry === undefined ? alarm.station : nameIn(desk.settings.language, entry.name)
}

/** Place and district. */
export function whereOf(desk: Desk, alarm: Alarm): string {
  if (alarm.kind === MONITOR) return placeOf(desk, alarm)
  return `${placeOf(desk, alarm)} · ${desk.city.label('districts', alarm.district, desk.settings.language)}`
}

/** The department that an alarm is for. */
export function ownerOf({ city, settings, text }: Desk, { owner }: Alarm): string {
  return owner === MONITOR ? text('alarm.monitor') : city.label('departments', owner, settings.language)
}

/** What crossed which limit, with unit; empty for an alarm without a figure. */
export function crossingOf(desk: Desk, alarm: Alarm): string {
  if (alarm.reading === null) return ''
  const kind = desk.city.kind(alarm.kind)
  if (alarm.value === null && alarm.limit !== null)
    return levelOf(desk, kind?.index ?? null, alarm.reading, alarm.limit)
  const spec = alarm.value === null ? undefined : kind?.values[alarm.value]
  const decimals = spec?.decimals ?? kind?.index?.decimals ?? 1
  const unit = alarm.unit === null ? '' : printedUnit(alarm.unit, desk.text)
  const figure = (value: number) => desk.format.number(value, decimals)
  const name = spec === undefined ? '' : `${nameIn(desk.settings.language, spec.label)} `
  const limit = alarm.limit === null ? '' : ` ${signOf(alarm.reading, alarm.limit)} ${figure(alarm.limit)}`
  return `${name}${figure(alarm.reading)}${limit}${unit === '' ? '' : ` ${unit}`}`
}

function signOf(reading: number, limit: number): string {
  return reading < limit ? '<' : reading > limit ? '>' : '≥'
}

/** The level that an index has reached, by its word, and from which one on it is an alarm. */
function levelOf({ text, settings }: Desk, index: IndexFacts | null, level: number, limit: number): string {
  const label = index?.levels[level - 1]?.label
  const word = label === undefined ? '' : nameIn(settings.language, label)
  return text(word === '' ? 'alarm.level' : 'alarm.level.word', { level, word, limit })
}

/** The name of an alarm, and that it is an exercise where it is one: for what leaves the screen. */
export function titleOf({ text, settings }: Desk, alarm: Pick<Alarm, 'label' | 'simulated'>): string {
  const name = nameIn(settings.language, alarm.label)
  return alarm.simulated ? text('alarm.simulated.mark', { name }) : name
}

/** Everything a person sees of an alarm, for the text filter. */
export function wordsOf(desk: Desk, alarm: Alarm): string {
  const language = desk.settings.language
  return [
    nameIn(language, alarm.label),
    whereOf(desk, alarm),
    alarm.station,
    alarm.id,
    alarm.assignee ?? '',
    alarm.ackedBy ?? '',
    alarm.said?.text ?? '',
  ].join(' ')
}

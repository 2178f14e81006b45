import type { Alarm } from '../../../domain/alarm.ts'
import { nameIn } from '../../../domain/label.ts'
import { MONITOR } from '../../../domain/trouble.ts'
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
  const spec = alarm.value === null ? undefined : kind?.values[alarm.value]
  const decimals = spec?.decimals ?? kind?.index?.decimals ?? 1
  const unit = alarm.unit === null ? '' : printedUnit(alarm.unit, desk.text)
  const figure = (value: number) => desk.format.number(value, decimals)
  const name = spec === undefined ? '' : `${nameIn(desk.settings.language, spec.label)} `
  const sign = alarm.limit !== null && alarm.reading < alarm.limit ? '<' : '>'
  const limit = alarm.limit === null ? '' : ` ${sign} ${figure(alarm.limit)}`
  return `${name}${figure(alarm.reading)}${limit}${unit === '' ? '' : ` ${unit}`}`
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

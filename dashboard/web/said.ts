import type { TemplateResult } from 'lit'
import type { AlarmEvent } from '../../domain/alarm.ts'
import type { Called } from '../../domain/answer.ts'
import { saidByCity } from '../../domain/city-says.ts'
import type { IncidentEvent } from '../../domain/incident.ts'
import { nameIn } from '../../domain/label.ts'
import type { Desk } from './desk.ts'
import { withTimes } from './text/time.ts'

/** Why the city set an alarm aside: the kind of suppression, and the words of whoever made it. */
const ASIDE = /^(maintenance|outage): (.*)$/s
const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g

/** What words are made with. */
type Reader = Pick<Desk, 'text' | 'format' | 'settings' | 'city'>

/** What was said with a step: the city's words in the language and time of the reader, people's as they wrote them. Empty when nothing was. */
export function saidIn(
  desk: Reader,
  event: AlarmEvent | IncidentEvent,
  time: (at: number) => string = desk.format.dateTime,
): string {
  const { text: said } = event
  if ('called' in event && event.called) return calledText(desk, event.called)
  if ('owed' in event && event.owed) return desk.text.of('duty.owed', event.owed, event.owed)
  if (said === null) return ''
  switch (event.type) {
    case 'incident':
    case 'moved':
      return incidentName(desk, said)
    case 'merged':
    case 'absorbed': {
      const [other = '', ...why] = said.split(': ')
      return `${incidentName(desk, other)} · ${byWhom(desk, event.by, { said: why.join(': '), time })}`
    }
    case 'severity':
      return desk.text.of('severity', said, said)
    default:
      return byWhom(desk, event.by, { said, time })
  }
}

/** The same for a page, where UTC is to be read at each time. */
export function saidOn(desk: Reader, event: AlarmEvent | IncidentEvent): readonly (string | TemplateResult)[] {
  return withTimes(desk, (time) => saidIn(desk, event, time))
}

function byWhom(
  { text, settings }: Reader,
  by: string,
  { said, time }: { readonly said: string; readonly time: (at: number) => string },
): string {
  if (by !== 'system') return said
  const [, reason, why = said] = ASIDE.exec(said) ?? []
  const words = saidByCity(why, settings.language).replace(INSTANT, (iso) => time(Date.parse(iso)))
  return reason === undefined ? words : `${text.of('report.reason', reason, reason)} · ${words}`
}

function incidentName({ city, settings }: Reader, id: string): string {
  const incident = city.incidents.get(id)
  return incident === undefined ? id : nameIn(settings.language, incident.label)
}

/** Whom a call reached, in words. */
export function calledText(
  desk: Reader,
  { level, department, position, people }: Omit<Called, 'chain' | 'step'>,
): string {
  const { text, city, settings } = desk
  const nameOf = (name: Called['people'][number]['name']) => (typeof name === 'string' ? name : name[settings.language])
  const who = people.length === 0 ? text('duty.nobody') : people.map(({ name }) => nameOf(name)).join(', ')
  return text('duty.called', {
    level,
    position: text.of('duty.position', position, position),
    department: city.label('departments', department, settings.language),
    who,
  })
}

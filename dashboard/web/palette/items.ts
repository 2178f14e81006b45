import { isWaiting } from '../alarms/order.ts'
import { whereOf } from '../alarms/words.ts'
import type { Desk } from '../desk.ts'
import { COMMANDS, type Reach } from '../keys/commands.ts'
import { printedKey } from '../keys/key-map.ts'
import { PAGES } from '../pages.ts'
import type { TextKey } from '../text/text.ts'
import { nameIn } from '../../../domain/label.ts'
import type { Findable } from './match.ts'

/** A line of the palette. */
export interface Item extends Findable {
  readonly id: string
  readonly what: TextKey
  readonly label: string
  readonly detail: string
  choose(): void
}

/** Everything that can be gone to or done, what waits for somebody first. */
export function* itemsOf(desk: Desk, reach: Reach): Generator<Item> {
  yield* pages(desk)
  yield* commands(desk, reach)
  yield* alarms(desk)
  yield* incidents(desk)
  yield* districts(desk)
  yield* stations(desk)
}

function* pages({ text, route, keys }: Desk): Generator<Item> {
  for (const { path, label } of PAGES) {
    const of = keys.keysOf(`page ${path}`)[0]
    const detail = of === undefined ? '' : [...keys.keysOf('go').slice(0, 1), of].map(printedKey).join(' ')
    yield {
      id: `page ${path}`,
      what: 'palette.page',
      label: text(label),
      detail,
      words: `${text(label)} ${path}`,
      choose: () => route.go(path),
    }
  }
}

function* commands({ text, keys }: Desk, reach: Reach): Generator<Item> {
  for (const command of COMMANDS) {
    const { id, group, label, isRange } = command
    if (group === 'page' || isRange === true || id === 'palette') continue
    const detail = keys.keysOf(id).map(printedKey).join(' ')
    const chosen = () => void command.run(reach, keys.keysOf(id)[0] ?? '')
    yield { id: `do ${id}`, what: 'palette.command', label: text(label), detail, words: text(label), choose: chosen }
  }
}

function* alarms(desk: Desk): Generator<Item> {
  const { city, route, text, settings } = desk
  const all = [...city.alarms.values()].toSorted((a, b) => Number(isWaiting(b)) - Number(isWaiting(a)) || b.seq - a.seq)
  for (const alarm of all) {
    const label = nameIn(settings.language, alarm.label)
    const where = whereOf(desk, alarm)
    yield {
      id: `alarm ${alarm.id}`,
      what: 'palette.alarm',
      label: `${text.of('severity', alarm.severity, '')} ${label}`,
      detail: where,
      words: `${label} ${where} ${alarm.station} ${alarm.rule} ${alarm.id}`,
      choose: () => route.go('/alarms', { alarm: alarm.id }),
    }
  }
}

function* incidents({ city, route, settings }: Desk): Generator<Item> {
  for (const { id, label } of city.incidents.values()) {
    const name = nameIn(settings.language, label)
    const choose = () => route.go(`/incidents/${encodeURIComponent(id)}`)
    yield { id: `incident ${id}`, what: 'palette.incident', label: name, detail: '', words: `${name} ${id}`, choose }
  }
}

function* districts({ city, route, settings }: Desk): Generator<Item> {
  for (const { id, label } of city.facts?.districts ?? []) {
    const name = nameIn(settings.language, label)
    const choose = () => route.go('/alarms', { district: id })
    yield { id: `district ${id}`, what: 'palette.place', label: name, detail: id, words: `${name} ${id}`, choose }
  }
}

function* stations({ city, route, settings }: Desk): Generator<Item> {
  for (const { id, name, district } of city.stations.values()) {
    const label = nameIn(settings.language, name)
    const detail = `${id} · ${city.label('districts', district, settings.language)}`
    const choose = () => route.go('/', { station: id })
    yield { id: `station ${id}`, what: 'palette.station', label, detail, words: `${label} ${detail}`, choose }
  }
}

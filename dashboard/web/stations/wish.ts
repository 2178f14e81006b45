import type { Name } from '../../../domain/label.ts'
import { ID_PATTERN, type Station, type Traits } from '../../../domain/station.ts'
import type { StationChangeWish } from '../../../domain/station-change.ts'
import type { StationCommand } from '../../../domain/station-command.ts'
import type { KindFacts } from '../api.ts'
import { written } from '../controls.ts'

/** The pattern of ids for a field, whose expressions have the flag `v`: a hyphen in a class is written with a backslash. */
export const FIELD_ID_PATTERN = ID_PATTERN.replaceAll('-]', '\\-]')

/** A name as it was written: one text, or one for each language. */
export function nameOf(zh: string, en: string): Name {
  const [a, b] = [zh.trim(), en.trim()]
  if (a === '' || b === '' || a === b) return a === '' ? b : a
  return { zh: a, en: b }
}

/** The station that a form describes; what was left empty its kind says. */
export function stationOf(data: FormData, kind: KindFacts | undefined): Station {
  const of = (field: string) => written(data, field).trim()
  const traits: Traits = {}
  for (const [name, trait] of Object.entries(kind?.traits ?? {})) {
    const said = of(`trait.${name}`)
    if (said !== '' && said !== String(trait.default)) traits[name] = trait.type === 'number' ? Number(said) : said
  }
  return {
    id: of('id'),
    kind: of('kind'),
    name: nameOf(of('zh'), of('en')),
    district: of('district'),
    lon: Number(of('lon')),
    lat: Number(of('lat')),
    ...(of('owner') !== '' && { owner: of('owner') }),
    ...(of('vendor') !== '' && { vendor: of('vendor') }),
    ...(of('gateway') !== '' && { gateway: of('gateway') }),
    ...(of('everySeconds') !== '' && { everySeconds: Number(of('everySeconds')) }),
    ...(Object.keys(traits).length > 0 && { traits }),
  }
}

/** What a form changes of a station; null: nothing. What was emptied its kind says again. */
export function changeOf(data: FormData, before: Station, kind: KindFacts | undefined): StationChangeWish | null {
  const of = (field: string) => written(data, field).trim()
  const wish: Record<string, unknown> = {}
  const name = nameOf(of('zh'), of('en'))
  if (JSON.stringify(name) !== JSON.stringify(before.name)) wish['name'] = name
  for (const part of ['lon', 'lat'] as const) if (Number(of(part)) !== before[part]) wish[part] = Number(of(part))
  const parts = {
    owner: [of('owner'), before.owner, kind?.owner],
    // Where gateways could not be asked for there is no such field.
    gateway: [data.has('gateway') ? of('gateway') : before.gateway, before.gateway, undefined],
    vendor: [of('vendor'), before.vendor, undefined],
    everySeconds: [of('everySeconds'), before.everySeconds, kind?.everySeconds],
    priority: [of('priority'), before.priority, kind?.priority ?? 'normal'],
  } as const
  for (const [part, [said, was, usual]] of Object.entries(parts)) {
    // The registry entry shows what the kind says where the station says nothing itself.
    const now = (said ?? '') === '' ? String(usual ?? '') : said
    if (now === String(was ?? usual ?? '')) continue
    wish[part] = said === '' ? null : part === 'everySeconds' ? Number(said) : said
  }
  return Object.keys(wish).length === 0 ? null : wish
}

/** A message that a station of a kind might send. */
export function exampleOf(kind: KindFacts | undefined): string {
  if (kind === undefined) return '{"values":{}}'
  const { headline } = kind
  const spec = kind.values[headline]
  const [low = 0, high = 1] = spec?.suspect ?? spec?.fail ?? []
  const value = Number((low + (high - low) * 0.1).toFixed(spec?.decimals ?? 1))
  return JSON.stringify({ values: { [headline]: value } })
}

/** The command that a text is; null when it is none. */
export function commandOf(text: string): StationCommand | null {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && Object.keys(value).length > 0 ? (value as StationCommand) : null
  } catch {
    return null
  }
}

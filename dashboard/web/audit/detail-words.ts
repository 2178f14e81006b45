import { saidByCity } from '../../../domain/city-says.ts'
import { nameIn } from '../../../domain/label.ts'
import { visibleWord } from '../../../domain/visible.ts'
import type { Desk } from '../desk.ts'
import type { TextKey } from '../text/text.ts'

type Reader = Pick<Desk, 'text' | 'format' | 'settings' | 'city'>

/** What the city writes of itself; the names of the groups are those of the holes in the text. */
const SENTENCES: readonly (readonly [pattern: RegExp, key: TextKey])[] = [
  [/^(?<stations>\d+) stations, (?<gateways>\d+) gateways$/, 'audit.said.seed'],
  [/^version (?<version>\S+?)$/, 'audit.said.version'],
  [/^version (?<version>\S+?); the run before ended without closing$/, 'audit.said.unclosed'],
  [/^(?<count>\d+) within a minute$/, 'audit.said.minute'],
  [/^(?<count>\d+) entries$/, 'audit.said.entries'],
]
/** A code of an error, and how often more it came. */
const CODE = /^(?<code>[a-z]+(?:-[a-z]+)*)(?:, (?<count>\d+) times more within a minute)?$/
/** Whole numbers that large are times, UTC ms. */
const FIRST_TIME = 1e12

/** What an entry says besides, for a person to read; what is of no form that is known stays as it was written. */
export function detailWords(desk: Reader, detail: string): string {
  const { text, settings } = desk
  const parts = objectIn(detail)
  if (parts !== null) return pairs(desk, parts)
  const { code = '', count } = CODE.exec(detail)?.groups ?? {}
  const known = text.of('error', code, '')
  if (known !== '') return count === undefined ? known : text('audit.said.more', { what: known, count: Number(count) })
  for (const [pattern, key] of SENTENCES) {
    const words = pattern.exec(detail)?.groups
    if (words !== undefined) return text(key, { ...words })
  }
  return visibleWord(saidByCity(detail, settings.language))
}

function objectIn(detail: string): object | null {
  if (!detail.startsWith('{')) return null
  try {
    return JSON.parse(detail) as object
  } catch {
    return null
  }
}

function pairs(desk: Reader, parts: object): string {
  const { text } = desk
  return Object.entries(parts)
    .map(([name, value]) => text('audit.pair', { name: fieldName(desk, name), value: valueWords(desk, name, value) }))
    .join(text('audit.pairs'))
}

function fieldName({ text }: Reader, name: string): string {
  return text.of('audit.field', name, visibleWord(name))
}

function valueWords(desk: Reader, name: string, value: unknown): string {
  const { text, format, settings } = desk
  if (Array.isArray(value)) return value.map((one) => valueWords(desk, name, one)).join(text('list.comma')) || '–'
  if (typeof value === 'string') return visibleWord(wordFor(desk, name, value))
  if (typeof value === 'number') return value >= FIRST_TIME ? format.dateTime(value) : String(value)
  if (typeof value === 'boolean') return text(value ? 'audit.yes' : 'audit.no')
  if (typeof value !== 'object' || value === null) return '–'
  return isLabel(value) ? visibleWord(nameIn(settings.language, value)) : pairs(desk, value)
}

function isLabel(value: object): value is { readonly zh: string; readonly en: string } {
  return 'zh' in value && 'en' in value && typeof value.zh === 'string' && typeof value.en === 'string'
}

/** A value that has a name in words. */
function wordFor({ text, city, settings }: Reader, name: string, value: string): string {
  const { language } = settings
  if (name === 'severity' || name === 'atLeast') return text.of('severity', value, value)
  if (name === 'state') return text.of('state', value, value)
  if (name === 'roles') return text.of('role', value, value)
  if (name === 'department' || name === 'departments') return city.label('departments', value, language)
  if (name === 'district' || name === 'districts') return city.label('districts', value, language)
  const kind = name === 'kind' || name === 'kinds' ? city.kind(value) : undefined
  return kind === undefined ? value : nameIn(language, kind.label)
}

import { html, type TemplateResult } from 'lit'
import type { Desk } from '../desk.ts'
import type { TextKey } from './text.ts'

/** How long a time is written: `2026-11-23 10:21:04`, `11-23 10:21`, `10:21:04`. */
export type Written = 'dateTime' | 'short' | 'time'

/** A time of the city, with UTC where the pointer rests on it. Every time on a screen is one of these. */
export function cityTime({ format }: Pick<Desk, 'format'>, at: number, how: Written = 'dateTime'): TemplateResult {
  return html`<time datetime=${new Date(at).toISOString()} title=${format.utc(at)}>${format[how](at)}</time>`
}

/** A text whose holes named in `times` are times of the city. */
export function textWithTimes(
  desk: Pick<Desk, 'format' | 'text'>,
  key: TextKey,
  of: {
    readonly times: Readonly<Record<string, number>>
    readonly values?: Readonly<Record<string, string | number>>
    readonly how?: Written
  },
): readonly (string | TemplateResult)[] {
  const names = Object.keys(of.times)
  // Private-use characters stand in the holes: no text and no name of ours holds them.
  const marks = Object.fromEntries(names.map((name, i) => [name, String.fromCodePoint(0xe000 + i)]))
  const parts = desk.text(key, { ...of.values, ...marks }).split(/([\ue000-\ue0ff])/)
  return parts.map((part) => {
    const at = of.times[names[(part.codePointAt(0) ?? 0) - 0xe000] ?? '']
    return part.length === 1 && at !== undefined ? cityTime(desk, at, of.how) : part
  })
}

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
  return withTimes(desk, (time) => {
    const times = Object.entries(of.times).map(([name, at]) => [name, time(at, of.how)])
    return desk.text(key, { ...of.values, ...Object.fromEntries(times) })
  })
}

/** A sentence of any making; what it is given for a moment becomes a time of the city. */
export function withTimes(
  desk: Pick<Desk, 'format'>,
  write: (time: (at: number, how?: Written) => string) => string,
): readonly (string | TemplateResult)[] {
  const times: TemplateResult[] = []
  // Private-use characters stand for the times: no text and no name of ours holds them.
  const time = (at: number, how?: Written) => String.fromCodePoint(0xe000 + times.push(cityTime(desk, at, how)) - 1)
  const parts = write(time)
    .split(/([\ue000-\uf8ff])/)
    .filter((part) => part !== '')
  return parts.map((part) => (part.length === 1 ? times[(part.codePointAt(0) ?? 0) - 0xe000] : undefined) ?? part)
}

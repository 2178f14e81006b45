import { css, html, type TemplateResult } from 'lit'
import type { Span } from '../../../domain/json-spans.ts'
import { hexLines, visiblePieces } from '../../../domain/visible.ts'

/** Bytes shown at once; the rest on demand. */
const MOST_SHOWN = 4_096

/** Look of `bytesView`. */
export const bytesStyles = css`
  pre.bytes {
    margin: 0;
    padding: 0.6rem;
    font: 0.93rem/1.5 var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    background: var(--raised);
    border: 1px solid var(--line);
    border-radius: 0.2rem;
    max-height: 22rem;
    overflow: auto;
    unicode-bidi: plaintext;
  }
  pre.bytes.hex {
    white-space: pre;
  }
  pre.bytes .sign {
    color: var(--page);
    background: var(--soft);
    border-radius: 0.15rem;
    padding: 0 0.1em;
  }
  pre.bytes mark {
    color: inherit;
    background: none;
    outline: 2px solid var(--red);
    outline-offset: 1px;
    border-radius: 0.1rem;
    font-weight: 700;
  }
`

/** Bytes of a letter: text when they are UTF-8, with what cannot be seen as marks and the place of the fault outlined; else a hex dump. */
export function bytesView(
  bytes: Uint8Array,
  { label, place, whole }: { readonly label: string; readonly place: Span | null; readonly whole: boolean },
): TemplateResult {
  const pieces = visiblePieces(bytes)
  const until = whole ? bytes.length : Math.max(MOST_SHOWN, Math.min(bytes.length, (place?.to ?? 0) + 200))
  return html`<pre class="bytes ${pieces ? '' : 'hex'}" tabindex="0" role="region" aria-label=${label}>${
    pieces
      ? pieces
          .filter(({ from }) => from < until)
          .map(({ text, isMark, from, to }) => {
            if (isMark || text === '\n')
              return marked(html`${isMark ? html`<span class="sign">${text}</span>` : text}`, overlaps(place, from, to))
            return cutAt(text, from, place)
          })
      : hexLines(bytes.subarray(0, until)).map(
          ({ offset, hex, text }) => `${offset.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}\n`,
        )
  }</pre>`
}

/** Whether some bytes are left out until they are asked for. */
export function isLong(bytes: Uint8Array): boolean {
  return bytes.length > MOST_SHOWN
}

/** Plain text in up to three parts: before, in and behind the place. */
function cutAt(text: string, from: number, place: Span | null): TemplateResult[] {
  const parts: [string, boolean][] = []
  let at = from
  for (const character of text) {
    const to = at + new TextEncoder().encode(character).length
    const isIn = overlaps(place, at, to)
    const last = parts.at(-1)
    if (last && last[1] === isIn) last[0] += character
    else parts.push([character, isIn])
    at = to
  }
  return parts.map(([part, isIn]) => marked(html`${part}`, isIn))
}

function marked(content: TemplateResult, isIn: boolean): TemplateResult {
  return isIn ? html`<mark>${content}</mark>` : content
}

function overlaps(place: Span | null, from: number, to: number): boolean {
  return place !== null && from < place.to && to > place.from
}

/** Bytes from base64. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** Bytes as text to be edited; empty when they are no UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return ''
  }
}

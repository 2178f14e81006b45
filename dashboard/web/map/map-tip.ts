import { html, nothing, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import type { Desk } from '../desk.ts'
import type { CityPicture } from '../live/picture.ts'
import { printedUnit } from '../text/unit.ts'

/** What the station under the pointer is and says. */
export function stationTip(
  { format, text, settings }: Desk,
  city: CityPicture,
  under: { readonly id: string; readonly x: number; readonly y: number },
): TemplateResult | typeof nothing {
  const { language } = settings
  const entry = city.stations.get(under.id)
  if (entry === undefined) return nothing
  const kind = city.kind(entry.kind)
  const reading = city.latest.get(entry.id)
  const spec = kind?.values[kind.headline]
  const value = kind === undefined ? undefined : reading?.values[kind.headline]
  const isFresh = city.freshness(entry.id) !== 'stale'
  return html`<div class="tip" .style=${`translate:${under.x + 14}px ${under.y + 10}px`}>
    <b>${nameIn(language, entry.name)}</b>
    <span>${kind === undefined ? entry.kind : nameIn(language, kind.label)} · ${text.of('look', city.look(entry.id), '')}</span>
    ${
      spec === undefined || value === undefined || reading === undefined
        ? nothing
        : html`<span class=${isFresh ? '' : 'old'}>
            ${nameIn(language, spec.label)} ${format.number(value, spec.decimals)} ${printedUnit(spec.unit, text)} ·
            ${text('ago', { span: format.span(city.now() - reading.ts) })}
          </span>`
    }
  </div>`
}

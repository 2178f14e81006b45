import { html, nothing, type TemplateResult } from 'lit'
import { isAside } from '../../../domain/alarm.ts'
import { nameIn } from '../../../domain/label.ts'
import { isWaiting } from '../alarms/order.ts'
import type { Desk } from '../desk.ts'
import type { CityPicture } from '../live/picture.ts'
import { districtIndices } from './district-index.ts'

/** A district in a few lines, with the ways to its lists. */
export function districtCard(
  desk: Desk,
  city: CityPicture,
  { district, fill, close }: { readonly district: string; readonly fill: string | null; readonly close: () => void },
): TemplateResult {
  const { text, settings, route } = desk
  const stations = [...city.stations.values()].filter((entry) => entry.district === district)
  const silent = stations.filter(({ id }) => city.look(id) !== 'plain').length
  const open = [...city.alarms.values()].filter((alarm) => alarm.district === district && !isAside(alarm.state))
  return html`<section class="card" aria-label=${city.label('districts', district, settings.language)}>
    <header class="row">
      <b>${city.label('districts', district, settings.language)}</b>
      <button class="plain" aria-label=${text('do.close')} @click=${close}>✕</button>
    </header>
    ${indexLine(desk, city, { district, fill })}
    <p>${text('district.stations', { count: stations.length, silent })}</p>
    <p>${text('district.alarms', { open: open.length, waiting: open.filter(isWaiting).length })}</p>
    <p class="row">
      <button @click=${() => route.go('/alarms', { district })}>${text('district.to.alarms')}</button>
      <button @click=${() => route.go('/stations', { district })}>${text('district.to.stations')}</button>
    </p>
  </section>`
}

function indexLine(
  { text, settings, format }: Desk,
  city: CityPicture,
  { district, fill }: { readonly district: string; readonly fill: string | null },
): TemplateResult | typeof nothing {
  const index = fill === null ? null : (city.kind(fill)?.index ?? null)
  const of = fill === null ? undefined : districtIndices(city, fill).get(district)
  if (index === null || of === undefined) return nothing
  const label = of.level === null ? undefined : index.levels[of.level - 1]?.label
  const said = label === undefined ? text('fill.unknown') : nameIn(settings.language, label)
  const value = of.value === null ? '' : format.number(of.value, index.decimals)
  return html`<p>
    ${nameIn(settings.language, index.label)}: <b>${said} ${value}</b>
    <span class="soft small">${text('fill.counted', { counted: of.counted, of: of.of })}</span>
  </p>`
}

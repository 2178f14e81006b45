import { html, type TemplateResult } from 'lit'
import type { IncidentWithParts } from '../../../domain/incident.ts'
import { nameIn } from '../../../domain/label.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import type { Desk } from '../desk.ts'
import type { CityState } from '../live/city.ts'
import './playback-chart.ts'
import type { Question } from './question.ts'

const MOST = 3

/** The chosen station's headline value, then those that the address names, else what the incident's alarms are about. */
export function chartsView(
  desk: Desk,
  of: { readonly question: Question; readonly incident: IncidentWithParts | null; readonly past: CityState },
): TemplateResult {
  const { city, route, text } = desk
  const { question, incident, past } = of
  const own = (incident?.alarms ?? []).flatMap(({ station, value }) => (value === null ? [] : [`${station}.${value}`]))
  const chosen = route.param('station')
  const headline = city.kind(city.stations.get(chosen ?? '')?.kind ?? '')?.headline
  const first = chosen === null || headline === undefined ? [] : [`${chosen}.${headline}`]
  const shown = [...new Set([...first, ...(question.charts ?? own)])].flatMap((one) => {
    const [, id = '', value = ''] = /^(.+)\.([^.]+)$/.exec(one) ?? []
    const station = city.stations.get(id)
    return station === undefined || city.kind(station.kind)?.values[value] === undefined ? [] : [{ station, value }]
  })
  if (shown.length === 0) return html`<p class="notice">${text('playback.charts.none')}</p>`
  return html`<div class="charts" tabindex="0" role="region" aria-label=${text('playback.charts')}>
    ${shown
      .slice(0, MOST)
      .map(
        ({ station, value }) =>
          html`<playback-chart .desk=${desk} .station=${station} .value=${value} .span=${question.span} .at=${past.shownAt()} .level=${levelOf(desk, past, station)}></playback-chart>`,
      )}
  </div>`
}

/** The station's index, which may be of another value, and its level as it was; empty where it had none. */
function levelOf({ settings }: Desk, past: CityState, { id, kind }: StationEntry): string {
  const index = past.kind(kind)?.index
  const level = index == null ? undefined : past.latest.get(id)?.indices[index.id]?.level
  const label = level === undefined ? undefined : index?.levels[level - 1]?.label
  return index == null || label === undefined
    ? ''
    : `${nameIn(settings.language, index.label)}: ${nameIn(settings.language, label)}`
}

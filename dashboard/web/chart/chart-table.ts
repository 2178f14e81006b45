import { html, nothing, type TemplateResult } from 'lit'
import { MISSING, PASS } from '../../../domain/flag.ts'
import type { Desk } from '../desk.ts'
import { type Picture, timesOf } from './picture.ts'
import { cityTime } from '../text/time.ts'

/** Rows at a time. */
export const ROWS = 60

/** The chart as a table, newest first, with its bands as a list. */
export function chartTable(
  { text, format }: Desk,
  picture: Picture,
  { page, go }: { readonly page: number; readonly go: (page: number) => void },
): TemplateResult {
  const times = timesOf(picture).toReversed()
  const shown = times.slice(page * ROWS, (page + 1) * ROWS)
  const last = Math.max(0, Math.ceil(times.length / ROWS) - 1)
  const byTime = picture.lines.map(({ points }) => new Map(points.map((point) => [point[0], point])))
  return html`<div class="table" tabindex="0" role="region" aria-label=${text('chart.table.of', { title: picture.title })}>
    <table>
      <thead>
        <tr>
          <th scope="col">${text('history.time')}</th>
          ${picture.lines.map(
            ({ label, unit }) =>
              html`<th scope="col">${label}${unit === '' ? '' : ` (${unit})`}</th><th scope="col">${text('station.quality')}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (at) => html`<tr>
            <td>${cityTime({ format }, at)}</td>
            ${picture.lines.map(({ decimals }, i) => {
              const [, value = null, flag = MISSING] = byTime[i]?.get(at) ?? []
              const isThere = byTime[i]?.has(at) ?? false
              return html`<td class="figure">${value === null ? '–' : format.number(value, decimals)}</td>
                <td>${!isThere || flag === PASS ? nothing : text.of('flag', String(flag), '')}</td>`
            })}
          </tr>`,
        )}
      </tbody>
    </table>
    ${
      last === 0
        ? nothing
        : html`<p class="row small">
            <button ?disabled=${page === 0} @click=${() => go(page - 1)}>${text('chart.newer')}</button>
            <span>${text('chart.rows', { from: page * ROWS + 1, to: page * ROWS + shown.length, all: times.length })}</span>
            <button ?disabled=${page >= last} @click=${() => go(page + 1)}>${text('chart.older')}</button>
          </p>`
    }
    ${picture.bands.length === 0 ? nothing : bandList({ text, format }, picture)}
  </div>`
}

function bandList({ text, format }: Pick<Desk, 'text' | 'format'>, { bands }: Picture): TemplateResult {
  return html`<table>
    <caption>${text('chart.bands')}</caption>
    <tbody>
      ${bands
        .toSorted((a, b) => b.from - a.from)
        .map(
          ({ kind, severity, label, from, to }) => html`<tr>
            <th scope="row">${text.of('chart.band', kind, kind)}${severity === undefined || kind !== 'alarm' ? '' : ` · ${text.of('severity', severity, severity)}`}</th>
            <td>${label}</td>
            <td>${cityTime({ format }, from)} – ${to === null ? text('chart.now') : cityTime({ format }, to)}</td>
          </tr>`,
        )}
    </tbody>
  </table>`
}

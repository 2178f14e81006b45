import { html, nothing, svg, type TemplateResult } from 'lit'
import { NUMERALS } from '../alarms/severity-mark.ts'
import type { Desk } from '../desk.ts'
import { bandInk, bandPath } from './band-look.ts'
import { lineLook } from './line-look.ts'
import { type Band, BAND_KINDS, type Picture } from './picture.ts'

/** What stands for what: each line's dash, the marks of doubtful points, the strokes of bands. Only what is in the chart. */
export function chartLegend({ text }: Desk, { lines, bands }: Picture): TemplateResult {
  const has = (flag: number) => lines.some(({ points }) => points.some((point) => point[2] === flag))
  const isSeveral = lines.length > 1
  const ranged = (lines[0]?.range ?? []).length > 0
  return html`<ul class="legend small">
    ${isSeveral ? lines.map(({ label }, i) => html`<li>${lineSample(i)} ${label}</li>`) : nothing}
    ${ranged ? html`<li><svg viewBox="0 0 24 8" aria-hidden="true">${svg`<rect width="24" height="8" class="range"></rect>`}</svg> ${text('chart.range')}</li>` : nothing}
    ${has(3) ? html`<li><svg viewBox="0 0 10 10" class="mark" aria-hidden="true">${svg`<path d="M5 1L9 9H1z" class="hollow"></path>`}</svg> S ${text('flag.3')}</li>` : nothing}
    ${has(4) ? html`<li><svg viewBox="0 0 10 10" class="mark" aria-hidden="true">${svg`<path d="M1.5 1.5L8.5 8.5M8.5 1.5L1.5 8.5" class="cross"></path>`}</svg> F ${text('flag.4')}</li>` : nothing}
    ${has(9) ? html`<li><svg viewBox="0 0 10 10" class="mark" aria-hidden="true">${svg`<path d="M5 1V9" class="cross"></path>`}</svg> M ${text('flag.9')}</li>` : nothing}
    ${BAND_KINDS.filter((kind) => bands.some((band) => band.kind === kind)).map((kind) =>
      bandSample(
        text.of('chart.band', kind, kind),
        bands.filter((band) => band.kind === kind),
      ),
    )}
  </ul>`
}

/** A piece of the line at a place, in its dash. */
export function lineSample(place: number): TemplateResult {
  const { dash, ink } = lineLook(place)
  return html`<svg viewBox="0 0 36 8" class="sample" aria-hidden="true">
    ${svg`<path d="M0 4H36" .style=${`stroke: var(${ink}, var(--ink))`} stroke-dasharray=${dash.join(' ')}></path>`}
  </svg>`
}

function bandSample(name: string, bands: readonly Band[]): TemplateResult {
  const [band] = bands
  if (band === undefined) return html``
  const levels = [...new Set(bands.flatMap(({ severity, kind }) => (kind === 'alarm' && severity ? [severity] : [])))]
  const box = (ink: string, kind: Band['kind']) =>
    html`<svg viewBox="0 0 16 8" aria-hidden="true">
      ${
        kind === 'alarm'
          ? svg`<rect width="16" height="8" .style=${`fill: var(${ink})`}></rect>`
          : svg`<rect width="16" height="8" class="tile"></rect><path class="strokes" d=${bandPath(kind)}></path><path class="strokes" transform="translate(8)" d=${bandPath(kind)}></path>`
      }
    </svg>`
  if (levels.length === 0) return html`<li>${box(bandInk(band), band.kind)} ${name}</li>`
  return html`<li>${levels.map((severity) => html`${box(`--${severity}`, 'alarm')} ${NUMERALS[severity]} `)} ${name}</li>`
}

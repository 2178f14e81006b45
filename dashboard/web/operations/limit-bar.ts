import { css, html, svg, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Operations } from '../../../domain/operations.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'

/** How full the way in is, on a bar with the beginnings of the bands. */
export class LimitBar extends DeskElement {
  static override properties: PropertyDeclarations = { ingest: { attribute: false } }

  static override styles = [controls, barStyles()]

  declare ingest: Operations['ingest']
  protected readonly follows = [] as const

  override render(): TemplateResult {
    const { text, format } = this.desk
    const { fill, band, limits } = this.ingest
    const percent = format.number(fill * 100, 0)
    const marks = [
      { at: limits.shed, band: 'shedding' },
      { at: limits.slow, band: 'slowed' },
      { at: limits.reserve, band: 'reserved' },
    ]
    return html`
      <svg
        viewBox="0 0 1000 100"
        preserveAspectRatio="none"
        role="meter"
        aria-label=${text('ops.fill')}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(fill * 100)}
        aria-valuetext=${`${percent} %, ${text.of('ops.band', band, band)}`}
      >
        ${svg`<rect class=${band === 'normal' ? 'fill' : 'fill off'} width=${Math.round(fill * 1000)} height="100"></rect>
        ${marks.map(({ at }) => svg`<line x1=${at * 1000} x2=${at * 1000} y1="0" y2="100"></line>`)}`}
      </svg>
      <ol class="small">
        ${marks.map(
          (mark) =>
            html`<li class=${mark.band === band ? 'here' : ''}>${text('ops.from', { percent: format.number(mark.at * 100, 0) })} ${text.of('ops.does', mark.band, '')}</li>`,
        )}
        <li class=${band === 'stopped' ? 'here' : ''}>${text('ops.from', { percent: 100 })} ${text.of('ops.does', 'stopped', '')}</li>
      </ol>
    `
  }
}

customElements.define('limit-bar', LimitBar)

function barStyles() {
  return css`
    :host {
      display: block;
    }
    svg {
      display: block;
      width: 100%;
      height: 1.6rem;
      background: var(--raised);
      border: 1px solid var(--line-strong);
    }
    .fill {
      fill: var(--data);
    }
    .fill.off {
      fill: var(--monitor);
    }
    line {
      stroke: var(--ink);
      stroke-width: 2;
      vector-effect: non-scaling-stroke;
    }
    ol {
      display: flex;
      flex-wrap: wrap;
      gap: 0.2rem 1.5rem;
      padding-top: 0.4rem;
      color: var(--soft);
    }
    .here {
      color: var(--ink);
      font-weight: 700;
    }
  `
}

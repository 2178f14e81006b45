import { css, html, svg, type PropertyDeclarations, type TemplateResult } from 'lit'
import { DeskElement } from '../desk.ts'
import { percentOf } from './question.ts'

/** How much of what the cadence leads to expect has come. */
export class CompleteBar extends DeskElement {
  static override properties: PropertyDeclarations = { share: { attribute: false } }

  static override styles = css`
    :host {
      display: inline-grid;
      grid-template-columns: minmax(3rem, 1fr) 4.2rem;
      gap: 0.5rem;
      align-items: center;
      width: 100%;
    }
    svg {
      width: 100%;
      height: 0.7rem;
      background: var(--warn);
      border: 1px solid var(--line-strong);
    }
    svg.none {
      background: none;
      border-style: dashed;
    }
    rect {
      fill: var(--data);
    }
    span {
      text-align: right;
    }
  `

  /** 0 to 1; null: nothing was expected. */
  declare share: number | null
  protected readonly follows = [] as const

  override render(): TemplateResult {
    const { text, format } = this.desk
    const { share } = this
    if (share === null) return html`<svg class="none" aria-hidden="true"></svg><span>–</span>`
    const percent = `${format.number(percentOf(share), 1)} %`
    return html`<svg viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=${`${text('missing.complete')}: ${percent}`}>
        ${svg`<rect width=${Math.floor(share * 1000)} height="10"></rect>`}
      </svg><span aria-hidden="true">${percent}</span>`
  }
}

customElements.define('complete-bar', CompleteBar)

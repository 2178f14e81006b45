import { css, html, nothing, type TemplateResult } from 'lit'
import { textWithTimes } from '../text/time.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'

/** Says across the whole page when what is shown is not the present, and what was missed on return. */
export class ConnectionBar extends DeskElement {
  static override styles = [
    controls,
    css`
      p {
        padding: 0.5rem 1rem;
        font-weight: 600;
        display: flex;
        gap: 0.3rem 2rem;
        flex-wrap: wrap;
      }
      .lost {
        background: var(--monitor);
        color: var(--monitor-ink);
        font-size: 1.15rem;
      }
      .back {
        background: var(--ink);
        color: var(--page);
      }
    `,
  ]

  protected readonly follows = ['connection', 'clock'] as const

  override render(): TemplateResult | typeof nothing {
    const { text, format, city } = this.desk
    const { link } = city
    if (link.state === 'lost') {
      const span = format.span(city.now() - link.asAt)
      return html`<p class="lost" role="alert">
        <span>${text('link.lost')}</span>
        <span>${textWithTimes(this.desk, 'link.asat', { times: { at: link.asAt }, values: { span }, how: 'time' })}</span>
        <span>${text('link.readonly')}</span>
      </p>`
    }
    if (link.state === 'back') {
      const span = format.span(link.awaySeconds * 1000)
      return html`<p class="back" role="status">${text('link.back', { span, alarms: link.alarms })}</p>`
    }
    return nothing
  }
}

customElements.define('connection-bar', ConnectionBar)

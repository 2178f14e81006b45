import { html, nothing, type TemplateResult } from 'lit'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import './codes-view.ts'
import './list-view.ts'
import { pageStyles } from './style.ts'
import './waiting-view.ts'

const PARTS = ['waiting', 'codes', 'list'] as const
type Part = (typeof PARTS)[number]

/** How devices come to their credentials: those that wait for a person, codes, and lists. */
export class EnrolmentPage extends DeskElement {
  static override styles = [controls, pageStyles]
  protected readonly follows = ['route', 'connection'] as const

  override render(): TemplateResult {
    const { text, route } = this.desk
    if (!this.desk.may('credential.rotate'))
      return html`<p class="denied" role="status">${text('enrolment.denied')}</p>`
    const part = PARTS.find((one) => one === route.param('part')) ?? 'waiting'
    return html`
      <nav class="row" aria-label=${text('nav.enrolment')}>
        ${PARTS.map(
          (one) =>
            html`<button
              aria-pressed=${one === part}
              @click=${() => route.patch({ part: one === 'waiting' ? null : one })}
            >
              ${text.of('enrolment.part', one, one)}
            </button>`,
        )}
      </nav>
      <main>${this.#part(part)}</main>
    `
  }

  #part(part: Part): TemplateResult | typeof nothing {
    if (part === 'codes') return html`<enrolment-codes .desk=${this.desk}></enrolment-codes>`
    if (part === 'list') return html`<enrolment-list .desk=${this.desk}></enrolment-list>`
    return html`<enrolment-waiting .desk=${this.desk}></enrolment-waiting>`
  }
}

customElements.define('enrolment-page', EnrolmentPage)

import { css, html, nothing, type TemplateResult } from 'lit'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { reportStyles } from '../report-style.ts'
import './accounts-part.ts'
import './grants-part.ts'
import './matrix-part.ts'
import './profile-part.ts'

const TABS = ['me', 'accounts', 'grants', 'matrix'] as const
type Tab = (typeof TABS)[number]

/** Who is let in and what they may do: the own account, everybody's, grants between departments, and the table. */
export class PeoplePage extends DeskElement {
  static override styles = [
    controls,
    reportStyles,
    css`
      .body {
        display: grid;
        gap: 0.6rem;
        padding: 0.6rem;
        max-width: 96rem;
      }
      .note {
        border-left: 0.5rem solid var(--warn);
        background: var(--panel);
        padding: 0.6rem 0.9rem;
      }
    `,
  ]

  protected readonly follows = ['route', 'connection'] as const

  override render(): TemplateResult {
    const { text, route, session } = this.desk
    const tabs = TABS.filter((tab) => this.#may(tab))
    const open = tabs.find((tab) => tab === route.param('tab')) ?? 'me'
    return html`
      <h1 class="hidden-visually">${text('nav.people')}</h1>
      <nav class="bar row" aria-label=${text('nav.people')}>
        ${tabs.map(
          (tab) =>
            html`<button aria-pressed=${tab === open ? 'true' : 'false'} @click=${() => route.patch({ tab, user: null })}>
              ${text.of('people.tab', tab, tab)}
            </button>`,
        )}
      </nav>
      <div class="body">
        ${session?.isBootstrap === true ? html`<p class="note" role="note">${text('people.oneHand')}</p>` : nothing}
        ${this.#part(open)}
      </div>
    `
  }

  #may(tab: Tab): boolean {
    if (tab === 'accounts') return this.desk.may('people.read')
    return tab !== 'grants' || this.desk.may('grant.read')
  }

  #part(tab: Tab): TemplateResult {
    const { desk } = this
    if (tab === 'accounts') return html`<accounts-part .desk=${desk}></accounts-part>`
    if (tab === 'grants') return html`<grants-part .desk=${desk}></grants-part>`
    if (tab === 'matrix') return html`<matrix-part .desk=${desk}></matrix-part>`
    return html`<profile-part .desk=${desk}></profile-part>`
  }
}

customElements.define('people-page', PeoplePage)

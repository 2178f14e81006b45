import { css, html, type TemplateResult } from 'lit'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { languageRow } from './language-row.ts'
import '../people/factor-form.ts'
import '../people/password-form.ts'

/** What has to be done before the city is shown: a password of one's own, or a second factor. */
export class OwedPage extends DeskElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        place-items: center;
        padding: 1rem;
        overflow: auto;
      }
      .box {
        width: min(34rem, 100%);
        display: grid;
        gap: 0.8rem;
      }
      .languages {
        justify-content: space-between;
      }
    `,
  ]

  protected readonly follows = ['route'] as const

  override render(): TemplateResult {
    const { text, session, api } = this.desk
    const isPassword = session?.owes === 'password'
    const settled = async () => {
      const next = await api.session()
      if (next !== null) await this.desk.settle(next)
    }
    return html`<div class="box">
      <h1>${text(isPassword ? 'signin.owed.password' : 'signin.owed.factor')}</h1>
      <p>${text(isPassword ? 'signin.owed.password.why' : 'signin.owed.factor.why')}</p>
      ${
        isPassword
          ? html`<password-form .desk=${this.desk} .first=${true}></password-form>`
          : html`<factor-form .desk=${this.desk} @done=${() => void settled()}></factor-form>`
      }
      <p><button class="plain" @click=${() => this.desk.signOut()}>${text('signout')}</button></p>
      ${languageRow(this.desk)}
    </div>`
  }
}

customElements.define('owed-page', OwedPage)

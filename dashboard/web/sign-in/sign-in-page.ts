import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Label } from '../../../domain/label.ts'
import { ApiFailure } from '../client/failure.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { faultText } from '../fault-text.ts'
import { languageRow } from './language-row.ts'

interface SignInService {
  readonly label: Label | null
}

/** The door: user and password; its button starts the shift, which also lets alarms sound. */
export class SignInPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    fault: { state: true },
    busy: { state: true },
    needsCode: { state: true },
    service: { state: true },
  }

  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        place-items: center;
        padding: 1rem;
        overflow: auto;
      }
      form {
        width: min(26rem, 100%);
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: 0.4rem;
        padding: 1.6rem;
        display: grid;
        gap: 0.9rem;
      }
      .brand {
        display: flex;
        gap: 0.8rem;
        align-items: center;
      }
      .brand svg {
        width: 3rem;
        height: 3rem;
      }
      label {
        display: grid;
        gap: 0.2rem;
      }
      input,
      .main {
        min-height: 2.6rem;
      }
      .service {
        text-align: center;
        padding: 0.6rem;
        border: 1px solid var(--line-strong);
        border-radius: 0.2rem;
      }
      .languages {
        justify-content: space-between;
      }
    `,
  ]

  declare fault: string | null
  declare busy: boolean
  /** The password was right; the second factor is asked for. */
  declare needsCode: boolean
  /** Where the city's own accounts are kept, when it has such a place. */
  declare service: SignInService | null
  protected readonly follows = [] as const

  constructor() {
    super()
    this.fault = null
    this.busy = false
    this.needsCode = false
    this.service = null
  }

  protected override firstUpdated(): void {
    this.desk.api.ask('getSignInService').then(
      ({ service }) => (this.service = service),
      () => undefined,
    )
    const failed = new URLSearchParams(location.search).get('sign-in')
    if (failed !== null) this.fault = this.desk.text.of('error', failed, failed)
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`<form @submit=${this.#submit}>
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="6" fill="#1B1F24"></rect>
          <path d="M3 18h7l3-9 5 16 4-10 2 3h5" fill="none" stroke="#E4E7EB" stroke-width="2.5" stroke-linejoin="round"></path>
        </svg>
        <div>
          <h1>${text('app.name')}</h1>
          <p class="soft">${text('app.what')}</p>
        </div>
      </div>
      <label>${text('signin.user')}<input name="user" autocomplete="username" required autofocus /></label>
      <label>
        ${text('signin.password')}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      ${
        this.needsCode
          ? html`<label>
              ${text('signin.code')}
              <input name="code" autocomplete="one-time-code" inputmode="text" maxlength="40" required />
              <span class="soft small">${text('signin.code.hint')}</span>
            </label>`
          : nothing
      }
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <button class="main" ?disabled=${this.busy}>${text(this.busy ? 'signin.busy' : 'signin.start')}</button>
      ${
        this.service === null
          ? nothing
          : html`<a class="service" href="/api/v1/sign-in-service/begin">
              ${text('signin.service', { name: this.service.label === null ? '' : this.name(this.service.label) })}
            </a>`
      }
      <p class="soft small">${text('signin.sound')}</p>
      ${languageRow(this.desk)}
    </form>`
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    this.busy = true
    this.fault = null
    // Asked for within the click, or the browser keeps it silent.
    void this.desk.sound.unlock()
    try {
      const code = this.needsCode ? written(data, 'code') : undefined
      await this.desk.signIn(written(data, 'user'), written(data, 'password'), code)
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      if (error.problem.code === 'second-factor-required') {
        this.needsCode = true
        await this.updateComplete
        this.renderRoot.querySelector<HTMLInputElement>('input[name=code]')?.focus()
      } else this.fault = faultText(this.desk.text, error)
    } finally {
      this.busy = false
    }
  }
}

customElements.define('sign-in-page', SignInPage)

import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { written } from '../controls.ts'
import type { Profile } from './calls.ts'
import { Part } from './part.ts'
import { textWithTimes } from '../text/time.ts'

/** Sets the second factor up: password, picture for the app, first code, recovery codes. Says `done` when that is over. */
export class FactorForm extends Part {
  static override properties: PropertyDeclarations = {
    ...Part.properties,
    profile: { state: true },
    begun: { state: true },
    recovery: { state: true },
  }

  declare profile: Profile | null
  declare begun: { readonly secret: string; readonly svg: string } | null
  declare recovery: readonly string[] | null

  constructor() {
    super()
    this.profile = null
    this.begun = null
    this.recovery = null
  }

  protected async load(): Promise<void> {
    this.profile = await this.calls.profile()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`<section>
      <h2>${text('people.factor')}</h2>
      ${this.faultLine()} ${this.recovery === null ? this.#form() : this.#codes(this.recovery)}
    </section>`
  }

  #form(): TemplateResult {
    const { text } = this.desk
    if (this.profile === null) return html`<p class="soft" role="status">${text('loading')}</p>`
    if (this.profile.isFromService) return html`<p class="soft">${text('people.factor.service')}</p>`
    if (this.begun !== null) return this.#confirm(this.begun)
    const { secondFactorAt, isFactorNeeded, recoveryLeft } = this.profile
    const isOn = secondFactorAt !== null
    return html`<p>
        ${isOn ? textWithTimes(this.desk, 'people.factor.on', { times: { at: secondFactorAt }, values: { count: recoveryLeft } }) : text('people.factor.off')}
        ${isFactorNeeded ? text('people.factor.needed') : nothing}
      </p>
      <form @submit=${(event: SubmitEvent) => this.#submit(event, (data) => this.#toggle(isOn, written(data, 'password')))}>
        <label>
          ${text('people.password.current')}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <p class="row">
          <button class="main" ?disabled=${this.busy || (isOn && isFactorNeeded)}>
            ${text(isOn ? 'people.factor.remove' : 'people.factor.begin')}
          </button>
        </p>
      </form>`
  }

  #confirm({ secret, svg }: { readonly secret: string; readonly svg: string }): TemplateResult {
    const { text } = this.desk
    return html`<p>${text('people.factor.scan')}</p>
      <img class="qr" alt=${text('people.factor.qr')} src=${`data:image/svg+xml,${encodeURIComponent(svg)}`} />
      <p class="small">${text('people.factor.byHand')} <code>${secret}</code></p>
      <form @submit=${(event: SubmitEvent) => this.#submit(event, async (data) => (this.recovery = await this.calls.confirmFactor(written(data, 'code').trim())))}>
        <label>
          ${text('people.factor.first')}
          <input name="code" required pattern="[0-9 ]{6,7}" inputmode="numeric" autocomplete="one-time-code" />
        </label>
        <p class="row"><button class="main" ?disabled=${this.busy}>${text('people.factor.confirm')}</button></p>
      </form>`
  }

  #codes(recovery: readonly string[]): TemplateResult {
    const { text } = this.desk
    return html`<div class="told" role="status">
      <p>${text('people.recovery')}</p>
      <ul class="codes">
        ${recovery.map((code) => html`<li>${code}</li>`)}
      </ul>
      <p class="row"><button class="main" @click=${() => this.#done()}>${text('people.recovery.done')}</button></p>
    </div>`
  }

  async #toggle(isOn: boolean, password: string): Promise<void> {
    if (isOn) await this.calls.removeFactor(password)
    else this.begun = await this.calls.beginFactor(password)
  }

  #done(): void {
    this.begun = null
    this.recovery = null
    this.dispatchEvent(new Event('done'))
  }

  #submit(event: SubmitEvent, work: (data: FormData) => Promise<unknown>): void {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    void this.run(() => work(data))
  }
}

customElements.define('factor-form', FactorForm)

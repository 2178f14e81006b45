import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { ApiFailure } from '../api.ts'
import { askingStyles } from '../asking-style.ts'
import type { Answer } from '../client/client.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { faultText } from '../fault-text.ts'

/** Asks whoever sits there to sign in once more, before what matters most. */
export class ProofDialog extends DeskElement {
  static override properties: PropertyDeclarations = {
    profile: { state: true },
    fault: { state: true },
    busy: { state: true },
  }

  static override styles = [controls, askingStyles]

  declare profile: Answer<'getProfile'> | null
  declare fault: string | null
  declare busy: boolean
  protected readonly follows = [] as const
  #dialog = createRef<HTMLDialogElement>()
  #answer: ((isProved: boolean) => void) | undefined

  constructor() {
    super()
    this.profile = null
    this.fault = null
    this.busy = false
  }

  /** Whether it was done. */
  async ask(): Promise<boolean> {
    this.profile = await this.desk.api.ask('getProfile')
    this.fault = null
    await this.updateComplete
    this.#dialog.value?.showModal()
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  override render(): TemplateResult | typeof nothing {
    if (this.desk === undefined || this.profile === null) return nothing
    const { text } = this.desk
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title" @close=${() => this.#end(false)}>
      <form @submit=${(event: SubmitEvent) => void this.#submit(event)}>
        <h2 id="title">${text('proof.title')}</h2>
        <p>${text('proof.why')}</p>
        ${this.profile.isFromService ? this.#elsewhere() : this.#fields(this.profile)}
        ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
        <div class="row end">
          <button type="button" @click=${() => this.#dialog.value?.close()}>${text('do.cancel')}</button>
          ${this.profile.isFromService ? nothing : html`<button class="main" ?disabled=${this.busy}>${text('proof.go')}</button>`}
        </div>
      </form>
    </dialog>`
  }

  #fields({ user, secondFactorAt }: Answer<'getProfile'>): TemplateResult {
    const { text } = this.desk
    return html`<input name="user" type="hidden" autocomplete="username" value=${user} />
      <label>
        ${text('signin.password')}
        <input name="password" type="password" autocomplete="current-password" required autofocus />
      </label>
      ${
        secondFactorAt === null
          ? nothing
          : html`<label>
              ${text('signin.code')}
              <input name="code" autocomplete="one-time-code" inputmode="text" maxlength="20" required />
              <span class="soft small">${text('signin.code.hint')}</span>
            </label>`
      }`
  }

  #elsewhere(): TemplateResult {
    const { text } = this.desk
    return html`<p><a href="/api/v1/sign-in-service/begin?again=true">${text('proof.service')}</a></p>`
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { profile } = this
    if (profile === null || this.busy) return
    const form = event.target as HTMLFormElement
    const data = new FormData(form)
    this.busy = true
    this.fault = null
    try {
      const code = profile.secondFactorAt === null ? undefined : written(data, 'code').trim()
      await this.desk.settle(await this.desk.api.signIn(profile.user, written(data, 'password'), code))
      this.desk.city.renew()
      this.#end(true)
      this.#dialog.value?.close()
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    } finally {
      form.reset()
      this.busy = false
    }
  }

  #end(isProved: boolean): void {
    this.#answer?.(isProved)
    this.#answer = undefined
  }
}

customElements.define('proof-dialog', ProofDialog)

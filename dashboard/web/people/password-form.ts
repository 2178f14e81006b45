import { html, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { ApiFailure } from '../client/failure.ts'
import { written } from '../controls.ts'
import { Part } from './part.ts'

/** Changes the own password; every other session ends. */
export class PasswordForm extends Part {
  static override properties: PropertyDeclarations = {
    ...Part.properties,
    first: { type: Boolean },
    isChanged: { state: true },
  }

  /** It is all that the page is for. */
  declare first: boolean
  declare isChanged: boolean

  constructor() {
    super()
    this.first = false
    this.isChanged = false
  }

  protected override firstUpdated(): void {
    if (this.first) this.renderRoot.querySelector('input')?.focus()
  }

  protected async load(): Promise<void> {}

  override render(): TemplateResult {
    const { text } = this.desk
    return html`<section>
      <h2>${text('people.password')}</h2>
      ${this.faultLine()}
      <form @submit=${this.#submit} @input=${this.#begin}>
        <label>
          ${text('people.password.current')}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <label>
          ${text('people.password.next')}
          <input name="next" type="password" autocomplete="new-password" required minlength="8" maxlength="128" aria-describedby="rules" />
        </label>
        <p id="rules" class="soft small">${text('people.password.rules')}</p>
        <p class="row">
          <button class="main" ?disabled=${this.busy}>${text('people.password.change')}</button>
          <span role="status">${this.isChanged ? text('people.password.changed') : ''}</span>
        </p>
      </form>
    </section>`
  }

  /** What was said of the last try is not of this one. */
  #begin(): void {
    this.isChanged = false
    this.fault = null
  }

  protected override faultIn(failure: ApiFailure): string {
    return failure.problem.code === 'sign-in-failed' ? this.desk.text('people.password.wrong') : super.faultIn(failure)
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const data = new FormData(form)
    void this.run(async () => {
      const session = await this.calls.changePassword(written(data, 'password'), written(data, 'next'))
      form.reset()
      this.isChanged = true
      await this.desk.settle(session)
    })
  }
}

customElements.define('password-form', PasswordForm)

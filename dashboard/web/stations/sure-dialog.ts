import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { askingStyles } from '../asking-style.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'

/** Asks before something that cannot be undone. */
export class SureDialog extends DeskElement {
  static override properties: PropertyDeclarations = { heading: { state: true }, says: { state: true } }

  static override styles = [controls, askingStyles]

  declare heading: string
  declare says: string
  protected readonly follows = [] as const
  #dialog = createRef<HTMLDialogElement>()
  #answer: ((isSure: boolean) => void) | undefined

  constructor() {
    super()
    this.heading = ''
    this.says = ''
  }

  /** `heading` is also the word on the button. */
  async ask(heading: string, says: string): Promise<boolean> {
    this.heading = heading
    this.says = says
    await this.updateComplete
    this.#dialog.value?.showModal()
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  override render(): TemplateResult | typeof nothing {
    if (this.desk === undefined) return nothing
    const { text } = this.desk
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title" @close=${() => this.#end(false)}>
      <form method="dialog" @submit=${() => this.#end(true)}>
        <h2 id="title">${this.heading}</h2>
        <p>${this.says}</p>
        <div class="row end">
          <button type="button" autofocus @click=${() => this.#dialog.value?.close()}>${text('do.cancel')}</button>
          <button class="main">${this.heading}</button>
        </div>
      </form>
    </dialog>`
  }

  #end(isSure: boolean): void {
    this.#answer?.(isSure)
    this.#answer = undefined
  }
}

customElements.define('sure-dialog', SureDialog)

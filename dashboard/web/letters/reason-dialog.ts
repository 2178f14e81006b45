import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'

/** Asks why letters are discarded; resolves to null when nothing is to be done. */
export class ReasonDialog extends DeskElement {
  static override properties: PropertyDeclarations = { heading: { state: true } }

  static override styles = [
    controls,
    css`
      dialog {
        border: 1px solid var(--line-strong);
        border-radius: 0.3rem;
        background: var(--panel);
        color: var(--ink);
        width: min(30rem, 92vw);
        padding: 1rem;
      }
      dialog::backdrop {
        background: #0008;
      }
      form,
      label {
        display: grid;
        gap: 0.6rem;
      }
      .end {
        justify-content: flex-end;
      }
    `,
  ]

  declare heading: string
  protected readonly follows = [] as const
  #dialog = createRef<HTMLDialogElement>()
  #answer: ((reason: string | null) => void) | undefined

  constructor() {
    super()
    this.heading = ''
  }

  async ask(heading: string): Promise<string | null> {
    this.heading = heading
    await this.updateComplete
    this.#dialog.value?.querySelector('form')?.reset()
    this.#dialog.value?.showModal()
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  override render(): TemplateResult | typeof nothing {
    if (this.desk === undefined) return nothing
    const { text } = this.desk
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title" @close=${() => this.#end(null)}>
      <form method="dialog" @submit=${this.#submit}>
        <h2 id="title">${this.heading}</h2>
        <label>
          ${text('letters.why')}
          <textarea name="reason" required maxlength="500"></textarea>
        </label>
        <div class="row end">
          <button type="button" @click=${() => this.#dialog.value?.close()}>${text('do.cancel')}</button>
          <button class="main">${text('letters.discard')}</button>
        </div>
      </form>
    </dialog>`
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const reason = written(new FormData(event.target as HTMLFormElement), 'reason').trim()
    if (reason === '') return
    this.#end(reason)
    this.#dialog.value?.close()
  }

  #end(reason: string | null): void {
    this.#answer?.(reason)
    this.#answer = undefined
  }
}

customElements.define('reason-dialog', ReasonDialog)

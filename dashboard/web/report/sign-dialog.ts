import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { isAside } from '../../../domain/alarm.ts'
import type { ShiftNoteKind } from '../../../domain/shift-note.ts'
import { isWaiting } from '../alarms/order.ts'
import { unitsOf } from '../alarms/rows.ts'
import { askingStyles } from '../asking-style.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'

/** Asks before a shift is signed, which nobody takes back: what is handed over with it stands in the question. */
export class SignDialog extends DeskElement {
  static override properties: PropertyDeclarations = { kind: { state: true } }

  static override styles = [controls, askingStyles]

  declare kind: ShiftNoteKind | null
  protected readonly follows = ['alarms'] as const
  #dialog = createRef<HTMLDialogElement>()
  #answer: ((isSigned: boolean) => void) | undefined

  constructor() {
    super()
    this.kind = null
  }

  /** Whether it is to be signed. */
  async ask(kind: ShiftNoteKind): Promise<boolean> {
    this.kind = kind
    await this.updateComplete
    this.#dialog.value?.showModal()
    this.#dialog.value?.querySelector<HTMLElement>('button.main')?.focus()
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  override render(): TemplateResult {
    const { text, session } = this.desk
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title" @close=${() => this.#end(false)}>
      ${
        this.kind === null
          ? nothing
          : html`<h2 id="title">${text.of('report.do', this.kind, this.kind)}</h2>
              <p>${text('report.sign.as', { user: session?.user ?? '' })}</p>
              ${this.#open()}
              <div class="row end">
                <button @click=${() => this.#dialog.value?.close()}>${text('do.cancel')}</button>
                <button class="main" @click=${() => this.#end(true)}>${text.of('report.do', this.kind, this.kind)}</button>
              </div>`
      }
    </dialog>`
  }

  #open(): TemplateResult {
    const { text, city } = this.desk
    const alarms = [...city.alarms.values()]
    const units = unitsOf(
      alarms.filter(({ state }) => !isAside(state)),
      city.incidents,
    )
    const incidents = [...city.incidents.values()].filter(({ state }) => state !== 'closed').length
    return html`<ul>
      <li>${text('overview.counts', { waiting: units.filter(isWaiting).length, open: units.length })}</li>
      <li>${text('report.sign.aside', { count: alarms.filter(({ state }) => isAside(state)).length })}</li>
      <li>${text('report.sign.incidents', { count: incidents })}</li>
    </ul>`
  }

  #end(isSigned: boolean): void {
    const answer = this.#answer
    this.#answer = undefined
    this.#dialog.value?.close()
    answer?.(isSigned)
  }
}

customElements.define('sign-dialog', SignDialog)

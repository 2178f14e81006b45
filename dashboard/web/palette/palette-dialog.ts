import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import type { Reach } from '../keys/commands.ts'
import { type Item, itemsOf } from './items.ts'
import { best } from './match.ts'

const MOST = 30

/** Finds a station, alarm, place or screen and goes there, or does what a key does; all from the keyboard. */
export class PaletteDialog extends DeskElement {
  static override properties: PropertyDeclarations = {
    asked: { state: true },
    at: { state: true },
    isOpen: { state: true },
  }

  static override styles = [controls, paletteStyles()]

  declare asked: string
  declare at: number
  declare isOpen: boolean
  declare reach: Reach
  protected readonly follows = [] as const
  #dialog = createRef<HTMLDialogElement>()
  #found: readonly Item[] = []

  constructor() {
    super()
    this.asked = ''
    this.at = 0
    this.isOpen = false
  }

  async open(): Promise<void> {
    this.asked = ''
    this.at = 0
    this.isOpen = true
    await this.updateComplete
    const dialog = this.#dialog.value
    if (dialog === undefined || dialog.open) return
    dialog.showModal()
    dialog.querySelector('input')?.focus()
  }

  protected override willUpdate(): void {
    super.willUpdate()
    this.#found = this.isOpen ? best(itemsOf(this.desk, this.reach), this.asked, MOST) : []
  }

  protected override updated(): void {
    this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`<dialog ${ref(this.#dialog)} aria-label=${text('palette.title')} @close=${() => (this.isOpen = false)} @click=${this.#outside}>
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant=${this.#found.length === 0 ? nothing : `item-${this.at}`}
        aria-label=${text('palette.ask')}
        placeholder=${text('palette.ask')}
        .value=${this.asked}
        @input=${this.#ask}
        @keydown=${this.#key}
      />
      <ul id="found" role="listbox" aria-label=${text('palette.found')}>
        ${this.#found.map((item, at) => this.#item(item, at))}
      </ul>
      ${this.#found.length === 0 ? html`<p class="none soft" role="status">${text('palette.none')}</p>` : nothing}
    </dialog>`
  }

  #item(item: Item, at: number): TemplateResult {
    return html`<li id="item-${at}" role="option" aria-selected=${at === this.at ? 'true' : 'false'} @click=${() => this.#choose(item)}>
      <span class="what soft">${this.desk.text(item.what)}</span>
      <span class="label">${item.label}</span>
      <span class="detail soft">${item.detail}</span>
    </li>`
  }

  #ask(event: InputEvent): void {
    this.asked = (event.target as HTMLInputElement).value
    this.at = 0
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return
    const { length } = this.#found
    const item = this.#found[this.at]
    if (event.key === 'ArrowDown' && length > 0) this.at = (this.at + 1) % length
    else if (event.key === 'ArrowUp' && length > 0) this.at = (this.at + length - 1) % length
    else if (event.key === 'Enter' && item !== undefined) this.#choose(item)
    else return
    event.preventDefault()
  }

  #choose(item: Item): void {
    this.#dialog.value?.close()
    item.choose()
  }

  #outside(event: MouseEvent): void {
    if (event.target === this.#dialog.value) this.#dialog.value?.close()
  }
}

customElements.define('palette-dialog', PaletteDialog)

function paletteStyles() {
  return css`
    dialog {
      width: min(46rem, 96vw);
      margin-top: 8vh;
      padding: 0;
      border: 1px solid var(--line-strong);
      border-radius: 0.3rem;
      background: var(--panel);
      color: var(--ink);
    }
    dialog::backdrop {
      background: #0006;
    }
    input {
      width: 100%;
      min-height: 3rem;
      font-size: 1.1rem;
      border: 0;
      border-bottom: 1px solid var(--line-strong);
      border-radius: 0;
      padding: 0.4rem 1rem;
    }
    input:focus-visible {
      outline-offset: -3px;
    }
    ul {
      max-height: 55vh;
      overflow-y: auto;
    }
    li {
      display: grid;
      grid-template-columns: 5.5rem minmax(0, 3fr) minmax(0, 2fr);
      gap: 0.6rem;
      padding: 0.5rem 1rem;
      cursor: pointer;
      border-left: 0.25rem solid transparent;
    }
    li:hover {
      background: var(--raised);
    }
    li[aria-selected='true'] {
      background: var(--raised);
      border-left-color: var(--focus);
    }
    .label,
    .detail {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .detail {
      text-align: right;
    }
    .none {
      padding: 1rem;
    }
    @media (max-width: 48rem) {
      li {
        grid-template-columns: 4rem minmax(0, 1fr);
        min-height: 44px;
        align-items: center;
      }
      .detail {
        grid-column: 2;
        text-align: left;
      }
    }
  `
}

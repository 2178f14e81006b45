import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import type { LineKey } from './lines.ts'
import { type Offer, offersFor } from './offers.ts'

const MOST_OFFERS = 12

/** Finds a value of a station by what a person writes; tells of the one that was taken by the event `take`. */
export class LineFinder extends DeskElement {
  static override properties: PropertyDeclarations = {
    lines: { attribute: false },
    words: { state: true },
    at: { state: true },
  }

  static override styles = [
    controls,
    css`
      :host {
        position: relative;
        display: block;
        flex: 1 1 18rem;
        max-width: 34rem;
      }
      input {
        width: 100%;
      }
      ul {
        position: absolute;
        z-index: 5;
        inset: 100% 0 auto;
        background: var(--raised);
        border: 1px solid var(--line-strong);
        box-shadow: 0 0.3rem 0.8rem #0003;
        max-height: 60vh;
        overflow: auto;
      }
      li {
        padding: 0.25rem 0.6rem;
        cursor: pointer;
      }
      li[aria-selected='true'] {
        background: var(--ink);
        color: var(--page);
      }
      li code {
        font-family: var(--mono);
        font-size: 0.86rem;
      }
      .none {
        cursor: default;
      }
    `,
  ]

  /** Those that are compared already. */
  declare lines: readonly LineKey[]
  declare words: string
  declare at: number
  protected readonly follows = ['stations'] as const

  constructor() {
    super()
    this.words = ''
    this.at = 0
  }

  override focus(): void {
    this.renderRoot.querySelector('input')?.focus()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const offers = this.#offers()
    const isOpen = this.words.trim() !== ''
    return html`
      <input
        type="search"
        role="combobox"
        aria-label=${text('compare.add')}
        placeholder=${text('compare.add.hint')}
        aria-expanded=${isOpen}
        aria-controls="offers"
        aria-autocomplete="list"
        aria-activedescendant=${isOpen && offers.length > 0 ? `offer-${this.at}` : nothing}
        autocomplete="off"
        .value=${this.words}
        @input=${(event: Event) => this.#write((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.#press(event, offers)}
        @blur=${() => this.#write('')}
      />
      <ul id="offers" role="listbox" aria-label=${text('compare.offers')} ?hidden=${!isOpen}>
        ${offers.map(
          (offer, i) => html`<li
            id=${`offer-${i}`}
            role="option"
            aria-selected=${i === this.at}
            @pointerdown=${(event: Event) => {
              event.preventDefault()
              this.#take(offer)
            }}
          >
            ${offer.label} <code>${offer.station}</code>
          </li>`,
        )}
        ${offers.length === 0 ? html`<li class="none soft" role="option" aria-selected="false" aria-disabled="true">${text(this.desk.city.stations.size === 0 ? 'loading' : 'compare.offers.none')}</li>` : nothing}
      </ul>
    `
  }

  #offers(): readonly Offer[] {
    const { city } = this.desk
    const { language } = this
    return offersFor(this.words, {
      stations: city.stations.values(),
      kind: (id) => city.kind(id),
      district: (id) => city.label('districts', id, language),
      chosen: this.lines,
      language,
      most: MOST_OFFERS,
    })
  }

  #write(words: string): void {
    this.words = words
    this.at = 0
  }

  #press(event: KeyboardEvent, offers: readonly Offer[]): void {
    const { key } = event
    const offer = offers[this.at]
    if (key === 'ArrowDown') this.at = Math.min(offers.length - 1, this.at + 1)
    else if (key === 'ArrowUp') this.at = Math.max(0, this.at - 1)
    else if (key === 'Enter' && offer !== undefined) this.#take(offer)
    else if (key === 'Escape' && this.words !== '') this.#write('')
    else if (key === 'Backspace' && this.words === '') this.dispatchEvent(new Event('untake'))
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  #take({ station, value }: Offer): void {
    this.#write('')
    this.dispatchEvent(new CustomEvent<LineKey>('take', { detail: { station, value } }))
  }
}

customElements.define('line-finder', LineFinder)

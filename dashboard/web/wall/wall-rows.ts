import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { markStyles } from '../alarms/severity-mark.ts'
import { controls } from '../controls.ts'
import { rowStyles } from './wall-style.ts'

/** No wall has room for more. */
const MOST = 40

/** As many whole rows as there is room for; names take the lines that they need. `more` says how many there are besides. */
export class WallRows extends LitElement {
  static override properties: PropertyDeclarations = {
    rows: { attribute: false },
    more: { attribute: false },
    shown: { state: true },
  }

  static override styles = [controls, markStyles, rowStyles()]

  declare rows: readonly TemplateResult[]
  declare more: (count: number) => string
  /** Rows that the room is enough for. */
  declare shown: number
  #list = createRef<HTMLOListElement>()
  #watcher = new ResizeObserver(() => this.#count())

  constructor() {
    super()
    this.rows = []
    this.shown = MOST
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#watcher.disconnect()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#watcher.observe(this)
  }

  override render(): TemplateResult {
    const left = this.rows.length - this.shown
    return html`<ol ${ref(this.#list)}>${this.rows.slice(0, MOST)}</ol>
      ${left > 0 ? html`<p class="more">${this.more(left)}</p>` : nothing}`
  }

  protected override updated(): void {
    this.#count()
  }

  /** What has no room stands in a second column, beside the list's edge. */
  #count(): void {
    const rows = [...(this.#list.value?.children ?? [])] as HTMLElement[]
    const edge = rows[0]?.offsetLeft ?? 0
    const beyond = rows.findIndex(({ offsetLeft }) => offsetLeft > edge)
    this.shown = beyond === -1 ? MOST : beyond
  }
}

customElements.define('wall-rows', WallRows)

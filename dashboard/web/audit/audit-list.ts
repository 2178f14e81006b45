import { VirtualizerController } from '@tanstack/lit-virtual'
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { AuditEntry } from '../../../domain/audit.ts'
import { visibleWord } from '../../../domain/visible.ts'
import { cityTime } from '../text/time.ts'
import { detailWords } from './detail-words.ts'
import { actionWord, resultWord } from './words.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { auditStyles, ROW_REM } from './audit-style.ts'

const COLUMNS = ['audit.time', 'audit.actor', 'audit.action', 'audit.object', 'audit.result', 'audit.detail'] as const
/** So near the end more is asked for. */
const AHEAD = 30

/** The page's grid is not the list's. */
const listBox = css`
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    min-height: 0;
  }
`

/** Entries given to it; only the visible rows are in the document. Fires `more` when the end comes near. */
export class AuditList extends DeskElement {
  static override properties: PropertyDeclarations = { entries: { attribute: false }, chosen: { attribute: false } }

  static override styles = [controls, auditStyles, listBox]

  declare entries: readonly AuditEntry[]
  declare chosen: number | null
  protected readonly follows = [] as const
  #scroller = createRef<HTMLElement>()
  #rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  #virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    getScrollElement: () => this.#scroller.value ?? null,
    count: 0,
    estimateSize: () => ROW_REM * this.#rem,
    overscan: 8,
  })

  protected override willUpdate(): void {
    super.willUpdate()
    const virtualizer = this.#virtual.getVirtualizer()
    virtualizer.setOptions({ ...virtualizer.options, count: this.entries.length })
  }

  protected override updated(): void {
    const last = this.#virtual.getVirtualizer().getVirtualItems().at(-1)?.index ?? 0
    if (this.entries.length > 0 && last > this.entries.length - AHEAD) this.dispatchEvent(new Event('more'))
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const virtualizer = this.#virtual.getVirtualizer()
    return html`<div class="log" role="table" aria-label=${text('audit.list')} aria-rowcount=${this.entries.length}>
      <div class="columns" role="row">
        ${COLUMNS.map((key) => html`<span role="columnheader">${text(key)}</span>`)}
      </div>
      <div class="rows" role="rowgroup" ${ref(this.#scroller)}>
        <div class="space" role="presentation" .style=${`height:${virtualizer.getTotalSize()}px`}>
          ${virtualizer.getVirtualItems().map(({ index, start }) => this.#row(this.entries[index], index, start))}
        </div>
      </div>
    </div>`
  }

  #row(entry: AuditEntry | undefined, index: number, start: number): TemplateResult | typeof nothing {
    if (entry === undefined) return nothing
    const { text, format } = this.desk
    const { seq, at, actor, action, object, result, detail } = entry
    const said = detailWords(this.desk, detail)
    return html`<button
      class="entry"
      role="row"
      data-row
      aria-rowindex=${index + 1}
      aria-current=${seq === this.chosen ? 'true' : nothing}
      .style=${`transform:translateY(${start}px)`}
      @click=${() => this.desk.route.patch({ entry: String(seq) })}
    >
      <span role="cell">${cityTime({ format }, at)}</span>
      <span role="cell">${actor === 'system' ? text('system') : visibleWord(actor)}</span>
      <span role="cell" title=${actionWord(text, action)}>${actionWord(text, action)}</span>
      <span role="cell" translate="no" title=${visibleWord(object)}>${visibleWord(object)}</span>
      <span role="cell" class=${result === 'refused' || result === 'failed' ? 'failed' : 'soft'}>
        ${resultWord(text, result)}
      </span>
      <span role="cell" class="soft" translate="no" title=${said}>${said}</span>
    </button>`
  }
}

customElements.define('audit-list', AuditList)

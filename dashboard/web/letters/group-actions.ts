import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { visibleWord } from '../../../domain/visible.ts'
import type { DeadLetter } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { letterCalls, type LetterQuery } from './calls.ts'
import './reason-dialog.ts'
import type { ReasonDialog } from './reason-dialog.ts'
import { refusalOf } from '../stations/rights.ts'

/** What can be done with all letters that are listed: replay, map, discard. */
export class GroupActions extends DeskElement {
  static override properties: PropertyDeclarations = {
    query: { attribute: false },
    count: { attribute: false },
    example: { attribute: false },
    progress: { state: true },
    isBusy: { state: true },
    fault: { state: true },
  }

  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 0.5rem;
      }
    `,
  ]

  declare query: LetterQuery
  declare count: number
  declare example: DeadLetter | null
  declare progress: string | null
  declare isBusy: boolean
  declare fault: string | null
  protected readonly follows = ['route'] as const
  #dialog = createRef<ReasonDialog>()
  #isStopped = false

  constructor() {
    super()
    this.query = {}
    this.count = 0
    this.example = null
    this.progress = null
    this.isBusy = false
    this.fault = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#isStopped = true
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const cannot = this.isBusy || this.count === 0 || refusalOf(this.desk, 'letter.step') !== null
    const isMappable = this.example?.kind != null && this.example.station !== null
    return html`
      <p role="status"><b>${text('letters.group.count', { count: this.count })}</b></p>
      <div class="row">
        <button class="main" name="replay-all" ?disabled=${cannot} @click=${this.#replay}>${text('letters.replay.all')}</button>
        <button
          name="map"
          ?disabled=${!isMappable}
          @click=${() => route.patch({ map: '1', letter: route.param('letter') ?? String(this.example?.id ?? '') })}
        >
          ${text('letters.map.make')}
        </button>
        <button name="discard-all" ?disabled=${cannot} @click=${this.#discard}>${text('letters.discard.all')}</button>
        ${this.isBusy ? html`<button @click=${() => (this.#isStopped = true)}>${text('letters.stop')}</button>` : nothing}
      </div>
      ${this.progress === null ? nothing : html`<p role="status" class="progress">${this.progress}</p>`}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <reason-dialog .desk=${this.desk} ${ref(this.#dialog)}></reason-dialog>
    `
  }

  #replay(): void {
    const { text } = this.desk
    const sum = { stored: 0, refused: 0, pending: 0 }
    const query = this.query
    void this.#work(() =>
      letterCalls(this.desk.api).replayMany(query, ({ stored, refused, pending, left, faults }) => {
        sum.stored += stored
        sum.refused += refused
        sum.pending += pending
        this.progress = text('letters.replay.progress', { ...sum, left })
        const [fault] = faults
        if (fault) this.fault = text('letters.replay.fault', { id: fault.id, detail: visibleWord(fault.detail) })
        return !this.#isStopped
      }),
    )
  }

  async #discard(): Promise<void> {
    const { text, api } = this.desk
    const query = this.query
    const reason = await this.#dialog.value?.ask(text('letters.discard.many', { count: this.count }))
    if (reason == null) return
    await this.#work(async () => {
      const count = await letterCalls(api).discardMany(query, reason)
      this.progress = text('letters.discarded', { count })
    })
  }

  async #work(work: () => Promise<void>): Promise<void> {
    this.isBusy = true
    this.#isStopped = false
    this.fault = null
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    } finally {
      this.isBusy = false
      this.dispatchEvent(new Event('done'))
    }
  }
}

customElements.define('group-actions', GroupActions)

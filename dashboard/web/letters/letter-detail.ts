import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { type DeadLetterCheck, type DeadLetterDetail, OPEN_STATES } from '../../../domain/dead-letter.ts'
import { visibleWord } from '../../../domain/visible.ts'
import type { DeadLetter } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { bytesOf, bytesStyles, bytesView, isLong, textOf } from './bytes-view.ts'
import { letterCalls } from './calls.ts'
import { checkView } from './check-view.ts'
import { expectedView } from './expected-view.ts'
import { detailStyles } from './detail-style.ts'
import './field-map-form.ts'
import './reason-dialog.ts'
import type { ReasonDialog } from './reason-dialog.ts'
import { refusalOf } from '../stations/rights.ts'
import { cityTime } from '../text/time.ts'

/** One letter: its bytes beside the reason and what the device should send, and what can be done with it. */
export class LetterDetail extends DeskElement {
  static override properties: PropertyDeclarations = {
    letter: { attribute: false },
    others: { attribute: false },
    shown: { state: true },
    fault: { state: true },
    check: { state: true },
    outcome: { state: true },
    isEditing: { state: true },
    isWhole: { state: true },
  }

  static override styles = [controls, bytesStyles, detailStyles]

  /** Its number. */
  declare letter: number
  /** Of the same group. */
  declare others: readonly DeadLetter[]
  declare shown: DeadLetterDetail | null
  declare fault: string | null
  declare check: DeadLetterCheck | null
  declare outcome: string | null
  declare isEditing: boolean
  declare isWhole: boolean
  protected readonly follows = ['route', 'connection'] as const
  #asked = Number.NaN
  #edited = ''
  #dialog = createRef<ReasonDialog>()

  constructor() {
    super()
    this.others = []
    this.shown = null
    this.fault = null
    this.check = null
    this.outcome = null
    this.isEditing = false
    this.isWhole = false
  }

  protected override updated(): void {
    if (this.letter === this.#asked) return
    this.#asked = this.letter
    this.shown = null
    this.outcome = null
    this.#stopEditing()
    void this.#load()
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const { shown } = this
    const fault = this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`
    if (shown === null)
      return html`${fault}${this.fault === null ? html`<p role="status">${text('loading')}</p>` : nothing}`
    if (route.param('map') !== null && shown.kind !== null)
      return html`${fault}<field-map-form .desk=${this.desk} .letter=${shown} .others=${this.others} @done=${this.#changed}></field-map-form>`
    return html`
      <h2>${text('letters.letter', { id: shown.id })} · ${text.of('letters.reason', shown.reason, shown.reason)}</h2>
      ${fault}
      <div class="columns">
        <section>${this.#bytes(shown)} ${this.#actions(shown)}</section>
        <section>${this.#explanation(shown)} ${expectedView(this.desk, shown.kind)} ${this.#facts(shown)}</section>
      </div>
      <reason-dialog .desk=${this.desk} ${ref(this.#dialog)}></reason-dialog>
    `
  }

  #bytes({ raw, place, edited }: DeadLetterDetail): TemplateResult {
    const { text } = this.desk
    const bytes = bytesOf(raw)
    const size = html`<h3>${text('letters.bytes', { count: bytes.length })}</h3>`
    return html`
      ${size} ${bytesView(bytes, { label: text('letters.raw'), place, whole: this.isWhole })}
      ${
        isLong(bytes) && !this.isWhole
          ? html`<button @click=${() => (this.isWhole = true)}>${text('letters.bytes.all')}</button>`
          : nothing
      }
      ${
        edited === null
          ? nothing
          : html`<h3>${text('letters.edited')}</h3>
              ${bytesView(bytesOf(edited), { label: text('letters.edited'), place: null, whole: true })}`
      }
    `
  }

  #actions(shown: DeadLetterDetail): TemplateResult | typeof nothing {
    const { text } = this.desk
    const outcome = this.outcome === null ? nothing : html`<p role="status" class="outcome">${this.outcome}</p>`
    const check = this.check === null ? nothing : checkView(this.desk, this.check)
    if (!OPEN_STATES.includes(shown.state)) return html`${outcome}`
    const cannot = refusalOf(this.desk, 'letter.step') !== null
    return html`
      ${
        this.isEditing
          ? html`<label>
              ${text('letters.payload')}
              <textarea
                name="payload"
                spellcheck="false"
                maxlength="60000"
                .value=${this.#edited}
                @input=${(event: Event) => this.#edit((event.target as HTMLTextAreaElement).value)}
              ></textarea>
            </label>`
          : nothing
      }
      <div class="row">
        <button name="check" @click=${this.#try}>${text('letters.check')}</button>
        <button class="main" name="replay" ?disabled=${cannot} @click=${this.#replay}>
          ${text(this.isEditing ? 'letters.replay.edited' : 'letters.replay')}
        </button>
        ${
          this.isEditing
            ? html`<button @click=${() => this.#stopEditing()}>${text('letters.edit.stop')}</button>`
            : html`<button name="edit" ?disabled=${cannot} @click=${() => this.#startEditing(shown)}>
                ${text('letters.edit')}
              </button>`
        }
        <button name="discard" ?disabled=${cannot} @click=${this.#discard}>${text('letters.discard')}…</button>
      </div>
      ${!this.desk.may('letter.step') ? html`<p class="soft">${text('letters.readonly')}</p>` : nothing} ${outcome} ${check}
    `
  }

  #explanation({ detail, reason }: DeadLetterDetail): TemplateResult {
    const { text } = this.desk
    return html`
      <h3>${text('letters.what')}</h3>
      <p>${visibleWord(detail)}</p>
      <p><b>${text.of('letters.remedy', reason, '')}</b></p>
    `
  }

  #facts(shown: DeadLetterDetail): TemplateResult {
    const { desk } = this
    const { text } = desk
    const facts: [string, string | TemplateResult | null][] = [
      [text('letters.state'), text.of('letters.state', shown.state, shown.state)],
      [
        text('letters.by'),
        shown.by &&
          html`${visibleWord(shown.by)}${shown.changedAt === null ? '' : html`, ${cityTime(desk, shown.changedAt)}`}`,
      ],
      [text('letters.note'), shown.note],
      [text('letters.map.version'), shown.mapVersion === null ? null : String(shown.mapVersion)],
      [text('letters.received'), cityTime(desk, shown.receivedAt)],
      [text('letters.station'), shown.station],
      [text('letters.vendor'), shown.vendor],
      [text('letters.topic'), shown.topic],
      [text('letters.stage'), text.of('letters.stage', shown.stage, shown.stage)],
      [text('letters.item'), shown.item === null ? null : String(shown.item + 1)],
      [text('letters.position'), String(shown.position)],
    ]
    return html`<dl>
      ${facts.map(([word, fact]) => (fact === null ? nothing : html`<dt>${word}</dt><dd>${typeof fact === 'string' ? visibleWord(fact) : fact}</dd>`))}
    </dl>`
  }

  #startEditing({ raw }: DeadLetterDetail): void {
    this.#edited = textOf(bytesOf(raw))
    this.isEditing = true
    this.check = null
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('textarea')?.focus())
  }

  #stopEditing(): void {
    this.isEditing = false
    this.check = null
  }

  #edit(text: string): void {
    this.#edited = text
    this.check = null
  }

  #try(): void {
    const trial = this.isEditing ? { payload: this.#edited } : {}
    void this.#work(async () => {
      this.check = await letterCalls(this.desk.api).check(this.letter, trial)
    })
  }

  #replay(): void {
    const { text, api } = this.desk
    void this.#work(async () => {
      const { outcome, detail } = await letterCalls(api).replay(this.letter, this.isEditing ? this.#edited : undefined)
      const result = text.of('letters.outcome', outcome, outcome)
      this.outcome = outcome === 'refused' ? `${result} ${visibleWord(detail)}` : result
      if (outcome !== 'refused') this.#stopEditing()
      this.#changed()
    })
  }

  async #discard(): Promise<void> {
    const { text, api } = this.desk
    const reason = await this.#dialog.value?.ask(text('letters.discard.one', { id: this.letter }))
    if (reason == null) return
    await this.#work(async () => {
      await letterCalls(api).discard(this.letter, reason)
      this.#changed()
    })
  }

  #changed(): void {
    void this.#load()
    this.dispatchEvent(new Event('done'))
  }

  async #load(): Promise<void> {
    const id = this.letter
    await this.#work(async () => {
      const shown = await letterCalls(this.desk.api).get(id)
      if (id === this.letter) this.shown = shown
    })
  }

  async #work(work: () => Promise<void>): Promise<void> {
    this.fault = null
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }
}

customElements.define('letter-detail', LetterDetail)

import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { faultText } from '../fault-text.ts'
import './chart-view.ts'
import type { Cursor } from './cursor.ts'
import type { Picture } from './picture.ts'
import type { Span, Window } from './window.ts'

const REFRESH_MS = 30_000
/** A window that is being moved is asked for where it stops. */
const SETTLE_MS = 150

/** A chart that asks the server for what its window shows: again when that changes, and from time to time while it goes along with the time. */
export abstract class AskedChart<Answer> extends DeskElement {
  static override properties: PropertyDeclarations = {
    window: { attribute: false },
    cursor: { attribute: false },
    loaded: { state: true },
    fault: { state: true },
    busy: { state: true },
  }

  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
    `,
  ]

  /** Where it has a span, the window goes along with the time. */
  declare window: Window & { readonly span: Span | null }
  declare cursor: Cursor | null
  /** The answer, and what it is of. */
  declare loaded: { readonly of: string; readonly answer: Answer } | null
  declare fault: string | null
  declare busy: boolean
  protected readonly follows = ['clock', 'connection'] as const
  /** What the answer shows. */
  protected shown: Window = { from: 0, to: 1 }
  #asked = ''
  #askedAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #picture: Picture | null = null
  #builtOf: readonly unknown[] = []

  constructor() {
    super()
    this.cursor = null
    this.loaded = null
    this.fault = null
    this.busy = false
  }

  /** Names what is asked for, whatever the window. */
  protected abstract get of(): string

  protected abstract ask(shown: Window): Promise<Answer>

  /** Everything that the picture is made of: it is the same one until something of it changes, as drawing it anew takes the cursor away. */
  protected abstract get parts(): readonly unknown[]

  /** The newest answer may be of what was asked for before; null while there is none. */
  protected abstract build(loaded: { readonly of: string; readonly answer: Answer } | null): Picture | null

  protected heading(): TemplateResult | typeof nothing {
    return nothing
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
    this.#asked = ''
  }

  protected override willUpdate(): void {
    super.willUpdate()
    const { span, from, to } = this.window
    const key = `${this.of} ${span ?? `${from} ${to}`}`
    const isNew = key !== this.#asked
    const isOld = span !== null && this.desk.city.now() - this.#askedAt > REFRESH_MS
    if (isNew || isOld) this.#ask(key, isNew && span === null && this.loaded?.of === this.of)
    const of = [this.loaded, this.shown, this.language, this.of, ...this.parts]
    if (of.length === this.#builtOf.length && of.every((part, i) => part === this.#builtOf[i])) return
    this.#builtOf = of
    this.#picture = this.build(this.loaded)
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      ${this.heading()}
      ${
        this.fault === null
          ? nothing
          : html`<p class="fault" role="alert">${this.fault} <button @click=${() => this.#again()}>${text('do.again')}</button></p>`
      }
      <chart-view
        .desk=${this.desk}
        .picture=${this.#picture}
        .cursor=${this.cursor}
        .busy=${this.busy}
        .empty=${text('history.none')}
      ></chart-view>
    `
  }

  #again(): void {
    this.#asked = ''
    this.requestUpdate()
  }

  #ask(key: string, isMoving: boolean): void {
    const { from, to } = this.window
    this.#asked = key
    this.#askedAt = this.desk.city.now()
    this.shown = { from, to }
    clearTimeout(this.#timer)
    if (isMoving) this.#timer = setTimeout(() => void this.#load(key), SETTLE_MS)
    else void this.#load(key)
  }

  async #load(key: string): Promise<void> {
    const { of } = this
    this.busy = true
    try {
      const answer = await this.ask(this.shown)
      if (key !== this.#asked) return
      this.loaded = { of, answer }
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      if (key === this.#asked) this.fault = faultText(this.desk.text, error)
    } finally {
      if (key === this.#asked) this.busy = false
    }
  }
}

import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { DUTY_LISTS, type Duty, type DutyItem, type DutyList, type DutyVersion } from '../../../domain/duty.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { dutyCalls } from './calls.ts'
import { emptyOf, type Path, withPart } from './draft.ts'
import { fieldsOf } from './fields.ts'
import { formStyles } from './style.ts'
import { refusalOf } from '../stations/rights.ts'
import { textWithTimes } from '../text/time.ts'

/** In the address, for an item that is to be made. */
export const NEW = '+'

/** One item of the duty plan: its fields, who changed it and why, and what may be done with it. */
export class DutyForm extends DeskElement {
  static override properties: PropertyDeclarations = {
    list: {},
    item: {},
    known: { attribute: false },
    plan: { attribute: false },
    draft: { state: true },
    why: { state: true },
    versions: { state: true },
    fault: { state: true },
    saved: { state: true },
  }

  static override styles = [controls, formStyles]

  declare list: DutyList
  /** Its id, or NEW. */
  declare item: string
  declare known: DutyVersion | null
  declare plan: Pick<Duty, 'contacts' | 'rosters'>
  declare draft: unknown
  declare why: string
  declare versions: readonly DutyVersion[]
  declare fault: string | null
  declare saved: string | null
  protected readonly follows = ['connection', 'route'] as const
  #shown = ''
  /** A new item that was saved is the same under its id. */
  #savedAs = ''

  constructor() {
    super()
    this.draft = {}
    this.why = ''
    this.versions = []
    this.fault = null
    this.saved = null
  }

  protected override willUpdate(): void {
    super.willUpdate()
    const { route } = this.desk
    const wish = this.item === NEW ? `${route.param('roster')} ${route.param('from')}` : ''
    const shown = `${this.list}:${this.item} ${this.known?.version ?? 0} ${wish}`
    if (shown === this.#shown) return
    const isOther = !this.#shown.startsWith(`${this.list}:${this.item} `) && this.item !== this.#savedAs
    this.#shown = shown
    this.draft = this.known?.item ?? this.#begin()
    this.why = ''
    if (isOther) {
      this.fault = null
      this.saved = null
    }
    this.#loadHistory()
  }

  /** A new item; a swap begins with the stretch that was pressed. */
  #begin(): unknown {
    const { route, city } = this.desk
    const empty = emptyOf(DUTY_LISTS[this.list]) as Record<string, unknown>
    if (this.list !== 'overrides') return empty
    const off = route.param('off')
    const times = { from: Number(route.param('from')) || city.now(), to: Number(route.param('to')) || 0 }
    return {
      ...empty,
      ...times,
      id: `swap-${city.now().toString(36)}`,
      roster: route.param('roster') ?? '',
      ...(off === null ? {} : { off }),
    }
  }

  get #isReadonly(): boolean {
    return !this.desk.may(this.list === 'overrides' ? 'duty.override' : 'duty.write')
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const readonlyBecause = refusalOf(this.desk, this.list === 'overrides' ? 'duty.override' : 'duty.write')
    const isReadonly = this.#isReadonly
    const close = () => route.patch({ edit: null, roster: null, from: null, to: null, off: null })
    const fields = {
      desk: this.desk,
      list: this.list,
      plan: this.plan,
      isReadonly,
      isNew: this.known === null,
      set: (path: Path, value: unknown) => (this.draft = withPart(this.draft, path, value)),
    }
    return html`<form @submit=${this.#save}>
      <header class="row">
        <h2>${text.of('duty.one', this.list, this.list)}</h2>
        <button type="button" class="plain" @click=${close} aria-label=${text('do.close')}>✕</button>
      </header>
      ${fieldsOf(fields, DUTY_LISTS[this.list], { value: this.draft, path: [] })}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.saved === null ? nothing : html`<p role="status">${this.saved}</p>`}
      ${
        isReadonly
          ? html`<p class="soft small">${text('duty.readonly')}</p>`
          : html`<label>
                ${text('duty.why')}
                <input name="why" required minlength="3" maxlength="500" autocomplete="off" .value=${this.why} @input=${(event: Event) => (this.why = (event.target as HTMLInputElement).value)} />
              </label>
              <div class="row">
                <button class="main" ?disabled=${readonlyBecause !== null} title=${readonlyBecause ?? nothing}>${text('duty.save')}</button>
                ${
                  this.known === null
                    ? nothing
                    : html`<button type="button" ?disabled=${readonlyBecause !== null || this.why.trim().length < 3} @click=${this.#remove}>${text('duty.remove')}</button>`
                }
              </div>`
      }
      ${this.#history()}
    </form>`
  }

  #history(): TemplateResult | typeof nothing {
    const { text } = this.desk
    if (this.versions.length === 0) return nothing
    return html`<h3>${text('duty.history')}</h3>
      <ol class="history">
        ${this.versions.map(({ version, by, at, why, item }) => {
          const key = by === 'config' ? 'duty.version.config' : 'duty.version'
          const words = textWithTimes(this.desk, key, { times: { at }, values: { version, who: by, why } })
          return html`<li>${words}${item === null ? ` · ${text('duty.removed')}` : ''}</li>`
        })}
      </ol>`
  }

  #save(event: SubmitEvent): void {
    event.preventDefault()
    const item = this.draft as DutyItem
    const version = this.known?.id === item.id ? this.known.version : this.#versionOfOld(item.id)
    this.#do(dutyCalls(this.desk.api).save(this.list, item, { why: this.why.trim(), version }), item.id)
  }

  /** An id that was taken away may be used again. */
  #versionOfOld(id: string): number {
    const [newest] = this.versions
    return newest?.id === id ? newest.version : 0
  }

  #remove(): void {
    const { known } = this
    if (known === null) return
    const change = { why: this.why.trim(), version: known.version }
    this.#do(dutyCalls(this.desk.api).remove(this.list, known.id, change), null)
  }

  #do(call: Promise<DutyVersion>, then: string | null): void {
    const { text, route } = this.desk
    call.then(
      ({ version }) => {
        this.fault = null
        this.#savedAs = then ?? ''
        this.saved = text('duty.saved', { version })
        this.dispatchEvent(new Event('changed'))
        route.patch({
          edit: then === null ? null : `${this.list}:${then}`,
          roster: null,
          from: null,
          to: null,
          off: null,
        })
      },
      (error: unknown) => this.#fail(error),
    )
  }

  #loadHistory(): void {
    this.versions = []
    if (this.known === null) return
    const { list, id } = this.known
    dutyCalls(this.desk.api)
      .history(list, id)
      .then(
        (versions) => {
          if (this.item === id && this.list === list) this.versions = versions
        },
        (error: unknown) => this.#fail(error),
      )
  }

  #fail(error: unknown): void {
    if (!(error instanceof ApiFailure)) throw error
    this.saved = null
    this.fault = faultText(this.desk.text, error)
  }
}

customElements.define('duty-form', DutyForm)

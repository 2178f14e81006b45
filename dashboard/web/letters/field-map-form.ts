import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { DeadLetterCheck } from '../../../domain/dead-letter.ts'
import type { FieldMapEntry, FieldMapKey } from '../../../domain/field-map.ts'
import { visibleWord } from '../../../domain/visible.ts'
import type { DeadLetter } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { textWithTimes } from '../text/time.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { letterCalls } from './calls.ts'
import { checkView } from './check-view.ts'
import { type Draft, draftOf, LEFT_OUT, mapOf, UNCHANGED } from './field-map-draft.ts'
import { formStyles } from './form-style.ts'
import { refusalOf } from '../stations/rights.ts'

const TIMES = ['ms', 's', 'us', 'ns'] as const

/** Makes the field map of a vendor or a station from one of its letters, which shows at once what would be stored. */
export class FieldMapForm extends DeskElement {
  static override properties: PropertyDeclarations = {
    letter: { attribute: false },
    others: { attribute: false },
    of: { state: true },
    draft: { state: true },
    inForce: { state: true },
    check: { state: true },
    fault: { state: true },
    said: { state: true },
  }

  static override styles = [controls, formStyles]

  declare letter: DeadLetter
  /** Of the same group: what else is sent. */
  declare others: readonly DeadLetter[]
  declare of: FieldMapKey['of']
  declare draft: Draft | null
  declare inForce: FieldMapEntry | null
  declare check: DeadLetterCheck | null
  declare fault: string | null
  declare said: string | null
  protected readonly follows = ['connection'] as const
  #asked = ''
  #tries = 0

  constructor() {
    super()
    this.others = []
    this.of = 'vendor'
    this.draft = null
    this.inForce = null
    this.check = null
    this.fault = null
    this.said = null
  }

  protected override willUpdate(): void {
    super.willUpdate()
    if (this.letter.vendor === null) this.of = 'station'
  }

  protected override updated(): void {
    const asked = `${this.of} ${this.letter.id}`
    if (asked === this.#asked) return
    this.#asked = asked
    void this.#work(async () => {
      this.inForce = await letterCalls(this.desk.api).fieldMap(this.#key)
      const kind = this.desk.city.kind(this.letter.kind ?? '')
      this.draft = draftOf(this, Object.keys(kind?.values ?? {}), this.inForce?.map ?? null)
      this.#try()
    })
  }

  get #key(): FieldMapKey {
    const { vendor, station, kind } = this.letter
    return { of: this.of, name: (this.of === 'vendor' ? vendor : station) ?? '', kind: kind ?? '' }
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const { draft, inForce } = this
    const cannot = refusalOf(this.desk, 'field-map.write') !== null
    const { name } = this.#key
    return html`<form @submit=${this.#save}>
      <h2>${text('letters.map.title', { name: visibleWord(name) })}</h2>
      <p class="soft">${text('letters.map.what')}</p>
      ${this.#scope()}
      ${
        inForce === null
          ? nothing
          : html`<p>
              ${textWithTimes(this.desk, inForce.isOn ? 'letters.map.on' : 'letters.map.replays', { times: { at: inForce.at }, values: { version: inForce.version, by: inForce.by } })}
              ${visibleWord(inForce.reason)}
            </p>`
      }
      ${draft === null ? html`<p role="status">${text('loading')}</p>` : this.#fields(draft)}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.check === null ? nothing : checkView(this.desk, this.check)}
      <label>${text('letters.map.reason')} <input name="reason" required maxlength="500" autocomplete="off" /></label>
      <label class="tick">
        <input type="checkbox" name="isOn" ?checked=${inForce?.isOn ?? true} /> ${text('letters.map.isOn')}
      </label>
      <div class="row">
        <button class="main" name="save" ?disabled=${cannot || draft === null}>${text('letters.map.save')}</button>
        ${
          inForce === null
            ? nothing
            : html`<button type="button" ?disabled=${cannot} @click=${this.#remove}>${text('letters.map.remove')}</button>`
        }
        <button type="button" @click=${() => route.patch({ map: null })}>${text('do.close')}</button>
      </div>
      ${this.said === null ? nothing : html`<p role="status" class="said">${this.said}</p>`}
    </form>`
  }

  #scope(): TemplateResult | typeof nothing {
    const { text } = this.desk
    const { vendor, station } = this.letter
    if (vendor === null || station === null) return nothing
    const names = { vendor, station }
    return html`<fieldset>
      <legend>${text('letters.map.for')}</legend>
      ${(['vendor', 'station'] as const).map(
        (of) =>
          html`<label class="tick">
            <input type="radio" name="of" ?checked=${of === this.of} @change=${() => (this.of = of)} />
            ${text.of('letters.map.for', of, of)} ${visibleWord(names[of])}
          </label>`,
      )}
    </fieldset>`
  }

  #fields(draft: Draft): TemplateResult {
    const { text } = this.desk
    const values = Object.entries(this.desk.city.kind(this.letter.kind ?? '')?.values ?? {})
    return html`
      <label>
        ${text('letters.map.time')}
        <select @change=${(event: Event) => this.#change(() => (draft.time = valueOf(event) as Draft['time']))}>
          ${TIMES.map(
            (time) =>
              html`<option value=${time} ?selected=${time === draft.time}>${text.of('letters.time', time, time)}</option>`,
          )}
        </select>
      </label>
      <table>
        <thead>
          <tr>
            ${(
              [
                'letters.map.sent',
                'letters.map.to',
                'letters.map.unit',
                'letters.map.factor',
                'letters.map.plus',
                'letters.map.text',
              ] as const
            ).map((key) => html`<th scope="col">${text(key)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${draft.rows.map((row) => {
            const sent = visibleWord(row.sent)
            const input = (
              field: 'unit' | 'factor' | 'plus',
              key: 'letters.map.unit' | 'letters.map.factor' | 'letters.map.plus',
            ) =>
              html`<td>
                <input
                  class="short"
                  aria-label="${sent}: ${text(key)}"
                  inputmode=${field === 'unit' ? 'text' : 'decimal'}
                  .value=${row[field]}
                  @change=${(event: Event) => this.#change(() => (row[field] = valueOf(event).trim()))}
                />
              </td>`
            return html`<tr>
              <th scope="row"><code>${sent}</code></th>
              <td>
                <select
                  name="to"
                  aria-label="${sent}: ${text('letters.map.to')}"
                  @change=${(event: Event) => this.#change(() => (row.to = valueOf(event)))}
                >
                  <option value=${UNCHANGED} ?selected=${row.to === UNCHANGED}>${text('letters.map.unchanged')}</option>
                  <option value=${LEFT_OUT} ?selected=${row.to === LEFT_OUT}>${text('letters.map.leftOut')}</option>
                  ${values.map(
                    ([name, { label }]) =>
                      html`<option value=${name} ?selected=${row.to === name}>${name} · ${this.name(label)}</option>`,
                  )}
                </select>
              </td>
              ${input('unit', 'letters.map.unit')} ${input('factor', 'letters.map.factor')} ${input('plus', 'letters.map.plus')}
              <td>
                <input
                  type="checkbox"
                  aria-label="${sent}: ${text('letters.map.text')}"
                  ?checked=${row.fromText}
                  @change=${(event: Event) => this.#change(() => (row.fromText = (event.target as HTMLInputElement).checked))}
                />
              </td>
            </tr>`
          })}
        </tbody>
      </table>
    `
  }

  #change(change: () => void): void {
    change()
    this.said = null
    this.requestUpdate()
    this.#try()
  }

  /** Only the newest trial counts, whichever answers last. */
  #try(): void {
    const draft = this.draft
    if (draft === null) return
    const own = ++this.#tries
    void this.#work(async () => {
      const check = await letterCalls(this.desk.api).check(this.letter.id, { map: mapOf(draft) })
      if (own === this.#tries) this.check = check
    })
  }

  #save(event: SubmitEvent): void {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const draft = this.draft
    if (draft === null) return
    const { text, api } = this.desk
    void this.#work(async () => {
      const isOn = data.get('isOn') !== null
      const body = { map: mapOf(draft), isOn, reason: written(data, 'reason') }
      this.inForce = await letterCalls(api).putFieldMap(this.#key, body)
      this.said = text(isOn ? 'letters.map.saved.on' : 'letters.map.saved', { version: this.inForce.version })
      this.dispatchEvent(new Event('done'))
    })
  }

  #remove(): void {
    const { text, api } = this.desk
    const reason = this.renderRoot.querySelector<HTMLInputElement>('[name=reason]')
    if (reason === null || !reason.reportValidity()) return
    void this.#work(async () => {
      await letterCalls(api).removeFieldMap(this.#key, reason.value)
      this.inForce = null
      this.said = text('letters.map.removed')
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

customElements.define('field-map-form', FieldMapForm)

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value
}

import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { ImportAnswer, ImportFault } from '../../../domain/enrolment.ts'
import { enrolmentCalls } from './calls.ts'
import { EnrolmentView } from './view.ts'
import { refusalOf } from '../stations/rights.ts'

const EXAMPLE = `id,kind,name,district,lon,lat,vendor,trait.zone
noise-101,noise,Library roof,990101,122.99,31.01,Acme,2`
const SHOWN = 200

/** A list of stations: looked through first, registered whole or not at all. */
export class EnrolmentList extends EnrolmentView {
  static override properties: PropertyDeclarations = { answer: { state: true }, file: { state: true } }

  declare answer: ImportAnswer | null
  declare file: { readonly name: string; readonly csv: string } | null
  #address: string | null = null

  constructor() {
    super()
    this.answer = null
    this.file = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#forget()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      <p class="soft">${text('enrolment.list.about')}</p>
      <pre>${EXAMPLE}</pre>
      <p class="row">
        <label for="file">${text('enrolment.list.file')}</label>
        <input id="file" type="file" accept=".csv,text/csv" ?disabled=${this.busy} @change=${(event: Event) => this.#chosen(event)} />
      </p>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <div role="status">${this.busy ? text('enrolment.list.looking') : this.#result()}</div>
    `
  }

  #result(): TemplateResult | typeof nothing {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'station.write')
    const { answer } = this
    if (answer === null) return nothing
    if (answer.imported) return this.#done(answer)
    if (answer.faults.length > 0) return this.#faults(answer)
    return html`<section>
      <p>${text('enrolment.list.good', { count: answer.stations })}</p>
      <button class="main" ?disabled=${readonlyBecause !== null} @click=${() => this.#register()}>
        ${text('enrolment.list.register', { count: answer.stations })}
      </button>
    </section>`
  }

  #done({ stations, credentials }: ImportAnswer): TemplateResult {
    const { text } = this.desk
    this.#address ??= URL.createObjectURL(new Blob([credentials ?? ''], { type: 'text/csv' }))
    return html`<div class="secret">
      <p>${text('enrolment.list.done', { count: stations })}</p>
      <p>${text('enrolment.list.once')}</p>
      <a class="button" href=${this.#address} download="credentials.csv">${text('enrolment.list.download')}</a>
    </div>`
  }

  #faults({ faults, faultyLines, stations }: ImportAnswer): TemplateResult {
    const { text } = this.desk
    const row = ({ line, column, reason, found, expected, problem, remedy }: ImportFault) => html`<tr>
      <td>${line}</td>
      <td>${column ?? '–'}</td>
      <td>${found}</td>
      <td>${text.of('enrolment.fault', reason, problem)}</td>
      <td>${text.of('enrolment.remedy', reason, remedy)} ${expected}</td>
    </tr>`
    return html`<section>
      <p>${text('enrolment.list.bad', { count: faultyLines, good: stations })}</p>
      <div class="scroll" tabindex="0" role="region" aria-label=${text('enrolment.list.faults')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${text('enrolment.list.line')}</th>
              <th scope="col">${text('enrolment.list.column')}</th>
              <th scope="col">${text('enrolment.list.found')}</th>
              <th scope="col">${text('enrolment.list.problem')}</th>
              <th scope="col">${text('enrolment.list.remedy')}</th>
            </tr>
          </thead>
          <tbody>
            ${faults.slice(0, SHOWN).map(row)}
          </tbody>
        </table>
      </div>
      ${faults.length > SHOWN ? html`<p class="soft">${text('enrolment.list.more', { count: faults.length - SHOWN })}</p>` : nothing}
    </section>`
  }

  #chosen(event: Event): void {
    const input = event.target as HTMLInputElement
    const [file] = input.files ?? []
    if (!file) return
    this.#forget()
    void this.act(async () => {
      const csv = await file.text()
      this.file = { name: file.name, csv }
      this.answer = await enrolmentCalls(this.desk.api).check(csv)
      // The same file may be chosen again once it is mended.
      input.value = ''
    })
  }

  #register(): void {
    const { file } = this
    if (!file) return
    void this.act(async () => {
      this.answer = await enrolmentCalls(this.desk.api).register(file.csv)
      this.file = null
    })
  }

  #forget(): void {
    if (this.#address !== null) URL.revokeObjectURL(this.#address)
    this.#address = null
    this.answer = null
  }
}

customElements.define('enrolment-list', EnrolmentList)

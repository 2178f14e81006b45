import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { EnrolmentCode, NewEnrolmentCode } from '../../../domain/enrolment.ts'
import { written } from '../controls.ts'
import { enrolmentCalls } from './calls.ts'
import { EnrolmentView } from './view.ts'
import { textWithTimes } from '../text/time.ts'
import { refusalOf } from '../stations/rights.ts'

const EXAMPLE = 'air-101'
const LOOK_MS = 5_000

/** Codes by which a device gets its credentials, once. */
export class EnrolmentCodes extends EnrolmentView {
  static override properties: PropertyDeclarations = { codes: { state: true }, made: { state: true } }

  declare codes: readonly EnrolmentCode[] | null
  declare made: NewEnrolmentCode | null
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.codes = null
    this.made = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  protected override firstUpdated(): void {
    this.#timer = setInterval(() => void this.#load(), LOOK_MS)
    void this.#load()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'credential.rotate')
    return html`
      <p class="soft">${text('enrolment.codes.about')}</p>
      <form class="row" @submit=${(event: SubmitEvent) => this.#make(event)}>
        <label for="id">${text('enrolment.codes.id')}</label>
        <input id="id" name="id" required maxlength="63" autocomplete="off" placeholder=${EXAMPLE} />
        <button class="main" ?disabled=${this.busy || readonlyBecause !== null}>${text('enrolment.codes.make')}</button>
      </form>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.made === null ? nothing : this.#shown(this.made)}
      <section>
        <h2>${text('enrolment.codes.open')}</h2>
        ${this.#open()}
      </section>
    `
  }

  #shown({ id, code, endsAt }: NewEnrolmentCode): TemplateResult {
    const { text } = this.desk
    return html`<div class="secret" role="status">
      <span>${text('enrolment.codes.for', { id })}</span>
      <output>${code}</output>
      <span class="soft small">${textWithTimes(this.desk, 'enrolment.codes.until', { times: { at: endsAt } })}</span>
    </div>`
  }

  #open(): TemplateResult {
    const { text } = this.desk
    if (this.codes === null) return html`<p role="status">${text('loading')}</p>`
    if (this.codes.length === 0) return html`<p class="soft">${text('enrolment.codes.none')}</p>`
    return html`<ul>
      ${this.codes.map(
        ({ id, createdBy, endsAt }) =>
          html`<li class="item">
            <b>${id}</b>
            <span class="soft small">${textWithTimes(this.desk, 'enrolment.codes.by', { times: { at: endsAt }, values: { who: createdBy } })}</span>
          </li>`,
      )}
    </ul>`
  }

  #make(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const id = written(new FormData(form), 'id').trim()
    void this.act(async () => {
      this.made = await enrolmentCalls(this.desk.api).makeCode(id)
      form.reset()
      this.codes = await enrolmentCalls(this.desk.api).codes()
    })
  }

  async #load(): Promise<void> {
    // What somebody has just been told of stays, whatever a look behind the scenes finds.
    this.codes = await enrolmentCalls(this.desk.api)
      .codes()
      .catch(() => this.codes)
  }
}

customElements.define('enrolment-codes', EnrolmentCodes)

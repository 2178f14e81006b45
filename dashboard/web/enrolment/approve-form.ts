import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Registration } from '../../../domain/enrolment.ts'
import type { Station } from '../../../domain/station.ts'
import { written } from '../controls.ts'
import { enrolmentCalls } from './calls.ts'
import { EnrolmentView } from './view.ts'

/** Decides of a device that waits: what it is to be, filled in with what it says of itself. */
export class ApproveForm extends EnrolmentView {
  static override properties: PropertyDeclarations = { device: { attribute: false } }

  declare device: Registration

  override render(): TemplateResult {
    const { text, city } = this.desk
    const { wish } = this.device
    const kinds = city.facts?.kinds ?? []
    const districts = city.facts?.districts ?? []
    const field = (name: string, label: string, value: string | number, number = false) => html`<div class="field">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        name=${name}
        required
        .value=${String(value)}
        type=${number ? 'number' : 'text'}
        step=${number ? 'any' : nothing}
        maxlength=${number ? nothing : 120}
      />
    </div>`
    return html`<form @submit=${(event: SubmitEvent) => this.#approve(event)}>
      <div class="fields">
        <div class="field">
          <label for="kind">${text('enrolment.approve.kind')}</label>
          <select id="kind" name="kind">
            ${kinds.map(
              ({ id, label }) => html`<option value=${id} ?selected=${id === wish.kind}>${this.name(label)}</option>`,
            )}
          </select>
        </div>
        ${field('name', text('enrolment.approve.name'), wish.name === undefined ? this.device.id : this.name(wish.name))}
        <div class="field">
          <label for="district">${text('enrolment.approve.district')}</label>
          <select id="district" name="district">
            ${districts.map(
              ({ id, label }) =>
                html`<option value=${id} ?selected=${id === wish.district}>${this.name(label)}</option>`,
            )}
          </select>
        </div>
        ${field('lon', text('enrolment.approve.lon'), wish.lon ?? '', true)}
        ${field('lat', text('enrolment.approve.lat'), wish.lat ?? '', true)}
      </div>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <p class="row">
        <button class="main" ?disabled=${this.busy}>${text('enrolment.approve.yes')}</button>
        <button type="button" ?disabled=${this.busy} @click=${() => this.#reject()}>${text('enrolment.approve.no')}</button>
        <button type="button" class="plain" @click=${() => this.desk.route.patch({ device: null })}>
          ${text('enrolment.approve.later')}
        </button>
      </p>
    </form>`
  }

  #approve(event: SubmitEvent): void {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const of = (name: string) => written(data, name).trim()
    const { vendor } = this.device.wish
    const station: Omit<Station, 'id'> = {
      kind: of('kind'),
      name: of('name'),
      district: of('district'),
      lon: Number(of('lon')),
      lat: Number(of('lat')),
      ...(vendor === undefined ? {} : { vendor }),
    }
    this.#decide(() => enrolmentCalls(this.desk.api).approve(this.device.id, station))
  }

  #reject(): void {
    this.#decide(() => enrolmentCalls(this.desk.api).reject(this.device.id))
  }

  #decide(work: () => Promise<unknown>): void {
    void this.act(async () => {
      await work()
      this.dispatchEvent(new CustomEvent('decided'))
    })
  }
}

customElements.define('approve-form', ApproveForm)

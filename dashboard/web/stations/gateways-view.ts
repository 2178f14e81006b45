import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { gatewayTopic } from '../../../domain/topic.ts'
import type { GatewayEntry, MqttCredentials } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { askingStyles } from '../asking-style.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { stationCalls } from './calls.ts'
import './credentials-once.ts'
import { mayDo, refusalOf } from './rights.ts'
import './sure-dialog.ts'
import type { SureDialog } from './sure-dialog.ts'
import { FIELD_ID_PATTERN } from './wish.ts'

/** Devices that publish for several stations: made, given new passwords, retired. */
export class GatewaysView extends DeskElement {
  static override properties: PropertyDeclarations = {
    gateways: { state: true },
    fault: { state: true },
    made: { state: true },
  }

  static override styles = [
    controls,
    askingStyles,
    css`
      :host {
        display: block;
        overflow: auto;
        background: var(--panel);
        border-top: 1px solid var(--line);
        padding: 0.6rem 0.9rem 2rem;
      }
      .form {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
        gap: 0.6rem 1rem;
        align-items: end;
        margin: 0.6rem 0 1rem;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        max-width: 72rem;
      }
      th,
      td {
        text-align: left;
        padding: 0.3rem 0.9rem 0.3rem 0;
        border-bottom: 1px solid var(--line);
        font-weight: 400;
      }
      thead th {
        color: var(--soft);
      }
    `,
  ]

  declare gateways: readonly GatewayEntry[] | null
  declare fault: string | null
  declare made: MqttCredentials | null
  protected readonly follows = ['connection'] as const
  #isAsked = false
  #dialog = createRef<HTMLDialogElement>()
  #sure = createRef<SureDialog>()

  constructor() {
    super()
    this.gateways = null
    this.fault = null
    this.made = null
  }

  protected override updated(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    void this.#load()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      <p class="soft">${text('stations.gateways.what')}</p>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`} ${this.#form()}
      ${
        this.gateways === null
          ? html`<p role="status">${text('loading')}</p>`
          : this.gateways.length === 0
            ? html`<p class="soft">${text('stations.gateways.none')}</p>`
            : this.#table(this.gateways)
      }
      <dialog ${ref(this.#dialog)} aria-labelledby="title" @close=${() => (this.made = null)}>
        <h2 id="title">${text('stations.password')}</h2>
        ${
          this.made === null
            ? nothing
            : html`<credentials-once
                .desk=${this.desk}
                .credentials=${this.made}
                .topic=${gatewayTopic(this.made.username, 'readings')}
                .example=${EXAMPLE}
              ></credentials-once>`
        }
        <p class="row end"><button @click=${() => this.#dialog.value?.close()}>${text('do.close')}</button></p>
      </dialog>
      <sure-dialog .desk=${this.desk} ${ref(this.#sure)}></sure-dialog>
    `
  }

  #form(): TemplateResult {
    const { text, city } = this.desk
    const refusal = refusalOf(this.desk, 'gateway.write')
    return html`<form class="form" @submit=${this.#create} aria-label=${text('stations.gateway.new')}>
      <label>${text('stations.id')}<input name="id" required maxlength="63" pattern=${FIELD_ID_PATTERN} autocomplete="off" /></label>
      <label>${text('stations.name')}<input name="name" required maxlength="200" autocomplete="off" /></label>
      <label>
        ${text('stations.district')}
        <select name="district">${(city.facts?.districts ?? []).map(({ id, label }) => html`<option value=${id}>${this.name(label)}</option>`)}</select>
      </label>
      <label>${text('stations.lon')}<input name="lon" required type="number" step="any" min="-180" max="180" /></label>
      <label>${text('stations.lat')}<input name="lat" required type="number" step="any" min="-90" max="90" /></label>
      <button class="main" ?disabled=${refusal !== null} title=${refusal ?? nothing}>${text('stations.gateway.new')}</button>
    </form>`
  }

  #table(gateways: readonly GatewayEntry[]): TemplateResult {
    const { text, city } = this.desk
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${text('stations.name')}</th><th scope="col">${text('stations.district')}</th
          ><th scope="col">${text('stations.status')}</th><th scope="col">${text('stations.title')}</th><th scope="col">${text('stations.do')}</th>
        </tr>
      </thead>
      <tbody>
        ${gateways.map(
          ({ id, name, district, connected, stations, simulated }) => html`<tr>
            <th scope="row">${this.name(name)} <code>${id}</code> ${simulated === true ? html`<span class="soft">${text('station.simulated')}</span>` : nothing}</th>
            <td>${city.label('districts', district, this.language)}</td>
            <td>${text(connected ? 'reason.connected' : 'stations.not.connected')}</td>
            <td><a href=${`/stations?text=${encodeURIComponent(id)}`}>${stations}</a></td>
            <td class="row">
              <button ?disabled=${!city.writable || !mayDo(this.desk, 'credential.rotate')} @click=${() => void this.#rotate(id)}>${text('stations.rotate')}</button>
              <button ?disabled=${refusalOf(this.desk, 'gateway.write') !== null} @click=${() => void this.#retire(id, this.name(name))}>${text('stations.retire')}</button>
            </td>
          </tr>`,
        )}
      </tbody>
    </table>`
  }

  async #create(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const data = new FormData(form)
    const of = (field: string) => written(data, field).trim()
    const wish = {
      id: of('id'),
      name: of('name'),
      district: of('district'),
      lon: Number(of('lon')),
      lat: Number(of('lat')),
    }
    await this.#do(async (calls) => {
      const { username, password, mode } = await calls.createGateway(wish)
      form.reset()
      this.#show({ username, password, mode })
    })
  }

  async #rotate(id: string): Promise<void> {
    const { text } = this.desk
    if (!(await this.#sure.value?.ask(text('stations.rotate'), text('stations.rotate.sure', { name: id })))) return
    await this.#do(async (calls) => this.#show(await calls.rotate(id)))
  }

  async #retire(id: string, name: string): Promise<void> {
    const { text } = this.desk
    if (!(await this.#sure.value?.ask(text('stations.retire'), text('stations.gateway.retire.sure', { name })))) return
    await this.#do((calls) => calls.retireGateway(id))
  }

  #show(credentials: MqttCredentials): void {
    this.made = credentials
    this.#dialog.value?.showModal()
  }

  async #do(act: (calls: ReturnType<typeof stationCalls>) => Promise<unknown>): Promise<void> {
    try {
      await act(stationCalls(this.desk.api))
      await this.#load()
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }

  async #load(): Promise<void> {
    try {
      this.gateways = await stationCalls(this.desk.api).gateways()
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }
}

const EXAMPLE = '{"air-101":{"values":{"pm25":35.2}}}'

customElements.define('gateways-view', GatewaysView)

import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { PRIORITIES } from '../../../domain/priority.ts'
import { stationTopic } from '../../../domain/topic.ts'
import type { GatewayEntry, MqttCredentials, StationEntry } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { askingStyles } from '../asking-style.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { stationCalls } from './calls.ts'
import './credentials-once.ts'
import { gatewayField } from './gateway-field.ts'
import { mayDo, refusalOf } from './rights.ts'
import { partStyles } from './station-page-style.ts'
import './sure-dialog.ts'
import type { SureDialog } from './sure-dialog.ts'
import { changeOf, exampleOf } from './wish.ts'
import { textWithTimes } from '../text/time.ts'

const HOUR_MS = 3_600_000
const MAINTENANCE_HOURS = [1, 4, 8, 24, 72] as const

/** What the registry says of a station, and what may be done about it. */
export class StationRegistry extends DeskElement {
  static override properties: PropertyDeclarations = {
    station: { attribute: false },
    isEdited: { state: true },
    gateways: { state: true },
    made: { state: true },
    fault: { state: true },
    said: { state: true },
  }

  static override styles = [
    controls,
    partStyles,
    askingStyles,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
        gap: 0.6rem 1rem;
      }
      dialog {
        width: min(46rem, 94vw);
      }
    `,
  ]

  declare station: StationEntry
  declare isEdited: boolean
  /** To choose from; null: they could not be had, and the gateway stays. */
  declare gateways: readonly GatewayEntry[] | null
  declare made: MqttCredentials | null
  declare fault: string | null
  declare said: string | readonly (string | TemplateResult)[]
  protected readonly follows = ['connection'] as const
  #dialog = createRef<HTMLDialogElement>()
  #sure = createRef<SureDialog>()

  constructor() {
    super()
    this.isEdited = false
    this.gateways = null
    this.made = null
    this.fault = null
    this.said = ''
  }

  override render(): TemplateResult {
    const { text, city } = this.desk
    const isAdmin = mayDo(this.desk, 'station.write')
    return html`
      <h2>${text('stations.registry')}</h2>
      ${this.isEdited ? this.#form() : this.#facts()}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <p role="status" class="small">${this.said}</p>
      ${
        isAdmin && !this.isEdited
          ? html`<div class="row" role="group" aria-label=${text('stations.do')}>
              <button ?disabled=${!city.writable} @click=${() => void this.#edit()}>${text('stations.edit')}</button>
              <button ?disabled=${!city.writable || !mayDo(this.desk, 'credential.rotate')} @click=${() => void this.#rotate()}>${text('stations.rotate')}</button>
              <button ?disabled=${!city.writable} @click=${() => void this.#retire()}>${text('stations.retire')}</button>
            </div>`
          : nothing
      }
      ${this.#maintenance()}
      <dialog ${ref(this.#dialog)} aria-labelledby="title" @close=${() => (this.made = null)}>
        <h2 id="title">${text('stations.password')}</h2>
        ${
          this.made === null
            ? nothing
            : html`<credentials-once
                .desk=${this.desk}
                .credentials=${this.made}
                .topic=${stationTopic(this.station.kind, this.station.id, 'readings')}
                .example=${exampleOf(city.kind(this.station.kind))}
              ></credentials-once>`
        }
        <p class="row end"><button @click=${() => this.#dialog.value?.close()}>${text('do.close')}</button></p>
      </dialog>
      <sure-dialog .desk=${this.desk} ${ref(this.#sure)}></sure-dialog>
    `
  }

  #facts(): TemplateResult {
    const { text, city, format } = this.desk
    const { id, kind, lon, lat, owner, vendor, gateway, everySeconds, priority, traits = {}, clock } = this.station
    const facts = city.kind(kind)
    const rows: (readonly [string, string])[] = [
      [text('stations.id'), id],
      [text('stations.topic'), stationTopic(kind, id, 'readings')],
      [text('stations.place'), `${lon}, ${lat}`],
      [text('stations.owner'), city.label('departments', owner, this.language)],
      [text('stations.vendor'), vendor ?? '–'],
      [text('stations.gateway'), gateway ?? text('stations.gateway.none')],
      [text('stations.cadence'), format.span(everySeconds * 1000)],
      [text('stations.priority'), text.of('ops.priority', priority ?? 'normal', priority ?? 'normal')],
      ...Object.entries(traits).map(([name, value]): readonly [string, string] => [
        this.name(facts?.traits?.[name]?.label ?? name),
        String(value),
      ]),
      [
        text('stations.clock'),
        clock === undefined
          ? text('stations.clock.unknown')
          : `${text.of('stations.clock', clock.hint, clock.hint)} (${format.number(Math.round(clock.skewMs / 100) / 10 + 0, 1)} s)`,
      ],
    ]
    return html`<dl>${rows.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`
  }

  #form(): TemplateResult {
    const { text, city } = this.desk
    const { name, lon, lat, owner, vendor, gateway, everySeconds, priority } = this.station
    const [zh, en] = typeof name === 'string' ? [name, ''] : [name.zh, name.en]
    return html`<form class="edit" @submit=${this.#save}>
      <div class="fields">
        <label>${text('stations.name.zh')}<input name="zh" maxlength="200" required .value=${zh} /></label>
        <label>${text('stations.name.en')}<input name="en" maxlength="200" .value=${en} /></label>
        <label>${text('stations.lon')}<input name="lon" required type="number" step="any" min="-180" max="180" .value=${String(lon)} /></label>
        <label>${text('stations.lat')}<input name="lat" required type="number" step="any" min="-90" max="90" .value=${String(lat)} /></label>
        <label>
          ${text('stations.owner')}
          <select name="owner">
            ${(city.facts?.departments ?? []).map(({ id, label }) => html`<option value=${id} ?selected=${id === owner}>${this.name(label)}</option>`)}
          </select>
        </label>
        <label>${text('stations.vendor')}<input name="vendor" maxlength="64" .value=${vendor ?? ''} /></label>
        ${this.gateways === null ? nothing : gatewayField(this.desk, this.gateways, gateway)}
        <label>${text('stations.every')}<input name="everySeconds" type="number" min="0.1" step="any" .value=${String(everySeconds)} /></label>
        <label>
          ${text('stations.priority')}
          <select name="priority">
            ${PRIORITIES.map((one) => html`<option value=${one} ?selected=${one === (priority ?? 'normal')}>${text.of('ops.priority', one, one)}</option>`)}
          </select>
        </label>
      </div>
      <p class="soft small">${text('stations.edit.not')}</p>
      <div class="row">
        <button class="main" ?disabled=${!city.writable}>${text('stations.save')}</button>
        <button type="button" @click=${() => (this.isEdited = false)}>${text('do.cancel')}</button>
      </div>
    </form>`
  }

  #maintenance(): TemplateResult {
    const { text } = this.desk
    const refusal = refusalOf(this.desk, 'suppression.write')
    return html`<form @submit=${this.#maintain} aria-label=${text('stations.maintain')}>
      <h3>${text('stations.maintain')}</h3>
      <div class="fields">
        <label>
          ${text('shelve.for')}
          <select name="hours">${MAINTENANCE_HOURS.map((hours) => html`<option value=${hours}>${text('stations.hours', { hours })}</option>`)}</select>
        </label>
        <label>${text('stations.why')}<input name="why" required minlength="3" maxlength="500" autocomplete="off" /></label>
      </div>
      <div class="row">
        <button ?disabled=${refusal !== null} title=${refusal ?? nothing}>${text('stations.maintain.begin')}</button>
        <span class="soft small">${refusal ?? text('stations.maintain.what')}</span>
      </div>
    </form>`
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { city, text } = this.desk
    const wish = changeOf(new FormData(event.target as HTMLFormElement), this.station, city.kind(this.station.kind))
    if (wish === null) {
      this.isEdited = false
      return
    }
    if (wish.gateway !== undefined && !(await this.#isSureOf(wish.gateway))) return
    await this.#do(async (calls) => {
      city.takeStation(await calls.change(this.station.id, wish))
      this.isEdited = false
      this.said = text('stations.saved')
    })
  }

  async #edit(): Promise<void> {
    this.gateways = await stationCalls(this.desk.api)
      .gateways()
      .catch(() => null)
    this.isEdited = true
  }

  #isSureOf(gateway: string | null): Promise<boolean | undefined> {
    const { text } = this.desk
    const name = this.name(this.station.name)
    const says = text(gateway === null ? 'stations.gateway.alone.sure' : 'stations.gateway.change.sure', {
      name,
      ...(gateway !== null && { gateway }),
    })
    return this.#sure.value?.ask(text('stations.gateway.change'), says) ?? Promise.resolve(undefined)
  }

  async #rotate(): Promise<void> {
    const { text } = this.desk
    const says = text('stations.rotate.sure', { name: this.name(this.station.name) })
    if (!(await this.#sure.value?.ask(text('stations.rotate'), says))) return
    await this.#do(async (calls) => {
      this.made = await calls.rotate(this.station.id)
      this.#dialog.value?.showModal()
    })
  }

  async #retire(): Promise<void> {
    const { text, city, route } = this.desk
    const says = text('stations.retire.sure', { name: this.name(this.station.name) })
    if (!(await this.#sure.value?.ask(text('stations.retire'), says))) return
    await this.#do(async (calls) => {
      await calls.retire(this.station.id)
      city.dropStation(this.station.id)
      route.go('/stations')
    })
  }

  async #maintain(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { city } = this.desk
    const form = event.target as HTMLFormElement
    const data = new FormData(form)
    const to = city.now() + Number(written(data, 'hours')) * HOUR_MS
    await this.#do(async (calls) => {
      await calls.maintain({ stations: [this.station.id] }, Math.round(to), written(data, 'why').trim())
      form.reset()
      this.said = textWithTimes(this.desk, 'stations.maintained', { times: { at: to }, how: 'short' })
    })
  }

  async #do(act: (calls: ReturnType<typeof stationCalls>) => Promise<void>): Promise<void> {
    this.said = ''
    try {
      await act(stationCalls(this.desk.api))
      this.fault = null
      this.dispatchEvent(new Event('acted', { bubbles: true, composed: true }))
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }
}

customElements.define('station-registry', StationRegistry)

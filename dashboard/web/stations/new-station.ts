import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Station } from '../../../domain/station.ts'
import { stationTopic } from '../../../domain/topic.ts'
import type { GatewayEntry, MqttCredentials } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure, type KindFacts } from '../api.ts'
import { askingStyles } from '../asking-style.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { goOn, stationPath } from './address.ts'
import { stationCalls } from './calls.ts'
import './credentials-once.ts'
import { gatewayField } from './gateway-field.ts'
import { exampleOf, FIELD_ID_PATTERN, stationOf } from './wish.ts'

/** Registers a station, and shows its password once. */
export class NewStation extends DeskElement {
  static override properties: PropertyDeclarations = {
    kind: { state: true },
    gateways: { state: true },
    made: { state: true },
    fault: { state: true },
    busy: { state: true },
  }

  static override styles = [
    controls,
    askingStyles,
    css`
      dialog {
        width: min(46rem, 94vw);
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr));
        gap: 0.7rem 1rem;
      }
    `,
  ]

  declare kind: string
  declare gateways: readonly GatewayEntry[]
  declare made: { readonly station: Station; readonly credentials: MqttCredentials } | null
  declare fault: string | null
  declare busy: boolean
  protected readonly follows = ['connection'] as const
  #dialog = createRef<HTMLDialogElement>()

  constructor() {
    super()
    this.kind = ''
    this.gateways = []
    this.made = null
    this.fault = null
    this.busy = false
  }

  async open(): Promise<void> {
    const { api, city } = this.desk
    this.made = null
    this.fault = null
    this.kind = city.facts?.kinds[0]?.id ?? ''
    await this.updateComplete
    const dialog = this.#dialog.value
    if (dialog === undefined || dialog.open) return
    dialog.querySelector('form')?.reset()
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[name=id]')?.focus()
    // Without them a station may still be made.
    this.gateways = await stationCalls(api)
      .gateways()
      .catch(() => [])
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title" @close=${() => (this.made = null)}>
      ${this.made === null ? this.#form() : this.#done(this.made)}
      <p class="row end">
        <button type="button" @click=${() => this.#dialog.value?.close()}>${text(this.made === null ? 'do.cancel' : 'do.close')}</button>
        ${
          this.made === null
            ? html`<button class="main" form="wish" ?disabled=${this.busy || !this.desk.city.writable}>${text('stations.create')}</button>`
            : nothing
        }
      </p>
    </dialog>`
  }

  #form(): TemplateResult {
    const { text, city } = this.desk
    const { facts } = city
    const named = (all: readonly { id: string; label: { zh: string; en: string } }[]) =>
      all.map(({ id, label }) => html`<option value=${id}>${this.name(label)}</option>`)
    const kind = city.kind(this.kind)
    return html`<form id="wish" @submit=${this.#submit}>
      <h2 id="title">${text('stations.new')}</h2>
      <div class="fields">
        <label>${text('stations.id')}<input name="id" required maxlength="63" pattern=${FIELD_ID_PATTERN} autocomplete="off" title=${text('stations.id.hint')} /></label>
        <label>
          ${text('stations.kind')}
          <select name="kind" .value=${this.kind} @change=${(event: Event) => (this.kind = (event.target as HTMLSelectElement).value)}>
            ${named(facts?.kinds ?? [])}
          </select>
        </label>
        <label>${text('stations.name.zh')}<input name="zh" maxlength="200" autocomplete="off" required /></label>
        <label>${text('stations.name.en')}<input name="en" maxlength="200" autocomplete="off" /></label>
        <label>${text('stations.district')}<select name="district" required>${named(facts?.districts ?? [])}</select></label>
        <label>
          ${text('stations.owner')}
          <select name="owner"><option value="">${text('stations.by.kind')}</option>${named(facts?.departments ?? [])}</select>
        </label>
        <label>${text('stations.lon')}<input name="lon" required type="number" step="any" min="-180" max="180" /></label>
        <label>${text('stations.lat')}<input name="lat" required type="number" step="any" min="-90" max="90" /></label>
        <label>${text('stations.every')}<input name="everySeconds" type="number" min="1" step="any" placeholder=${kind?.everySeconds ?? ''} /></label>
        <label>${text('stations.vendor')}<input name="vendor" maxlength="64" autocomplete="off" /></label>
        ${gatewayField(this.desk, this.gateways, undefined)}
        ${kind === undefined ? nothing : this.#traits(kind)}
      </div>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${city.writable ? nothing : html`<p class="fault">${text('link.readonly')}</p>`}
    </form>`
  }

  /** What a station of this kind says of itself. */
  #traits(kind: KindFacts): readonly TemplateResult[] {
    return Object.entries(kind.traits ?? {}).map(([name, trait]) => {
      const field = `trait.${name}`
      return html`<label>
        ${this.name(trait.label)}
        ${
          trait.oneOf === undefined
            ? html`<input name=${field} type=${trait.type === 'number' ? 'number' : 'text'} step="any" placeholder=${trait.default} />`
            : html`<select name=${field}>
                ${trait.oneOf.map((word) => html`<option value=${word} ?selected=${word === String(trait.default)}>${word}</option>`)}
              </select>`
        }
      </label>`
    })
  }

  #done({ station, credentials }: NonNullable<NewStation['made']>): TemplateResult {
    const { text, route, city } = this.desk
    const path = stationPath(station.id)
    return html`
      <h2 id="title">${text('stations.made', { name: this.name(station.name) })}</h2>
      <credentials-once
        .desk=${this.desk}
        .credentials=${credentials}
        .topic=${stationTopic(station.kind, station.id, 'readings')}
        .example=${exampleOf(city.kind(station.kind))}
      ></credentials-once>
      <p><a href=${path} @click=${(event: MouseEvent) => goOn(event, () => route.go(path))}>${text('station.page')}</a></p>
    `
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { api, city, text } = this.desk
    const station = stationOf(new FormData(event.target as HTMLFormElement), city.kind(this.kind))
    this.busy = true
    try {
      const { station: entry, ...credentials } = await stationCalls(api).create(station)
      city.takeStation(entry)
      this.fault = null
      this.made = { station, credentials }
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(text, error)
    } finally {
      this.busy = false
    }
  }
}

customElements.define('new-station', NewStation)

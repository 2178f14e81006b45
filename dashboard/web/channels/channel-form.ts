import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { type Channel, type ChannelField, type ChannelType, type ChannelWish, NEWS } from '../../../domain/delivery.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure, type Named } from '../api.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { channelCalls } from './calls.ts'
import { formStyles } from './channels-style.ts'
import { wishIn, wishOf } from './wish.ts'
import { refusalOf } from '../stations/rights.ts'
import { HOUR_PATTERN } from '../text/time-field.ts'

const EXAMPLE_ID = 'duty-room'
const USUAL: readonly string[] = ['raised', 'worse', 'cleared']

/** The settings of a channel, by the fields of its type. */
export class ChannelForm extends DeskElement {
  static override properties: PropertyDeclarations = {
    known: { attribute: false },
    types: { attribute: false },
    type: { state: true },
    fault: { state: true },
    saved: { state: true },
  }

  static override styles = [controls, markStyles, formStyles]

  /** Null: one that is to be made. */
  declare known: Channel | null
  declare types: readonly ChannelType[]
  declare type: string
  declare fault: string | null
  declare saved: boolean
  protected readonly follows = ['connection'] as const

  constructor() {
    super()
    this.type = ''
    this.fault = null
    this.saved = false
  }

  override render(): TemplateResult | typeof nothing {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'channel.write')
    const kind = this.#kind()
    if (!kind) return nothing
    const wish = wishOf(this.known, kind.id)
    return html`<form @submit=${(event: SubmitEvent) => this.#submit(event, kind)} @input=${() => (this.saved = false)}>
      ${this.known === null ? this.#identity(kind) : nothing}
      <div class="field">
        <label for="label">${text('channels.label')}</label>
        <input id="label" name="label" required maxlength="80" .value=${wish.label} />
      </div>
      <label class="check"><input type="checkbox" name="isOn" ?checked=${wish.isOn} />${text('channels.isOn')}</label>
      ${kind.fields.map((field) => this.#setting(field, wish))} ${this.#filter(wish)} ${this.#quiet(wish)}
      ${kind.audience === 'people' ? this.#wording(wish) : nothing}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <p class="row">
        <button class="main" ?disabled=${readonlyBecause !== null}>${text(this.known === null ? 'channels.create' : 'channels.save')}</button>
        <span role="status">${this.saved ? text('channels.saved') : ''}</span>
      </p>
    </form>`
  }

  #kind(): ChannelType | undefined {
    const wanted = this.known?.type ?? this.type
    return this.types.find(({ id }) => id === wanted) ?? this.types[0]
  }

  #identity(kind: ChannelType): TemplateResult {
    const { text } = this.desk
    return html`<div class="field">
        <label for="type">${text('channels.type')}</label>
        <select id="type" name="type" @change=${(event: Event) => (this.type = (event.target as HTMLSelectElement).value)}>
          ${this.types.map(({ id, label }) => html`<option value=${id} ?selected=${id === kind.id}>${this.name(label)}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="id">${text('channels.id')}</label>
        <input id="id" name="id" required pattern="[a-z][a-z0-9\\-]{0,40}" placeholder=${EXAMPLE_ID} aria-describedby="id-hint" />
        <small id="id-hint" class="soft">${text('channels.id.hint')}</small>
      </div>`
  }

  #setting({ name, label, hint, sort, choices, isRequired, example }: ChannelField, wish: ChannelWish): TemplateResult {
    const { text } = this.desk
    const id = `setting-${name}`
    const isKept = sort === 'secret' && (this.known?.secrets.includes(name) ?? false)
    const placeholder = isKept ? text('channels.secret.kept') : (example ?? '')
    const value = wish.settings[name] ?? ''
    return html`<div class="field">
      <label for=${id}>${this.name(label)}${isRequired ? '' : html` <span class="soft">${text('channels.optional')}</span>`}</label>
      ${
        sort === 'choice'
          ? html`<select id=${id} name=${`setting.${name}`}>
              ${(choices ?? []).map((one) => html`<option value=${one} ?selected=${one === (value || example)}>${one}</option>`)}
            </select>`
          : html`<input
              id=${id}
              name=${`setting.${name}`}
              type=${sort === 'secret' ? 'password' : sort === 'url' ? 'url' : 'text'}
              autocomplete="off"
              spellcheck="false"
              ?required=${isRequired && !isKept}
              placeholder=${placeholder}
              aria-describedby=${hint ? `${id}-hint` : nothing}
              .value=${value}
            />`
      }
      ${hint ? html`<small id=${`${id}-hint`} class="soft">${this.name(hint)}</small>` : nothing}
    </div>`
  }

  #filter({ filter }: ChannelWish): TemplateResult {
    const { text, city } = this.desk
    const { severities, news = USUAL, departments, districts, kinds, silent = false, simulated = true } = filter
    return html`<fieldset>
      <legend>${text('channels.filter')}</legend>
      <div class="choices" role="group" aria-label=${text('channels.severities')}>
        ${SEVERITIES.toReversed().map(
          (severity) =>
            html`<label class="check">
              <input type="checkbox" name="severity" value=${severity} ?checked=${severities?.includes(severity) ?? true} />
              ${severityMark(severity)}${text.of('severity', severity, severity)}
            </label>`,
        )}
      </div>
      <div class="choices" role="group" aria-label=${text('channels.news')}>
        ${NEWS.map(
          (one) =>
            html`<label class="check"><input type="checkbox" name="news" value=${one} ?checked=${news.includes(one)} />${text.of('channels.news', one, one)}</label>`,
        )}
      </div>
      ${this.#choices('department', text('channels.departments'), [...(city.facts?.departments ?? []), ...this.#others()], departments)}
      ${this.#choices('district', text('channels.districts'), city.facts?.districts ?? [], districts)}
      ${this.#choices('kind', text('channels.kinds'), [...(city.facts?.kinds ?? []), ...this.#others()], kinds)}
      <label class="check"><input type="checkbox" name="silent" ?checked=${silent} />${text('channels.silent')}</label>
      <label class="check"><input type="checkbox" name="simulated" ?checked=${simulated} />${text('channels.simulated')}</label>
    </fieldset>`
  }

  /** What is chosen of a list; ids that the list does not have are kept. */
  #choices(name: string, label: string, all: readonly Named[], chosen: readonly string[] | undefined): TemplateResult {
    const { text } = this.desk
    const extra = (chosen ?? []).filter((id) => !all.some((one) => one.id === id))
    const few = chosen === undefined ? text('channels.all') : text('channels.some', { count: chosen.length })
    return html`<details>
      <summary>${label} <span class="soft">${few}</span></summary>
      <div class="choices" role="group" aria-label=${label}>
        ${all.map(
          (one) =>
            html`<label class="check"><input type="checkbox" name=${name} value=${one.id} ?checked=${chosen?.includes(one.id) ?? false} />${this.name(one.label)}</label>`,
        )}
        ${extra.map((id) => html`<label class="check"><input type="checkbox" name=${name} value=${id} checked />${id}</label>`)}
      </div>
    </details>`
  }

  /** Alarms of the monitor itself, and of other systems, have departments and kinds of their own. */
  #others(): Named[] {
    const { text } = this.desk
    return [
      { id: 'monitor', label: { zh: text('channels.monitor'), en: text('channels.monitor') } },
      { id: 'outside', label: { zh: text('channels.outside'), en: text('channels.outside') } },
    ]
  }

  #quiet({ quiet }: ChannelWish): TemplateResult {
    const { text } = this.desk
    return html`<fieldset>
      <legend>${text('channels.quiet')}</legend>
      <label class="check"><input type="checkbox" name="isQuiet" ?checked=${quiet !== null} />${text('channels.quiet.on')}</label>
      <div class="hours">
        <div class="field">
          <label for="quietFrom">${text('channels.quiet.from')}</label>
          <input id="quietFrom" name="quietFrom" class="hour" required pattern=${HOUR_PATTERN} placeholder=${text('time.hour')} title=${text('time.hour')} .value=${quiet?.from ?? '22:00'} />
        </div>
        <div class="field">
          <label for="quietTo">${text('channels.quiet.to')}</label>
          <input id="quietTo" name="quietTo" class="hour" required pattern=${HOUR_PATTERN} placeholder=${text('time.hour')} title=${text('time.hour')} .value=${quiet?.to ?? '07:00'} />
        </div>
        <div class="field">
          <label for="quietUpTo">${text('channels.quiet.upTo')}</label>
          <select id="quietUpTo" name="quietUpTo">
            ${(['blue', 'yellow', 'orange'] as const).map(
              (one) =>
                html`<option value=${one} ?selected=${one === (quiet?.upTo ?? 'yellow')}>${text.of('severity', one, one)}</option>`,
            )}
          </select>
        </div>
      </div>
      <small class="soft">${text('channels.quiet.hint')}</small>
    </fieldset>`
  }

  #wording({ language, templates, summaryAbove }: ChannelWish): TemplateResult {
    const { text } = this.desk
    return html`<fieldset>
      <legend>${text('channels.wording')}</legend>
      <div class="field">
        <label for="language">${text('channels.language')}</label>
        <select id="language" name="language">
          ${(['both', 'zh', 'en'] as const).map(
            (one) =>
              html`<option value=${one} ?selected=${one === language}>${text.of('channels.language', one, one)}</option>`,
          )}
        </select>
      </div>
      <div class="field">
        <label for="summaryAbove">${text('channels.summaryAbove')}</label>
        <input id="summaryAbove" name="summaryAbove" type="number" min="1" max="100" required .value=${String(summaryAbove)} />
      </div>
      <details>
        <summary>${text('channels.templates')}</summary>
        <small class="soft" id="template-hint">${text('channels.templates.hint')}</small>
        ${(['zh', 'en'] as const).map(
          (one) => html`<div class="field">
            <label for=${`template-${one}`}>${text.of('channels.language', one, one)}</label>
            <textarea
              id=${`template-${one}`}
              name=${one === 'zh' ? 'templateZh' : 'templateEn'}
              rows="4"
              maxlength="2000"
              aria-describedby="template-hint"
              .value=${templates[one] ?? ''}
            ></textarea>
          </div>`,
        )}
      </details>
    </fieldset>`
  }

  #submit(event: SubmitEvent, kind: ChannelType): void {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const data = new FormData(form)
    const wish = wishIn(data, kind)
    const calls = channelCalls(this.desk.api)
    const id = this.known?.id ?? written(data, 'id')
    const call = this.known === null ? calls.create(id, wish) : calls.change(id, wish)
    call.then(
      () => {
        this.fault = null
        this.saved = true
        // What was written is sealed now; it is not shown again.
        for (const input of form.querySelectorAll<HTMLInputElement>('input[type=password]')) input.value = ''
        this.dispatchEvent(new CustomEvent('saved', { detail: id }))
      },
      (error: unknown) => {
        if (!(error instanceof ApiFailure)) throw error
        this.saved = false
        this.fault = faultText(this.desk.text, error)
      },
    )
  }
}

customElements.define('channel-form', ChannelForm)

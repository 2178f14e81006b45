import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Registration, RegistrationDoor } from '../../../domain/enrolment.ts'
import './approve-form.ts'
import { enrolmentCalls } from './calls.ts'
import { EnrolmentView } from './view.ts'
import { cityTime, textWithTimes } from '../text/time.ts'
import { refusalOf } from '../stations/rights.ts'

const LOOK_MS = 5_000

/** Devices that nobody registered and that ask to be; and whether they may ask. */
export class EnrolmentWaiting extends EnrolmentView {
  static override properties: PropertyDeclarations = {
    door: { state: true },
    waiting: { state: true },
    password: { state: true },
  }

  declare door: RegistrationDoor | null
  declare waiting: readonly Registration[] | null
  declare password: string | null
  #timer: ReturnType<typeof setInterval> | undefined

  protected override readonly follows = ['connection', 'route'] as unknown as readonly ['connection']

  constructor() {
    super()
    this.door = null
    this.waiting = null
    this.password = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  protected override firstUpdated(): void {
    this.#timer = setInterval(() => void this.#look(), LOOK_MS)
    void this.act(() => this.#load())
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <section>
        <h2>${text('enrolment.door')}</h2>
        ${this.door === null ? html`<p role="status">${text('loading')}</p>` : this.#door(this.door)}
      </section>
      <section>
        <h2>${text('enrolment.waiting')}</h2>
        ${this.#list()}
      </section>
    `
  }

  #door({ isOpen, changedAt }: RegistrationDoor): TemplateResult {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'config.write')
    const off = this.busy || readonlyBecause !== null
    return html`
      <p>
        ${text(isOpen ? 'enrolment.door.open' : 'enrolment.door.closed')}
        ${changedAt === null ? nothing : html`<span class="soft small">${cityTime(this.desk, changedAt)}</span>`}
      </p>
      <p class="row">
        <button ?disabled=${off} @click=${() => this.#open()}>
          ${text(isOpen ? 'enrolment.door.renew' : 'enrolment.door.unlock')}
        </button>
        ${isOpen ? html`<button ?disabled=${off} @click=${() => this.#close()}>${text('enrolment.door.lock')}</button>` : nothing}
      </p>
      ${
        this.password === null
          ? nothing
          : html`<div class="secret" role="status">
              <span>${text('enrolment.door.password')}</span>
              <output>${this.password}</output>
              <span class="soft small">${text('enrolment.door.once')}</span>
            </div>`
      }
    `
  }

  #list(): TemplateResult {
    const { text } = this.desk
    if (this.waiting === null) return html`<p role="status">${text('loading')}</p>`
    if (this.waiting.length === 0) return html`<p class="soft" role="status">${text('enrolment.waiting.none')}</p>`
    return html`<ul>
      ${this.waiting.map((one) => html`<li class="item">${this.#item(one)}</li>`)}
    </ul>`
  }

  #item(one: Registration): TemplateResult {
    const { text, route } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'station.write')
    const { id, wish, address, mark, firstAt, lastAt, rivals } = one
    const said = [wish.kind, wish.name === undefined ? undefined : this.name(wish.name), wish.vendor, wish.model]
    const isOpen = route.param('device') === id
    return html`
      <b>${id}</b>
      <span class="facts">${said.filter((part) => part !== undefined).join(' · ')}</span>
      <span class="soft small facts">
        ${textWithTimes(this.desk, 'enrolment.waiting.facts', { times: { first: firstAt, last: lastAt }, values: { address, mark } })}
      </span>
      ${rivals > 0 ? html`<span class="rivals small">${text('enrolment.waiting.rivals', { count: rivals })}</span>` : nothing}
      ${
        isOpen
          ? html`<approve-form
              .desk=${this.desk}
              .device=${one}
              @decided=${() => {
                route.patch({ device: null })
                void this.act(() => this.#load())
              }}
            ></approve-form>`
          : html`<p class="row">
              <button ?disabled=${readonlyBecause !== null} @click=${() => route.patch({ device: id })}>
                ${text('enrolment.waiting.decide')}
              </button>
            </p>`
      }
    `
  }

  #open(): void {
    void this.act(async () => {
      this.password = (await enrolmentCalls(this.desk.api).open()).password
      await this.#load()
    })
  }

  #close(): void {
    void this.act(async () => {
      await enrolmentCalls(this.desk.api).close()
      this.password = null
      await this.#load()
    })
  }

  async #load(): Promise<void> {
    const calls = enrolmentCalls(this.desk.api)
    ;[this.door, this.waiting] = await Promise.all([calls.door(), calls.waiting()])
  }

  async #look(): Promise<void> {
    if (!this.busy) await this.#load().catch(() => {})
  }
}

customElements.define('enrolment-waiting', EnrolmentWaiting)

import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Channel, ChannelType } from '../../../domain/delivery.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { channelCalls } from './calls.ts'
import './channel-detail.ts'
import { listStyles } from '../list-style.ts'
import { pageStyles, stateStyles } from './channels-style.ts'
import { withTimes } from '../text/time.ts'

const LOOK_MS = 5_000
/** In the address, for a channel that is to be made. */
const NEW = '+'

/** Ways out of the city: every channel with its state, and one of them to look at, to test and to change. */
export class ChannelsPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    channels: { state: true },
    types: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, stateStyles, listStyles, pageStyles]

  declare channels: readonly Channel[] | null
  declare types: readonly ChannelType[]
  declare fault: string | null
  protected readonly follows = ['route', 'connection'] as const
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.channels = null
    this.types = []
    this.fault = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  protected override updated(): void {
    if (this.#timer !== undefined) return
    this.#timer = setInterval(() => this.#load(), LOOK_MS)
    this.#load()
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const open = route.param('channel')
    const isAdmin = this.desk.may('channel.write')
    return html`
      <div class="bar row">
        <p class="soft small">${text('channels.about')}</p>
        ${isAdmin ? html`<button @click=${() => route.patch({ channel: NEW })}>${text('channels.new')}</button>` : nothing}
      </div>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <div class="body ${open === null ? '' : 'split'}">
        ${this.#list()}
        ${
          open === null || this.channels === null
            ? nothing
            : html`<channel-detail
                .desk=${this.desk}
                .known=${this.channels.find(({ id }) => id === open) ?? null}
                .channel=${open === NEW ? null : open}
                .types=${this.types}
                @changed=${() => this.#load()}
              ></channel-detail>`
        }
      </div>
    `
  }

  #list(): TemplateResult {
    const { text } = this.desk
    if (this.channels === null) {
      return this.fault === null ? html`<p class="empty" role="status">${text('loading')}</p>` : html`<p></p>`
    }
    if (this.channels.length === 0) {
      const isAdmin = this.desk.may('channel.write')
      return html`<p class="empty" role="status">${text(isAdmin ? 'channels.none.admin' : 'channels.none')}</p>`
    }
    return html`<div class="scroll">
      <ul>
        ${this.channels.map((channel) => html`<li>${this.#row(channel)}</li>`)}
      </ul>
    </div>`
  }

  #row({ id, label, type, state, waiting, quieted, lastSentAt, lastFault }: Channel): TemplateResult {
    const { text, route } = this.desk
    const kind = this.types.find((one) => one.id === type)
    const facts = (time: (at: number) => string) => [
      kind === undefined ? type : this.name(kind.label),
      lastSentAt === null ? text('channels.never') : text('channels.lastSent', { at: time(lastSentAt) }),
      ...(waiting > 0 ? [text('channels.waiting', { count: waiting })] : []),
      ...(quieted > 0 ? [text('channels.quieted', { count: quieted })] : []),
    ]
    return html`<button
      class="plain channel"
      aria-current=${route.param('channel') === id ? 'true' : nothing}
      @click=${() => route.patch({ channel: id })}
    >
      <b>${label}</b>
      <span class="state ${state}">${text.of('channels.state', state, state)}</span>
      <span class="soft small">${withTimes(this.desk, (time) => facts(time).join(' · '))}</span>
      ${lastFault === null ? nothing : html`<span class="small fault-line">${lastFault}</span>`}
    </button>`
  }

  #load(): void {
    const calls = channelCalls(this.desk.api)
    const types = this.types.length > 0 ? Promise.resolve(this.types) : calls.types()
    Promise.all([calls.list(), types]).then(
      ([channels, known]) => {
        this.channels = channels
        this.types = known
        this.fault = null
      },
      (error: unknown) => {
        if (!(error instanceof ApiFailure)) throw error
        this.fault = faultText(this.desk.text, error)
      },
    )
  }
}

customElements.define('channels-page', ChannelsPage)

import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { Channel, ChannelType, Delivery, TestAnswer } from '../../../domain/delivery.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { cityTime, textWithTimes } from '../text/time.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { channelCalls } from './calls.ts'
import './channel-form.ts'
import { detailStyles, stateStyles } from './channels-style.ts'
import { refusalOf } from '../stations/rights.ts'

/** One channel: how it does, a test, what went out on it, and its settings. */
export class ChannelDetail extends DeskElement {
  static override properties: PropertyDeclarations = {
    channel: { attribute: false },
    known: { attribute: false },
    types: { attribute: false },
    deliveries: { state: true },
    tested: { state: true },
    isTesting: { state: true },
    isRemoving: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, stateStyles, detailStyles]

  /** Its id; null for one that is to be made. */
  declare channel: string | null
  declare known: Channel | null
  declare types: readonly ChannelType[]
  declare deliveries: readonly Delivery[] | null
  declare tested: TestAnswer | null
  declare isTesting: boolean
  declare isRemoving: boolean
  declare fault: string | null
  protected readonly follows = ['connection'] as const
  #shown: Channel | null | undefined

  constructor() {
    super()
    this.deliveries = null
    this.tested = null
    this.isTesting = false
    this.isRemoving = false
    this.fault = null
  }

  protected override willUpdate(): void {
    super.willUpdate()
    if (this.#shown === this.known) return
    if (this.#shown?.id !== this.known?.id) {
      this.deliveries = null
      this.tested = null
      this.isRemoving = false
      this.fault = null
    }
    this.#shown = this.known
    this.#loadDeliveries()
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const { known, channel } = this
    const isGone = channel !== null && known === null
    return html`
      <header class="row">
        <h2>${known?.label ?? text(isGone ? 'channels.gone' : 'channels.new')}</h2>
        <button class="plain" @click=${() => route.patch({ channel: null })} aria-label=${text('do.close')}>✕</button>
      </header>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${known === null ? nothing : this.#facts(known)}
      ${known === null || !this.desk.may('channel.write') ? nothing : this.#test(known)}
      ${known === null ? nothing : this.#sent()}
      ${isGone ? nothing : this.#form()}
    `
  }

  #form(): TemplateResult {
    const { text } = this.desk
    if (!this.desk.may('channel.write')) return html`<p class="soft small">${text('channels.readonly')}</p>`
    return html`<h3>${text('channels.settings')}</h3>
      ${keyed(
        this.channel ?? '',
        html`<channel-form
          .desk=${this.desk}
          .known=${this.known}
          .types=${this.types}
          @saved=${(event: CustomEvent<string>) => {
            this.dispatchEvent(new Event('changed'))
            this.desk.route.patch({ channel: event.detail })
          }}
        ></channel-form>`,
      )}
      ${this.known === null ? nothing : this.#remove(this.known)}`
  }

  #facts({
    id,
    state,
    position,
    waiting,
    quieted,
    lastFault,
    lastSentAt,
    changedAt,
    changedBy,
  }: Channel): TemplateResult {
    const { text } = this.desk
    return html`<dl>
      <dt>${text('channels.state')}</dt>
      <dd><span class="state ${state}">${text.of('channels.state', state, state)}</span> <span class="soft small">${text.of('channels.hint', state, '')}</span></dd>
      ${lastFault === null ? nothing : html`<dt>${text('channels.fault')}</dt><dd>${lastFault}</dd>`}
      <dt>${text('channels.sentAt')}</dt>
      <dd>${lastSentAt === null ? text('channels.never') : cityTime(this.desk, lastSentAt)}</dd>
      <dt>${text('channels.position')}</dt>
      <dd>
        ${text('channels.position.value', { position, waiting })}${quieted > 0 ? ` · ${text('channels.quieted', { count: quieted })}` : ''}
      </dd>
      <dt>${text('channels.changed')}</dt>
      <dd>${id} · ${textWithTimes(this.desk, 'channels.changed.value', { times: { at: changedAt }, values: { who: changedBy } })}</dd>
    </dl>`
  }

  #test({ id }: Channel): TemplateResult {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'channel.write')
    const { tested } = this
    return html`<p class="row">
        <button ?disabled=${this.isTesting || readonlyBecause !== null} @click=${() => this.#runTest(id)}>
          ${text(this.isTesting ? 'channels.testing' : 'channels.test')}
        </button>
        <span class="soft small">${text('channels.test.hint')}</span>
      </p>
      <div role="status">
        ${
          tested === null
            ? nothing
            : html`<p class="tested ${tested.isSent ? '' : 'bad'}">
                <b>${text(tested.isSent ? 'channels.tested.sent' : 'channels.tested.failed', { ms: Math.round(tested.tookMs) })}</b>
                ${tested.answer}
              </p>`
        }
      </div>`
  }

  #sent(): TemplateResult {
    const { text } = this.desk
    const { deliveries } = this
    const head = html`<h3>${text('channels.deliveries')}</h3>`
    if (deliveries === null) return html`${head}<p class="soft small" role="status">${text('loading')}</p>`
    if (deliveries.length === 0) return html`${head}<p class="soft small">${text('channels.deliveries.none')}</p>`
    return html`${head}
      <div class="scroll" tabindex="0" role="region" aria-label=${text('channels.deliveries')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${text('channels.made')}</th>
              <th scope="col">${text('channels.what')}</th>
              <th scope="col">${text('channels.became')}</th>
              <th scope="col">${text('channels.answer')}</th>
            </tr>
          </thead>
          <tbody>
            ${deliveries.map(
              (one) => html`<tr>
                <td class="number">${cityTime(this.desk, one.createdAt, 'short')}</td>
                <td>${this.#what(one)}</td>
                <td>
                  ${text.of('channels.delivery', one.state, one.state)}${one.attempts > 1 ? ` (${text('channels.attempts', { count: one.attempts })})` : ''}
                </td>
                <td>${one.answer ?? ''}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`
  }

  #what({ sort, firstSeq, lastSeq, events, to, why }: Delivery): string {
    const { text } = this.desk
    const numbers =
      firstSeq === null ? '' : firstSeq === lastSeq ? ` ${firstSeq}` : ` ${firstSeq}–${lastSeq ?? ''} (${events})`
    const whom = [to, why].filter((part) => part !== null && part !== '').join(': ')
    return `${text.of('channels.sort', sort, sort)}${numbers}${whom === '' ? '' : ` · ${whom}`}`
  }

  #remove({ id }: Channel): TemplateResult {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'channel.write')
    if (!this.isRemoving) {
      return html`<p class="row"><button ?disabled=${readonlyBecause !== null} @click=${() => (this.isRemoving = true)}>${text('channels.remove')}</button></p>`
    }
    return html`<p class="row" role="alert">
      <span>${text('channels.remove.sure')}</span>
      <button class="main" @click=${() => this.#do(channelCalls(this.desk.api).remove(id), () => this.desk.route.patch({ channel: null }))}>${text('channels.remove')}</button>
      <button @click=${() => (this.isRemoving = false)}>${text('do.cancel')}</button>
    </p>`
  }

  #runTest(id: string): void {
    this.isTesting = true
    this.tested = null
    this.#do(channelCalls(this.desk.api).test(id), (tested) => {
      if (this.known?.id === id) this.tested = tested
    })
  }

  #do<T>(call: Promise<T>, done: (answer: T) => void): void {
    call
      .then(
        (answer) => {
          this.fault = null
          done(answer)
          this.dispatchEvent(new Event('changed'))
        },
        (error: unknown) => this.#fail(error),
      )
      .finally(() => (this.isTesting = false))
  }

  #loadDeliveries(): void {
    const id = this.known?.id
    if (id === undefined) return
    channelCalls(this.desk.api)
      .deliveries(id)
      .then(
        (deliveries) => {
          if (this.known?.id === id) this.deliveries = deliveries
        },
        (error: unknown) => this.#fail(error),
      )
  }

  #fail(error: unknown): void {
    if (!(error instanceof ApiFailure)) throw error
    this.fault = faultText(this.desk.text, error)
  }
}

customElements.define('channel-detail', ChannelDetail)

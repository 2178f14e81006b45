import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { isInForce, type IssuedWarning } from '../../../domain/cap/issued.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { FEED, warningCalls } from './calls.ts'
import './warning-chain.ts'
import { listStyles } from '../list-style.ts'
import { pageStyles } from './warnings-style.ts'
import { withTimes } from '../text/time.ts'

const EVERY_MS = 10_000
const STATES = [
  ['active', 'warn.state.active'],
  ['past', 'warn.state.past'],
] as const
type State = (typeof STATES)[number][0]

/** What others are warned of now, what they were warned of, and each warning's messages. */
export class WarningsPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    warnings: { state: true },
    chain: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, markStyles, listStyles, pageStyles]

  declare warnings: readonly IssuedWarning[] | null
  /** Messages of the warning that is open. */
  declare chain: readonly IssuedWarning[]
  declare fault: string | null
  protected readonly follows = ['route', 'connection'] as const
  #asked = ''
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.warnings = null
    this.chain = []
    this.fault = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timer = setInterval(() => void this.#load(), EVERY_MS)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  protected override updated(): void {
    const ask = `${this.#state} ${this.#open ?? ''}`
    if (ask === this.#asked) return
    if (!this.#asked.startsWith(`${this.#state} `)) this.warnings = null
    this.#asked = ask
    void this.#load()
  }

  get #state(): State {
    return this.desk.route.param('state') === 'past' ? 'past' : 'active'
  }

  /** Identifier of the message whose chain is shown. */
  get #open(): string | null {
    return this.desk.route.param('warning')
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      ${this.#bar()} ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <div class="body ${this.#open === null ? '' : 'split'}">
        ${this.warnings === null ? html`<p class="empty" role="status">${text('loading')}</p>` : this.#list(this.warnings)}
        ${this.#open === null ? nothing : this.#detail(this.#open)}
      </div>
    `
  }

  #bar(): TemplateResult {
    const { text, route } = this.desk
    return html`<div class="bar row">
      <div class="row" role="group" aria-label=${text('warn.state')}>
        ${STATES.map(
          ([state, words]) => html`<button
            aria-pressed=${this.#state === state}
            @click=${() => route.patch({ state: state === 'active' ? null : state, warning: null })}
          >
            ${text(words)}
          </button>`,
        )}
      </div>
      <a class="end" href=${FEED} title=${text('warn.feed.long')}>${text('warn.feed')}</a>
    </div>`
  }

  #list(all: readonly IssuedWarning[]): TemplateResult {
    const { text } = this.desk
    // The newest message of a chain stands for the chain.
    const heads = all.filter(({ supersededBy }) => supersededBy === null)
    if (heads.length === 0)
      return html`<p class="empty" role="status">${text(this.#state === 'past' ? 'warn.none.past' : 'warn.none.active')}</p>`
    return html`<div class="scroll">
      <p class="soft small" role="status">${text('warn.count', { count: heads.length })}</p>
      <ul>
        ${heads.map((head) => this.#row(head))}
      </ul>
    </div>`
  }

  #row(head: IssuedWarning): TemplateResult {
    const { route } = this.desk
    return html`<li>
      <button
        class="plain warning"
        aria-current=${this.#open === head.identifier ? 'true' : nothing}
        @click=${() => route.patch({ warning: head.identifier })}
      >
        ${severityMark(head.severity)}
        <span class="what"><b>${head.headline[this.language]}</b><small>${this.#when(head)}</small></span>
        <span class="soft small">${this.#kind(head)}</span>
      </button>
    </li>`
  }

  #when(head: IssuedWarning): readonly (string | TemplateResult)[] {
    const { text, city } = this.desk
    return withTimes(this.desk, (time) => {
      const sent = `${text.of('warn.type', head.msgType, head.msgType)} ${time(head.sentAt)}`
      if (head.expiresAt === null) return `${sent} · ${text.of('warn.cause', head.cause, head.cause)}`
      const at = time(head.expiresAt)
      return `${sent} · ${isInForce(head, city.now()) ? text('warn.until', { at }) : text('warn.expired', { at })}`
    })
  }

  #kind({ status, scope }: IssuedWarning): string {
    const { text } = this.desk
    return `${text.of('warn.status', status, status)} · ${text.of('warn.scope', scope, scope)}`
  }

  #detail(identifier: string): TemplateResult {
    const { text, route } = this.desk
    const head = this.warnings?.find((one) => one.identifier === identifier) ?? this.chain[0]
    return html`<section class="detail" aria-labelledby="chain">
      <header class="row">
        <h3 id="chain">${text('warn.chain')}</h3>
        <button class="plain" @click=${() => route.patch({ warning: null })} aria-label=${text('do.close')}>✕</button>
      </header>
      ${
        head === undefined
          ? html`<p class="soft" role="status">${text('loading')}</p>`
          : html`<h2>${head.headline[this.language]}</h2>
              <p class="soft">${text('warn.areas')}: ${head.areas.map((area) => area[this.language]).join(', ')}</p>
              <p><button @click=${() => route.go('/alarms', { alarm: head.sourceId })}>${text('warn.alarm')}</button></p>
              <warning-chain .desk=${this.desk} .messages=${this.chain}></warning-chain>`
      }
    </section>`
  }

  async #load(): Promise<void> {
    const state = this.#state
    const open = this.#open
    const calls = warningCalls(this.desk.api)
    try {
      const warnings = await calls.list(state)
      if (state !== this.#state) return
      this.warnings = warnings
      // A link may lead to a message that is of the other list, or no longer the newest.
      const alarm = open === null ? null : (warnings.find((one) => one.identifier === open)?.sourceId ?? alarmOf(open))
      const all = alarm === null ? [] : await calls.ofAlarm(alarm)
      if (open !== this.#open) return
      const chain = all.find((one) => one.identifier === open)?.chain
      this.chain = all.filter((one) => one.chain === chain)
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }
}

customElements.define('warnings-page', WarningsPage)

/** `alarm-<id>-<n>` */
function alarmOf(identifier: string): string | null {
  return /^alarm-(.+)-\d+$/.exec(identifier)?.[1] ?? null
}

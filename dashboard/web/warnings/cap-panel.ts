import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { type Alarm, isAside } from '../../../domain/alarm.ts'
import { isInForce, type IssuedWarning } from '../../../domain/cap/issued.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { type Dialect, warningCalls } from './calls.ts'
import './warning-chain.ts'
import { refusalOf } from '../stations/rights.ts'
import { withTimes } from '../text/time.ts'

type Asking = 'issue' | 'withdraw' | null

const WORDS = {
  issue: { order: 'warn.issue', why: 'warn.issue.why', confirm: 'warn.issue.confirm' },
  withdraw: { order: 'warn.withdraw', why: 'warn.withdraw.why', confirm: 'warn.withdraw.confirm' },
} as const

/** What follows an event by itself is out a moment later. */
const SOON_MS = 1_500
const EVERY_MS = 15_000

/** In the detail of an alarm: what was told to others of it, what would be, and the orders to issue or withdraw. */
export class CapPanel extends DeskElement {
  static override properties: PropertyDeclarations = {
    alarm: { attribute: false },
    messages: { state: true },
    preview: { state: true },
    dialect: { state: true },
    asking: { state: true },
    fault: { state: true },
    busy: { state: true },
  }

  static override styles = [controls, styles()]

  declare alarm: Alarm
  declare messages: readonly IssuedWarning[] | null
  declare preview: string | null
  declare dialect: Dialect
  declare asking: Asking
  declare fault: string | null
  declare busy: boolean
  protected readonly follows = ['connection'] as const
  #asked = ''
  #timers: ReturnType<typeof setTimeout>[] = []

  constructor() {
    super()
    this.#forget()
    this.dialect = 'oasis'
    this.busy = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timers.push(setInterval(() => this.#load(), EVERY_MS))
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers = []
    this.#asked = ''
  }

  protected override updated(): void {
    const ask = `${this.alarm.id} ${this.alarm.seq}`
    if (ask === this.#asked) return
    if (this.#asked.split(' ')[0] !== this.alarm.id) this.#forget()
    this.#asked = ask
    this.#load()
    this.#timers.push(setTimeout(() => this.#load(), SOON_MS))
    if (this.preview !== null) this.#show(this.dialect)
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const head = this.messages?.[0]
    const isOut = head !== undefined && head.msgType !== 'Cancel'
    return html`<section aria-labelledby="cap">
      <h3 id="cap">${text('warn.panel')}</h3>
      ${this.messages === null && this.fault === null ? html`<p class="soft" role="status">${text('loading')}</p>` : this.#standing(head)}
      ${this.#orders(isOut)}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.asking === null ? nothing : this.#form(this.asking)} ${this.preview === null ? nothing : this.#preview(this.preview)}
      ${(this.messages ?? []).length === 0 ? nothing : html`<warning-chain .desk=${this.desk} .messages=${this.messages}></warning-chain>`}
    </section>`
  }

  #standing(head: IssuedWarning | undefined): TemplateResult {
    const { text, city } = this.desk
    if (head === undefined) {
      const isByHand = city.facts?.warnedByHand.includes(this.alarm.kind) ?? false
      return html`<p>${text('warn.panel.not')}</p>
        ${isByHand ? html`<p class="soft small">${text('warn.byhand')}</p>` : nothing}`
    }
    if (head.msgType === 'Cancel') return html`<p>${text('warn.panel.over')}</p>`
    const key = isInForce(head, city.now()) ? 'warn.until' : 'warn.expired'
    const until = withTimes(this.desk, (time) => text(key, { at: head.expiresAt === null ? '' : time(head.expiresAt) }))
    return html`<p><b>${text('warn.panel.out', { identifier: head.identifier })}</b> · ${until}</p>`
  }

  #orders(isOut: boolean): TemplateResult {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'warning.issue')
    const { active, late, state } = this.alarm
    const whyNot = late ? text('warn.late') : isAside(state) ? text('warn.aside') : null
    const ask = (what: Asking) => {
      this.asking = this.asking === what ? null : what
      this.fault = null
    }
    const button = (what: 'issue' | 'withdraw') => html`<button
      ?disabled=${readonlyBecause !== null}
      title=${readonlyBecause ?? nothing}
      aria-expanded=${this.asking === what}
      @click=${() => ask(what)}
    >
      ${text(WORDS[what].order)}
    </button>`
    return html`<div class="row">
        <button aria-expanded=${this.preview !== null} @click=${() => (this.preview === null ? this.#show(this.dialect) : (this.preview = null))}>
          ${text(this.preview === null ? 'warn.preview' : 'warn.preview.hide')}
        </button>
        ${isOut ? button('withdraw') : active && whyNot === null ? button('issue') : nothing}
      </div>
      ${!isOut && active && whyNot !== null ? html`<p class="soft small">${whyNot}</p>` : nothing}`
  }

  #form(what: 'issue' | 'withdraw'): TemplateResult {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'warning.issue')
    const isEnd = what === 'withdraw'
    return html`<form @submit=${(event: SubmitEvent) => void this.#send(event, what)}>
      <label>
        ${text(WORDS[what].why)}
        <input name="why" autocomplete="off" maxlength="500" minlength="3" ?required=${isEnd} />
      </label>
      ${isEnd ? nothing : html`<p class="soft small">${text('warn.issue.note')}</p>`}
      <button class="main" ?disabled=${this.busy || readonlyBecause !== null}>${text(WORDS[what].confirm)}</button>
    </form>`
  }

  #preview(xml: string): TemplateResult {
    const { text } = this.desk
    return html`<div class="row" role="group" aria-label=${text('warn.preview.dialect')}>
        ${(['oasis', 'cn'] as const).map(
          (dialect) => html`<button aria-pressed=${this.dialect === dialect} @click=${() => this.#show(dialect)}>
            ${text(dialect === 'oasis' ? 'warn.document' : 'warn.document.cn')}
          </button>`,
        )}
        <span class="soft small">${text('warn.preview.note')}</span>
      </div>
      <pre tabindex="0" aria-label=${text('warn.preview')}>${xml}</pre>`
  }

  #show(dialect: Dialect): void {
    this.dialect = dialect
    void this.#take(async () => {
      this.preview = await warningCalls(this.desk.api).preview(this.alarm.id, dialect)
    })
  }

  #load(): void {
    const { id } = this.alarm
    void this.#take(async () => {
      const messages = await warningCalls(this.desk.api).ofAlarm(id)
      if (id === this.alarm.id) this.messages = messages
    }, false)
  }

  async #send(event: SubmitEvent, what: 'issue' | 'withdraw'): Promise<void> {
    event.preventDefault()
    const why = written(new FormData(event.target as HTMLFormElement), 'why').trim()
    this.busy = true
    await this.#take(async () => {
      await warningCalls(this.desk.api)[what](this.alarm.id, why)
      this.asking = null
    })
    this.busy = false
    this.#load()
  }

  /** Does it, and shows why it failed; a look in the background does not take away what a person has yet to read. */
  async #take(work: () => Promise<void>, clears = true): Promise<void> {
    try {
      await work()
      if (clears) this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }

  #forget(): void {
    this.messages = null
    this.preview = null
    this.asking = null
    this.fault = null
  }
}

customElements.define('cap-panel', CapPanel)

function styles() {
  return css`
    :host {
      display: block;
      margin: 0.8rem 0;
    }
    section {
      display: grid;
      gap: 0.5rem;
    }
    form {
      display: grid;
      gap: 0.5rem;
      justify-items: start;
      border: 1px solid var(--line-strong);
      padding: 0.6rem;
    }
    form label {
      display: grid;
      gap: 0.2rem;
      width: 100%;
    }
    pre {
      margin: 0;
      max-height: 24rem;
      overflow: auto;
      padding: 0.5rem;
      font: 0.8rem/1.45 var(--mono);
      background: var(--page);
      border: 1px solid var(--line);
    }
  `
}

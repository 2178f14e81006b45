import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { IssuedWarning } from '../../../domain/cap/issued.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { cityTime } from '../text/time.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { type Dialect, documentUrl } from './calls.ts'

/** Messages of one alarm, newest first: when, why, by whom, and the documents as they went out. */
export class WarningChain extends DeskElement {
  static override properties: PropertyDeclarations = { messages: { attribute: false } }

  static override styles = [controls, markStyles, styles()]

  declare messages: readonly IssuedWarning[]
  protected readonly follows = [] as const

  constructor() {
    super()
    this.messages = []
  }

  override render(): TemplateResult {
    const { text } = this.desk
    if (this.messages.length === 0) return html`<p class="soft small">${text('warn.chain.none')}</p>`
    return html`<ol>
      ${this.messages.map((message) => this.#message(message))}
    </ol>`
  }

  #message(message: IssuedWarning): TemplateResult {
    const { text } = this.desk
    const { identifier, msgType, cause, by, why, sentAt, severity, status, hash, isInCn, chain, n } = message
    const who = by === 'system' ? text('system') : by
    return html`<li class=${n === chain ? 'begins' : ''}>
      ${severityMark(severity)}
      <div>
        <p>
          <b>${text.of('warn.type', msgType, msgType)}</b> · ${text.of('warn.cause', cause, cause)} ·
          ${text.of('warn.status', status, status)}
        </p>
        <p class="small">${message.headline[this.language]}</p>
        ${why === null ? nothing : html`<p class="small why">${why}</p>`}
        <p class="small soft">
          ${cityTime(this.desk, sentAt)} · ${text('warn.by', { who })} ·
          <span title=${`${text('warn.hash')} ${hash}`}>${identifier}</span>
        </p>
        <p class="row small">${this.#document(identifier, 'oasis')} ${isInCn ? this.#document(identifier, 'cn') : nothing}</p>
      </div>
    </li>`
  }

  #document(identifier: string, dialect: Dialect): TemplateResult {
    const { text } = this.desk
    const name = text(dialect === 'oasis' ? 'warn.document' : 'warn.document.cn')
    const file = `${identifier}${dialect === 'cn' ? '-cn' : ''}.xml`
    return html`<a
      href=${documentUrl(identifier, dialect)}
      download=${file}
      aria-label=${text('warn.document.of', { id: identifier, dialect: name })}
      >${name}</a
    >`
  }
}

customElements.define('warning-chain', WarningChain)

function styles() {
  return css`
    :host {
      display: block;
    }
    li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0.6rem;
      padding: 0.5rem 0;
      border-top: 1px solid var(--line);
      overflow-wrap: anywhere;
    }
    /* Below the Alert that a chain began with comes an older chain. */
    li.begins:not(:last-child) {
      border-bottom: 2px solid var(--line-strong);
      padding-bottom: 0.8rem;
    }
    li div {
      display: grid;
      gap: 0.15rem;
    }
    .why {
      border-left: 3px solid var(--line-strong);
      padding-left: 0.5rem;
    }
    .row {
      gap: 1rem;
    }
    .mark {
      width: 1.3rem;
      height: 1.3rem;
    }
    .soft time {
      font-variant-numeric: tabular-nums;
    }
  `
}

import { css, html, nothing, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import { isWaiting } from '../alarms/order.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { createFormat } from '../text/format.ts'
import { cityTime } from '../text/time.ts'
import { type KeptAlarm, lastListOf } from './last-list.ts'

/** Opened without a network: the last list that this browser saw, with its age, to be read and not acted on. */
export class OfflinePage extends DeskElement {
  static override styles = [controls, markStyles, offlineStyles()]

  protected readonly follows = ['clock', 'route'] as const

  override render(): TemplateResult {
    const { text, settings } = this.desk
    const list = lastListOf(settings)
    const format = createFormat(settings.language, list?.timeZone ?? 'UTC')
    return html`<header role="alert">
        <b>${text('offline.title')}</b>
        <span>${list === null ? text('offline.none') : html`${text('offline.asat', { span: format.span(Date.now() - list.at) })} ${cityTime({ format }, list.at)}`}</span>
        <button @click=${() => void this.desk.comeBack()}>${text('do.again')}</button>
      </header>
      ${
        list === null
          ? nothing
          : html`<h1>${text('offline.list', { count: list.count })}</h1>
              ${list.alarms.length === 0 ? html`<p class="soft">${text('alarms.none')}</p>` : nothing}
              <ul>${list.alarms.map((alarm) => this.#row(alarm, format))}</ul>
              ${list.count > list.alarms.length ? html`<p class="soft">${text('flood.more', { count: list.count - list.alarms.length })}</p>` : nothing}`
      }`
  }

  #row(alarm: KeptAlarm, format: ReturnType<typeof createFormat>): TemplateResult {
    const { text } = this.desk
    return html`<li>
      ${severityMark(alarm.severity, isWaiting(alarm))}
      <div>
        <p><b>${this.name(alarm.label)}</b> · ${text.of('severity', alarm.severity, '')}</p>
        <p>${nameIn(this.language, alarm.place)}</p>
        <p class="soft small">${text.of('state', alarm.state, '')} · ${cityTime({ format }, alarm.raisedAt, 'short')}${alarm.assignee === null ? '' : ` · ${alarm.assignee}`}</p>
        <p class="small">${this.name(alarm.response)}</p>
      </div>
    </li>`
  }
}

customElements.define('offline-page', OfflinePage)

function offlineStyles() {
  return css`
    :host {
      display: block;
      overflow-y: auto;
    }
    header {
      position: sticky;
      top: 0;
      z-index: 1;
      background: var(--monitor);
      color: var(--monitor-ink);
      padding: 0.6rem 0.8rem;
      display: flex;
      flex-wrap: wrap;
      gap: 0.3rem 1rem;
      align-items: center;
    }
    header button {
      min-height: 44px;
      color: var(--ink);
    }
    h1 {
      padding: 0.6rem 0.8rem;
    }
    li {
      display: grid;
      grid-template-columns: 2.6rem minmax(0, 1fr);
      gap: 0.6rem;
      padding: 0.6rem 0.8rem;
      border-top: 1px solid var(--line);
      overflow-wrap: anywhere;
    }
    ul {
      filter: saturate(0.3);
    }
  `
}

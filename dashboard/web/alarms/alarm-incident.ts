import { css, html, type TemplateResult } from 'lit'
import type { PropertyDeclarations } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import '../incidents/incident-dialog.ts'
import type { IncidentDialog } from '../incidents/incident-dialog.ts'

/** The incident that an alarm is part of, or what puts it into one. */
export class AlarmIncident extends DeskElement {
  static override properties: PropertyDeclarations = { alarm: { attribute: false } }

  static override styles = [
    controls,
    css`
      .row {
        margin: 0.6rem 0;
      }
    `,
  ]

  declare alarm: Alarm
  protected readonly follows = ['alarms', 'connection'] as const

  override render(): TemplateResult {
    const { text, city, readonlyBecause } = this.desk
    const { incident, id, kind, state } = this.alarm
    if (incident !== null) {
      const known = city.incidents.get(incident)
      return html`<p class="row">
        <span class="soft">${text('incident.title')}</span>
        <a href="/incidents/${encodeURIComponent(incident)}" @click=${this.#enter}>${known === undefined ? text('incident.room') : this.name(known.label)}</a>
      </p>`
    }
    if (kind === MONITOR || state === 'normal') return html``
    const isOff = readonlyBecause !== null
    const hasSome = [...city.incidents.values()].some((one) => one.state !== 'closed')
    return html`<div class="row">
        <button ?disabled=${isOff} @click=${() => this.#dialog?.ask('declare', { incident: '', alarm: id })}>${text('incident.do.declare')}</button>
        ${hasSome ? html`<button ?disabled=${isOff} @click=${() => this.#dialog?.ask('join', { incident: '', alarm: id })}>${text('incident.do.join')}</button>` : ''}
      </div>
      <incident-dialog .desk=${this.desk}></incident-dialog>`
  }

  get #dialog(): IncidentDialog | null {
    return this.renderRoot.querySelector<IncidentDialog>('incident-dialog')
  }

  #enter(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    this.desk.route.go((event.currentTarget as HTMLAnchorElement).pathname)
  }
}

customElements.define('alarm-incident', AlarmIncident)

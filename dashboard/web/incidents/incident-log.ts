import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import type { IncidentEvent, IncidentTask } from '../../../domain/incident.ts'
import { placeOf } from '../alarms/words.ts'
import { cityTime, withTimes } from '../text/time.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { saidIn } from '../said.ts'

/** So many lines at first. */
const SHOWN = 50

/** The timeline of an incident, newest first. */
export class IncidentLog extends DeskElement {
  static override properties: PropertyDeclarations = {
    events: { attribute: false },
    alarms: { attribute: false },
    tasks: { attribute: false },
    isWhole: { state: true },
  }

  static override styles = [
    controls,
    css`
      h2 {
        margin: 0.8rem 0 0.3rem;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0.6rem;
        padding: 0.3rem 0;
        border-top: 1px solid var(--line);
      }
      span {
        overflow-wrap: anywhere;
      }
      time {
        color: var(--soft);
      }
      .quiet b {
        font-weight: 400;
      }
    `,
  ]

  declare events: readonly IncidentEvent[]
  declare alarms: readonly Alarm[]
  declare tasks: readonly IncidentTask[]
  declare isWhole: boolean
  protected readonly follows = ['alarms'] as const

  constructor() {
    super()
    this.isWhole = false
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const newest = this.events.toReversed()
    const shown = this.isWhole ? newest : newest.slice(0, SHOWN)
    const rest = newest.length - shown.length
    return html`
      <h2>${text('incident.log')}</h2>
      <ol>${shown.map((event) => this.#line(event))}</ol>
      ${rest > 0 ? html`<button @click=${() => (this.isWhole = true)}>${text('incident.log.more', { count: rest })}</button>` : nothing}
    `
  }

  #line(event: IncidentEvent): TemplateResult {
    const { text } = this.desk
    const who = event.by === 'system' ? '' : ` · ${event.by}`
    const more = withTimes(this.desk, (time) => this.#words(event, time))
    const isQuiet = event.type === 'joined' || event.late
    return html`<li class=${isQuiet ? 'quiet' : ''}>
      ${cityTime(this.desk, event.recordedAt)}
      <span><b>${text.of('incident.event', event.type, event.type)}</b>${who}${more.length === 0 ? nothing : html`<br />${more}`}</span>
      <span class="soft small">${event.number}</span>
    </li>`
  }

  #words(event: IncidentEvent, time: (at: number) => string): string {
    const { alarm, task, late } = event
    const known = (id: string) => this.alarms.find((one) => one.id === id) ?? this.desk.city.alarms.get(id)
    const found = alarm === null ? undefined : known(alarm)
    const about = this.tasks.find(({ id }) => id === task)
    const name = found === undefined ? (alarm ?? '') : `${this.name(found.label)} · ${placeOf(this.desk, found)}`
    const parts = [
      name,
      about === undefined ? '' : this.name(about.text),
      saidIn(this.desk, event, time),
      event.type === 'note' && event.text === null ? this.desk.text('incident.log.withheld') : '',
      late ? this.desk.text('alarm.late') : '',
    ]
    return parts.filter((part) => part !== '').join(' · ')
  }
}

customElements.define('incident-log', IncidentLog)

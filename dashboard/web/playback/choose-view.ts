import { html, nothing, type TemplateResult } from 'lit'
import type { Incident } from '../../../domain/incident.ts'
import { nameIn } from '../../../domain/label.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import { written } from '../controls.ts'
import type { Desk } from '../desk.ts'
import type { Span } from './question.ts'
import { cityTime } from '../text/time.ts'
import { timeField, timeIn } from '../text/time-field.ts'

/** What can be played: an incident, or a span of the city's time. */
export function chooseView(
  desk: Desk,
  of: {
    readonly span: Span
    /** Null: not known yet. */
    readonly closed: readonly Incident[] | null
    readonly fault: string | null
    play(span: Span): void
    playIncident(id: string): void
  },
): TemplateResult {
  const { text, format, city } = desk
  const open = [...city.incidents.values()].filter(({ state }) => state !== 'closed')
  const known = new Set(open.map(({ id }) => id))
  const all = [...open, ...(of.closed ?? []).filter(({ id }) => !known.has(id))].toSorted(
    (a, b) => b.openedAt - a.openedAt,
  )
  return html`<div class="past">
    <div class="banner"><b class="word">${text('playback.notlive')}</b><span>${text('playback.what')}</span></div>
    <div class="choose">
    <section>
      <h2>${text('playback.choose.span')}</h2>
      <form class="row" @submit=${(event: SubmitEvent) => submit(desk, event, of)}>
        ${timeField(desk, { name: 'from', label: text('playback.from'), at: of.span.from, hasSeconds: true })}
        ${timeField(desk, { name: 'to', label: text('playback.to'), at: of.span.to, hasSeconds: true })}
        <button class="main">${text('playback.do.open')}</button>
        <span class="soft small">${city.facts?.timeZone ?? ''}</span>
      </form>
      ${of.fault === null ? nothing : html`<p class="fault" role="alert">${of.fault}</p>`}
    </section>
    <section>
      <h2>${text('playback.choose.incident')}</h2>
      ${of.closed === null ? html`<p class="soft" role="status">${text('loading')}</p>` : nothing}
      ${of.closed !== null && all.length === 0 ? html`<p class="soft">${text('playback.choose.none')}</p>` : nothing}
      <ul>
        ${all.map(
          (incident) => html`<li>
            <button class="plain incident" @click=${() => of.playIncident(incident.id)}>
              ${severityMark(incident.worst)}
              <span><b>${nameIn(desk.settings.language, incident.label)}</b><br />
                <small>${cityTime(desk, incident.openedAt)} · ${format.span((incident.closedAt ?? city.now()) - incident.openedAt)} ·
                ${text.of('incident.state', incident.state, incident.state)} · ${text('incident.alarms', { count: incident.members })}</small></span>
            </button>
          </li>`,
        )}
      </ul>
    </section>
    </div>
  </div>`
}

function submit(desk: Desk, event: SubmitEvent, of: { play(span: Span): void }): void {
  event.preventDefault()
  const data = new FormData(event.target as HTMLFormElement)
  const [from, to] = [timeIn(desk, written(data, 'from')), timeIn(desk, written(data, 'to'))]
  of.play({ from, to })
}

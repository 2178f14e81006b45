import { html, nothing, type TemplateResult } from 'lit'
import type { Incident } from '../../../domain/incident.ts'
import { nameIn } from '../../../domain/label.ts'
import { makeZone } from '../../../domain/zone.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import { written } from '../controls.ts'
import type { Desk } from '../desk.ts'
import type { Span } from './question.ts'
import { cityTime } from '../text/time.ts'

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
        <label>${text('playback.from')} <input name="from" type="datetime-local" step="1" required .value=${localOf(desk, of.span.from)} /></label>
        <label>${text('playback.to')} <input name="to" type="datetime-local" step="1" required .value=${localOf(desk, of.span.to)} /></label>
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
  const [from, to] = [atOf(desk, written(data, 'from')), atOf(desk, written(data, 'to'))]
  of.play({ from, to })
}

/** A time as a field for it wants it, by the city's clock. */
export function localOf({ format }: Desk, at: number): string {
  return format.dateTime(at).replace(' ', 'T')
}

/** The same back. NaN for what is no time. */
export function atOf({ city }: Desk, local: string): number {
  const [date = '', time = '00:00'] = local.split('T')
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return makeZone(city.facts?.timeZone ?? 'UTC').at(midnight / 86_400_000, hours * 60 + minutes) + seconds * 1000
}

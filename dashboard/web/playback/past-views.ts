import { html, nothing, type TemplateResult } from 'lit'
import { type Ref, ref } from 'lit/directives/ref.js'
import type { Alarm, AlarmEvent, AlarmWithEvents } from '../../../domain/alarm.ts'
import type { Incident } from '../../../domain/incident.ts'
import { nameIn } from '../../../domain/label.ts'
import '../alarms/alarm-list.ts'
import type { AlarmList } from '../alarms/alarm-list.ts'
import { isWaiting } from '../alarms/order.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import { crossingOf, whereOf } from '../alarms/words.ts'
import type { Desk } from '../desk.ts'
import { saidOn } from '../said.ts'
import type { Question } from './question.ts'
import { cityTime, textWithTimes } from '../text/time.ts'

/** Incident, alarms and the alarm that is open, as they were. */
export function listView(
  past: Desk,
  of: {
    readonly question: Question
    readonly alarms: readonly Alarm[]
    readonly known: AlarmWithEvents | null
    readonly list: Ref<AlarmList>
  },
): TemplateResult {
  const { text, route, city } = past
  const { question, alarms, known } = of
  const open = route.param('alarm')
  return html`
    <h1>${text('playback.alarms')}</h1>
    ${question.incident === null ? nothing : incidentView(past, city.incidents.get(question.incident))}
    ${
      alarms.length === 0
        ? html`<p class="empty">${text('playback.none')}</p>`
        : html`<alarm-list ${ref(of.list)} .desk=${past} .alarms=${alarms} .flat=${question.show === 'incident'}></alarm-list>`
    }
    ${open === null ? nothing : alarmView(past, { id: open, known: known?.id === open ? known : null, close: () => route.patch({ alarm: null }) })}
  `
}

/** An alarm as it was at the time of the desk, and what had been done with it by then. */
function alarmView(
  past: Desk,
  of: { readonly id: string; readonly known: AlarmWithEvents | null; close(): void },
): TemplateResult {
  const { text, city } = past
  const at = city.shownAt()
  const then = city.alarms.get(of.id)
  const alarm = then ?? of.known
  const events = (of.known?.events ?? []).filter(({ recordedAt }) => recordedAt <= at)
  const gone = events.length === 0 ? text('playback.alarm.notyet') : text('playback.alarm.over')
  return html`<section class="detail" aria-label=${text('alarm.title')}>
    <header class="row">
      <h3>${textWithTimes(past, 'playback.alarm.asat', { times: { at }, how: 'time' })}</h3>
      <button class="plain" aria-label=${text('do.close')} @click=${of.close}>✕</button>
    </header>
    ${alarm == null ? html`<p class="soft">${text('loading')}</p>` : headView(past, alarm, then === undefined ? gone : null)}
    <ol class="log">${events.toReversed().map((event) => eventView(past, event))}</ol>
  </section>`
}

function headView(past: Desk, alarm: Alarm, gone: string | null): TemplateResult {
  const { text } = past
  const crossing = crossingOf(past, alarm)
  return html`<div class="head">
      ${severityMark(alarm.severity, gone === null && isWaiting(alarm))}
      <div>
        <h2>${nameIn(past.settings.language, alarm.label)}</h2>
        <p>${gone ?? text.of('state', alarm.state, alarm.state)}</p>
      </div>
    </div>
    <dl>
      <dt>${text('alarm.place')}</dt><dd>${whereOf(past, alarm)}</dd>
      ${crossing === '' || gone !== null ? nothing : html`<dt>${text('alarm.value')}</dt><dd>${crossing}</dd>`}
      <dt>${text('alarm.raised')}</dt><dd>${cityTime(past, alarm.raisedAt)}</dd>
      ${gone !== null ? nothing : html`<dt>${text('alarm.assignee')}</dt><dd>${alarm.assignee ?? text('nobody')}</dd>`}
      ${gone !== null || alarm.ackedBy === null ? nothing : html`<dt>${text('alarm.acked')}</dt><dd>${alarm.ackedBy}</dd>`}
    </dl>`
}

function eventView(past: Desk, event: AlarmEvent): TemplateResult {
  const { text } = past
  const who = event.by === 'system' ? text('system') : event.by
  const said = saidOn(past, event)
  return html`<li>
    ${cityTime(past, event.recordedAt)}
    <span><b>${text.of('event', event.type, event.type)}</b> · ${who}${said.length === 0 ? nothing : html`<br />${said}`}</span>
  </li>`
}

/** An incident as it was: its state, who led it, and what was to be done. */
function incidentView(past: Desk, incident: Incident | undefined): TemplateResult {
  const { text } = past
  if (incident === undefined) return html`<p class="incident soft">${text('playback.incident.none')}</p>`
  const { label, state, lead, severity, members, waiting, tasks } = incident
  return html`<section class="incident" aria-label=${text('playback.incident')}>
    <div class="head">
      ${severityMark(severity, waiting > 0)}
      <div>
        <h2>${nameIn(past.settings.language, label)}</h2>
        <p>
          ${text.of('incident.state', state, state)} · ${text('incident.alarms', { count: members })}
          ${waiting > 0 ? html` · <b>${text('incident.waiting', { count: waiting })}</b>` : nothing} ·
          ${text('incident.lead')}: ${lead ?? text('incident.lead.none')}
        </p>
      </div>
    </div>
    ${
      tasks.length === 0
        ? nothing
        : html`<ul class="tasks">
            ${tasks.map(
              (task) => html`<li>
                <span aria-hidden="true">${task.doneAt === null ? '☐' : '☑'}</span>
                ${nameIn(past.settings.language, task.text)}
                <small>${task.doneAt === null ? text('playback.task.open') : text('playback.task.done', { by: task.doneBy ?? '' })}</small>
              </li>`,
            )}
          </ul>`
    }
  </section>`
}

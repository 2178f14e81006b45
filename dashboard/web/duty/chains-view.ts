import { html, nothing, type TemplateResult } from 'lit'
import type { Chain, DutyVersion } from '../../../domain/duty.ts'
import { nameIn } from '../../../domain/label.ts'
import { rankOf } from '../../../domain/severity.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import type { Desk } from '../desk.ts'

const MINUTE = 60_000

/** Every chain as a ladder: who is called, after how long. */
export function chainsView(desk: Desk, versions: readonly DutyVersion[], department: string): TemplateResult {
  const { text, route } = desk
  const chains = versions.map(({ item }) => item as Chain)
  const shown = chains
    .filter(({ departments }) => department === '' || (departments?.includes(department) ?? true))
    .toSorted((a, b) => worst(b) - worst(a) || (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
  return html`
    ${
      desk.may('duty.write')
        ? html`<p><button @click=${() => route.patch({ edit: 'escalations:+' })}>${text('duty.chain.new')}</button></p>`
        : nothing
    }
    ${shown.length === 0 ? html`<p class="empty" role="status">${text('duty.chains.none')}</p>` : nothing}
    <div class="ladders">${shown.map((chain) => ladder(desk, chain))}</div>
  `
}

/** The worst colour that it is for; those for every colour come last. */
function worst({ severities }: Chain): number {
  return severities ? Math.max(...severities.map(rankOf)) : -1
}

function ladder(desk: Desk, { id, label, on, departments, severities, levels, repeatMinutes }: Chain): TemplateResult {
  const { text, format, city, settings, route } = desk
  const language = settings.language
  const departmentOf = (name: string) =>
    name === MONITOR ? text('alarm.monitor') : city.label('departments', name, language)
  return html`<section class="ladder" aria-labelledby=${`chain-${id}`}>
    <h2 id=${`chain-${id}`}>${nameIn(language, label)}</h2>
    <p class="row soft small">
      ${(severities ?? []).map((severity) => html`${severityMark(severity)} ${text.of('severity', severity, severity)}`)}
      <span>${departments ? departments.map(departmentOf).join(', ') : text('duty.chain.all')}</span>
    </p>
    <p class="small">${text.of('duty.on', on, on)}</p>
    <ol>
      ${levels.map(
        ({ afterMinutes, position, department }) => html`<li>
          <span class="after">${afterMinutes === 0 ? text('duty.at-once') : `+ ${format.span(afterMinutes * MINUTE)}`}</span>
          <span>
            <b>${text.of('duty.position', position, position)}</b><br />
            <span class="soft small">${department === undefined ? text('duty.own') : departmentOf(department)}</span>
          </span>
        </li>`,
      )}
    </ol>
    <p class="soft small">${repeatMinutes === undefined ? text('duty.once') : text('duty.again', { span: format.span(repeatMinutes * MINUTE) })}</p>
    <button @click=${() => route.patch({ edit: `escalations:${id}` })}>${text('duty.open')}</button>
  </section>`
}

import { html, nothing, type TemplateResult } from 'lit'
import {
  type Contact,
  type DutyItem,
  type DutyList,
  type DutyVersion,
  POSITIONS,
  type Roster,
  type Target,
} from '../../../domain/duty.ts'
import { nameIn } from '../../../domain/label.ts'
import { rankOf } from '../../../domain/severity.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import type { Desk } from '../desk.ts'
import { inOrder } from './now-view.ts'

const SECOND = 1000

/** What the duty is made of: targets, rosters, and people. */
export function planView(
  desk: Desk,
  versions: Partial<Record<DutyList, readonly DutyVersion[]>>,
  department: string,
): TemplateResult {
  const { text, format, city, settings } = desk
  const name = (id: string | undefined) =>
    id === undefined ? text('duty.departments') : city.label('departments', id, settings.language)
  const isShown = ({ department: of }: { readonly department?: string }) =>
    department === '' || of === undefined || of === department
  const itemsOf = <T extends DutyItem>(list: DutyList) => (versions[list] ?? []).map(({ item }) => item as T)
  const targets = itemsOf<Target>('targets').sort((a, b) => rankOf(b.severity) - rankOf(a.severity))
  const time = (seconds: number | undefined) => (seconds === undefined ? '–' : format.span(seconds * SECOND))
  return html`
    ${block(desk, 'targets', {
      all: targets.filter(isShown),
      title: ({ severity, department: of }) =>
        html`${severityMark(severity)} ${text.of('severity', severity, severity)} · ${name(of)}`,
      more: ({ ackSeconds, respondSeconds }) =>
        text('duty.target', { ack: time(ackSeconds), respond: time(respondSeconds) }),
    })}
    ${block(desk, 'rosters', {
      all: inOrder(
        desk,
        itemsOf<Roster>('rosters')
          .filter(isShown)
          .toSorted((a, b) => POSITIONS.indexOf(a.position) - POSITIONS.indexOf(b.position)),
        (one) => one.department,
      ),
      title: ({ label }) => html`${nameIn(settings.language, label)}`,
      more: ({ shifts }) =>
        shifts.map(({ label, from, to }) => `${nameIn(settings.language, label)} ${from}–${to}`).join(', '),
    })}
    ${
      !desk.may('duty.contacts')
        ? nothing
        : block(desk, 'contacts', {
            all: inOrder(desk, itemsOf<Contact>('contacts').filter(isShown), (one) => one.department),
            title: ({ name: of }) => html`${nameIn(settings.language, of)}`,
            more: ({ department: of, addresses = [] }) =>
              [name(of), ...addresses.map(({ channel, address }) => `${channel} ${address}`)].join(' · '),
          })
    }
  `
}

function block<T extends DutyItem>(
  desk: Desk,
  list: DutyList,
  of: { all: readonly T[]; title: (item: T) => TemplateResult; more: (item: T) => string },
): TemplateResult {
  const { text, route } = desk
  return html`<section class="plan" aria-labelledby=${list}>
    <div class="row">
      <h2 id=${list}>${text.of('duty.list', list, list)}</h2>
      ${
        desk.may('duty.write')
          ? html`<button @click=${() => route.patch({ edit: `${list}:+` })} aria-label=${`${text('duty.new')}: ${text.of('duty.list', list, list)}`}>${text('duty.new')}</button>`
          : nothing
      }
    </div>
    ${of.all.length === 0 ? html`<p class="soft">${text('duty.list.none')}</p>` : nothing}
    <ul class="items">
      ${of.all.map(
        (item) => html`<li>
          <button class="plain item" aria-current=${route.param('edit') === `${list}:${item.id}` ? 'true' : nothing} @click=${() => route.patch({ edit: `${list}:${item.id}` })}>
            <b class="row">${of.title(item)}</b>
            <small class="soft">${of.more(item)}</small>
          </button>
        </li>`,
      )}
    </ul>
  </section>`
}

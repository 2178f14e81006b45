import { cityTime, withTimes } from '../text/time.ts'
import { html, nothing, type TemplateResult } from 'lit'
import { POSITIONS } from '../../../domain/duty.ts'
import { nameIn } from '../../../domain/label.ts'
import type { DutyNow, OnDuty, Person } from '../../../domain/on-duty.ts'
import type { Desk } from '../desk.ts'

/** Who is on duty now: a row for each department, a column for each position. */
export function nowView(desk: Desk, { items, gaps }: DutyNow, department: string): TemplateResult {
  const { text, city, settings } = desk
  const shown = items.filter((one) => department === '' || one.department === department)
  const departments = inOrder(desk, shown, (one) => one.department).map((one) => one.department)
  if (items.length === 0) return html`<p class="empty" role="status">${text('duty.none')}</p>`
  return html`
    ${
      gaps.length === 0
        ? nothing
        : html`<section class="gaps" aria-labelledby="gaps">
            <h2 id="gaps">${text('duty.gaps')}</h2>
            <ul>
              ${gaps.map(
                ({ label, from, to }) =>
                  html`<li>${nameIn(settings.language, label)}: ${cityTime(desk, from, 'short')} – ${cityTime(desk, to, 'short')}</li>`,
              )}
            </ul>
          </section>`
    }
    <table class="now">
      <thead>
        <tr>
          <th scope="col">${text('alarm.owner')}</th>
          ${POSITIONS.map((position) => html`<th scope="col">${text.of('duty.position', position, position)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${[...new Set(departments)].map(
          (id) => html`<tr>
            <th scope="row">${city.label('departments', id, settings.language)}</th>
            ${POSITIONS.map((position) => {
              const here = shown.filter((one) => one.department === id && one.position === position)
              return html`<td>${here.length === 0 ? html`<span class="soft">–</span>` : here.map((one) => cell(desk, one))}</td>`
            })}
          </tr>`,
        )}
      </tbody>
    </table>
  `
}

function cell(desk: Desk, { people, isGap, isChanged, until, next, shifts }: OnDuty): TemplateResult {
  const { text, settings } = desk
  const isShown = shifts.length > 0 && people.length > 0
  return html`<div class="cell ${isGap ? 'gap' : ''}">
    <b>${people.length === 0 ? text(isGap ? 'duty.nobody' : 'duty.off') : namesOf(desk, people)}</b>
    ${isChanged ? html`<small class="tag">${text('duty.stands-in')}</small>` : nothing}
    <small class="soft">
      ${withTimes(desk, (time) =>
        [
          ...(isShown ? shifts.map((label) => nameIn(settings.language, label)) : []),
          ...(until === null ? [] : [text('duty.until', { at: time(until, 'short'), who: namesOf(desk, next) })]),
        ].join(' · '),
      )}
    </small>
  </div>`
}

/** In the order in which the city names its departments; what stands in order within one stays so. */
export function inOrder<T>({ city }: Desk, all: readonly T[], departmentOf: (one: T) => string): readonly T[] {
  const ids = (city.facts?.departments ?? []).map(({ id }) => id)
  return all.toSorted((a, b) => ids.indexOf(departmentOf(a)) - ids.indexOf(departmentOf(b)))
}

/** Names one after the other; nobody when there are none. */
export function namesOf(desk: Desk, people: readonly Person[]): string {
  if (people.length === 0) return desk.text('duty.nobody')
  return people.map(({ name }) => nameIn(desk.settings.language, name)).join(', ')
}

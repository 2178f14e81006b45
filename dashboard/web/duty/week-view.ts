import { cityTime } from '../text/time.ts'
import { html, nothing, type TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import type { Duty, DutyVersion, Override } from '../../../domain/duty.ts'
import { nameIn } from '../../../domain/label.ts'
import type { DutyWeek } from '../../../domain/on-duty.ts'
import { makeZone } from '../../../domain/zone.ts'
import type { Desk } from '../desk.ts'
import { inOrder, namesOf } from './now-view.ts'

type Row = DutyWeek['rosters'][number]
type Stretch = Row['stretches'][number]

/** Rosters as bars over some days; a bar can be pressed to swap somebody. */
export function weekView(desk: Desk, { from, to, rosters }: DutyWeek, department: string): TemplateResult {
  const { text, city, settings, format } = desk
  const shown = inOrder(
    desk,
    rosters.filter((one) => department === '' || one.department === department),
    (one) => one.department,
  )
  if (shown.length === 0) return html`<p class="empty" role="status">${text('duty.none')}</p>`
  const zone = makeZone(city.facts?.timeZone ?? 'UTC')
  const weekday = new Intl.DateTimeFormat(settings.language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: zone.name,
    weekday: 'short',
  })
  const first = zone.dayOf(from)
  const days = Array.from({ length: zone.dayOf(to - 1) - first + 1 }, (_, i) => zone.at(first + i, 0))
  const share = (at: number) => `${((at - from) / (to - from)) * 100}%`
  const now = city.now()
  const isNow = now >= from && now < to
  return html`<div class="week">
    <div class="line days" aria-hidden="true">
      <span></span>
      <div class="track">
        ${days.map(
          (at) =>
            html`<span class="day" ${placed({ left: share(at) })}>${format.short(at).slice(0, 5)} ${weekday.format(at)}</span>`,
        )}
      </div>
    </div>
    ${shown.map(
      (row) => html`<div class="line">
        <h3>${nameIn(settings.language, row.label)}</h3>
        <ol class="track">
          ${days.map((at) => html`<li class="rule" aria-hidden="true" ${placed({ left: share(at) })}></li>`)}
          ${isNow ? html`<li class="at" aria-hidden="true" ${placed({ left: share(now) })}></li>` : nothing}
          ${merged(row.stretches).map((stretch) => bar(desk, row, { stretch, share, now }))}
        </ol>
      </div>`,
    )}
  </div>`
}

function bar(
  desk: Desk,
  row: Row,
  of: { stretch: Stretch; share: (at: number) => string; now: number },
): TemplateResult | typeof nothing {
  const { text, format, route } = desk
  const { stretch, share, now } = of
  const { from, to, people, isGap, overrides } = stretch
  if (people.length === 0 && !isGap) return nothing
  const names = namesOf(desk, people)
  const words = `${names}, ${format.short(from)} – ${format.short(to)}${overrides.length > 0 ? `, ${text('duty.stands-in')}` : ''}`
  const edges = { left: share(from), right: `calc(100% - ${share(to)})` }
  const open = () =>
    route.patch({ edit: 'overrides:+', roster: row.roster, from: `${from}`, to: `${to}`, off: people[0]?.id ?? null })
  return html`<li class="bar-of ${isGap ? 'gap' : ''} ${overrides.length > 0 ? 'changed' : ''} ${from <= now && now < to ? 'on-now' : ''}" ${placed(edges)}>
    <button title="${words} · ${format.utc(from)} – ${format.utc(to)}" aria-label=${words} ?disabled=${!desk.may('duty.override')} @click=${open}>${names}</button>
  </li>`
}

/** Where it stands in its track: set from code, for the page allows no style in its text. */
function placed(edges: { readonly left: string; readonly right?: string }) {
  return ref((element) => {
    if (element instanceof HTMLElement) Object.assign(element.style, edges)
  })
}

/** Whoever goes on is one bar. */
function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const all: Stretch[] = []
  for (const stretch of stretches) {
    const before = all.at(-1)
    const isSame =
      before?.people.map(({ id }) => id).join() === stretch.people.map(({ id }) => id).join() &&
      before.isGap === stretch.isGap &&
      before.overrides.join() === stretch.overrides.join()
    if (before && isSame) all[all.length - 1] = { ...before, to: stretch.to }
    else all.push(stretch)
  }
  return all
}

/** Swaps that are not over. */
export function swapsView(
  desk: Desk,
  versions: readonly DutyVersion[],
  plan: Pick<Duty, 'contacts' | 'rosters'>,
): TemplateResult {
  const { text, route, settings, city } = desk
  const now = city.now()
  const coming = versions.filter(({ item }) => (item as Override).to > now)
  const nameOf = (id: string | undefined) => {
    if (id === undefined) return text('duty.nobody')
    const contact = plan.contacts.find((one) => one.id === id)
    return contact ? nameIn(settings.language, contact.name) : id
  }
  return html`<section class="swaps" aria-labelledby="swaps">
    <h2 id="swaps">${text('duty.swaps')}</h2>
    ${
      !desk.may('duty.override')
        ? nothing
        : html`<button @click=${() => route.patch({ edit: 'overrides:+' })}>${text('duty.swap.new')}</button>`
    }
    ${coming.length === 0 ? html`<p class="soft">${text('duty.swaps.none')}</p>` : nothing}
    <ul class="items">
      ${coming.map(({ id, item, by, why }) => {
        const { roster, from, to, off, on } = item as Override
        const label = plan.rosters.find((one) => one.id === roster)?.label
        return html`<li>
          <button class="plain item" aria-current=${route.param('edit') === `overrides:${id}` ? 'true' : nothing} @click=${() => route.patch({ edit: `overrides:${id}` })}>
            <b>${label ? nameIn(settings.language, label) : roster}: ${nameOf(off)} → ${nameOf(on)}</b>
            <small class="soft">${cityTime(desk, from, 'short')} – ${cityTime(desk, to, 'short')} · ${by}: ${why}</small>
          </button>
        </li>`
      })}
    </ul>
  </section>`
}

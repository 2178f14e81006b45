import { css, html, nothing, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import { type Flood, WHOLE_CITY } from '../../../domain/flood.ts'
import { nameIn } from '../../../domain/label.ts'
import { GATEWAYS, MONITOR } from '../../../domain/trouble.ts'
import { WORST_FIRST } from '../alarms/order.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { placeOf } from '../alarms/words.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { largest, redAndWaiting, waitingIn } from './flood-summary.ts'
import { textWithTimes } from '../text/time.ts'

const MOST_RED = 3
/** Under this is kept when the flood began whose summary was unfolded on a phone. */
const UNFOLDED = 'flood.unfolded'

/** During a flood of alarms: how many there are of what, and which are new and red, instead of each for itself. */
export class FloodBar extends DeskElement {
  static override styles = [
    controls,
    markStyles,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.2rem 1.4rem;
        padding: 0.4rem 0.8rem;
        background: var(--panel);
        border-bottom: 1px solid var(--line-strong);
        border-left: 0.5rem solid var(--warn);
      }
      .mark {
        width: 1.25rem;
        height: 1.25rem;
      }
      .part {
        display: inline-flex;
        align-items: center;
        gap: 0.3rem;
      }
      .red-list {
        gap: 0.2rem 0.6rem;
      }
      button {
        min-height: 1.7rem;
      }
      .brief {
        display: none;
      }
      /* A phone has room for one line, and for the rest when it is asked for; none beside an alarm that is open. */
      @media (max-width: 48rem) {
        section {
          padding: 0 0.2rem 0 0.5rem;
          max-height: 60dvh;
          overflow-y: auto;
        }
        section.covered,
        section:not(.unfolded) > :not(.brief) {
          display: none;
        }
        .brief {
          display: flex;
          align-items: center;
          gap: 0.8rem;
          flex: 1 1 100%;
          min-width: 0;
          white-space: nowrap;
        }
        .brief b {
          overflow: hidden;
          text-overflow: ellipsis;
        }
        .fold {
          margin-left: auto;
          min-width: 44px;
        }
        button {
          min-height: 44px;
        }
      }
    `,
  ]

  protected readonly follows = ['alarms', 'route'] as const

  override render(): TemplateResult | typeof nothing {
    const { text, city, route } = this.desk
    const [first] = city.floods
    if (first === undefined) return nothing
    const looks = `${this.#isUnfolded(first) ? 'unfolded' : ''} ${route.param('alarm') === null ? '' : 'covered'}`
    return html`<section class=${looks} aria-label=${text('flood.label')}>
      ${this.#brief(first)}
      ${city.floods.map((flood) => (flood === first ? this.#summary(flood) : this.#line(flood)))}
    </section>`
  }

  /** What there is in one line, with what unfolds the rest. */
  #brief(flood: Flood): TemplateResult {
    const { text, format } = this.desk
    const alarms = this.#alarmsOf(flood)
    const waiting = format.number(waitingIn(alarms), 0)
    const red = redAndWaiting(alarms).length
    const isUnfolded = this.#isUnfolded(flood)
    return html`<div class="brief">
      <b>${flood.scope === WHOLE_CITY ? text('flood.brief') : this.#scopeName(flood.scope)}</b>
      <span>${text('flood.wait', { waiting })}</span>
      ${red === 0 ? nothing : html`<span class="part">${severityMark('red', true)}<span class="hidden-visually">${text('flood.red')}</span> <b>${red}</b></span>`}
      <button
        class="plain fold"
        aria-expanded=${isUnfolded}
        aria-label=${text('flood.unfold')}
        @click=${() => this.#fold(isUnfolded ? null : flood)}
      >${isUnfolded ? '▴' : '▾'}</button>
    </div>`
  }

  /** Remembered for as long as the flood lasts: the next one has another beginning. */
  #isUnfolded({ from }: Flood): boolean {
    return this.desk.settings.kept(UNFOLDED) === String(from)
  }

  #fold(unfolded: Flood | null): void {
    this.desk.settings.keep(UNFOLDED, unfolded === null ? null : String(unfolded.from))
    this.requestUpdate()
  }

  #alarmsOf({ scope }: Flood): readonly Alarm[] {
    return [...this.desk.city.alarms.values()].filter(({ owner }) => scope === WHOLE_CITY || owner === scope)
  }

  #scopeName(scope: string): string {
    const { text, city } = this.desk
    return scope === MONITOR ? text('alarm.monitor') : city.label('departments', scope, this.language)
  }

  #title({ scope, from }: Flood): readonly (string | TemplateResult)[] {
    const [times, how] = [{ at: from }, 'time'] as const
    if (scope === WHOLE_CITY) return textWithTimes(this.desk, 'flood.title', { times, how })
    return textWithTimes(this.desk, 'flood.of', { times, how, values: { scope: this.#scopeName(scope) } })
  }

  #summary(flood: Flood): TemplateResult {
    const { text, route, format } = this.desk
    const alarms = this.#alarmsOf(flood)
    const waiting = waitingIn(alarms)
    const red = redAndWaiting(alarms)
    const counts = { count: format.number(flood.count, 0), peak: flood.peak, waiting: format.number(waiting, 0) }
    return html`
      <b>${this.#title(flood)}</b>
      <span>${text('flood.counts', counts)}</span>
      <span class="row">
        ${WORST_FIRST.filter((severity) => flood.bySeverity[severity]).map(
          (severity) =>
            html`<span class="part">${severityMark(severity)}<span class="hidden-visually">${text.of('severity', severity, severity)}</span> ${flood.bySeverity[severity]}</span>`,
        )}
      </span>
      <span class="detail">${text('flood.districts')}: ${this.#parts(flood.byDistrict, (id) => this.#district(id))}</span>
      <span class="detail">${text('flood.kinds')}: ${this.#parts(flood.byKind, (id) => this.#kind(id))}</span>
      <span class="row red-list">
        ${
          red.length === 0
            ? text('flood.red.none')
            : html`${text('flood.red')}: ${red
                .slice(0, MOST_RED)
                .map(
                  (alarm) =>
                    html`<button @click=${() => route.go('/alarms', { alarm: alarm.id })}>${this.name(alarm.label)} · ${placeOf(this.desk, alarm)}</button>`,
                )}
              ${red.length > MOST_RED ? html`<button class="plain" @click=${() => route.go('/alarms', { severity: 'red', state: 'unacknowledged' })}>${text('flood.more', { count: red.length - MOST_RED })}</button>` : nothing}`
        }
        <button class="plain" @click=${() => route.go('/alarms', { state: 'unacknowledged,returned' })}>${text('flood.waiting')}</button>
      </span>
      ${flood.scope === WHOLE_CITY ? html`<span class="soft small detail">${text('flood.calm')}</span>` : nothing}
    `
  }

  /** A department's own, beside the city's. */
  #line(flood: Flood): TemplateResult {
    const { text, format } = this.desk
    return html`<span class="soft detail">${this.#title(flood)} · ${text('flood.calls', { count: format.number(flood.count, 0) })}</span>`
  }

  #parts(tally: Readonly<Record<string, number>>, nameOf: (id: string) => string): string {
    const { parts, others } = largest(tally)
    const words = parts.map(([id, count]) => `${nameOf(id)} ${count}`)
    const separator = this.language === 'zh' ? '，' : ', '
    return [...words, ...(others > 0 ? [this.desk.text('flood.more', { count: others })] : [])].join(separator)
  }

  #district(id: string): string {
    return id === MONITOR ? this.desk.text('alarm.monitor') : this.desk.city.label('districts', id, this.language)
  }

  #kind(id: string): string {
    if (id === MONITOR) return this.desk.text('alarm.monitor')
    if (id === GATEWAYS) return this.desk.text('alarm.gateways')
    const kind = this.desk.city.kind(id)
    return kind === undefined ? id : nameIn(this.language, kind.label)
  }
}

customElements.define('flood-bar', FloodBar)

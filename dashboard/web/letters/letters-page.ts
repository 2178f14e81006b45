import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { DeadLetterGroup, DeadLetterSummary } from '../../../domain/dead-letter.ts'
import { OPEN_STATES } from '../../../domain/dead-letter.ts'
import { visibleWord } from '../../../domain/visible.ts'
import type { DeadLetter } from '../../../domain/wire.ts'
import { ApiFailure } from '../api.ts'
import { faultText } from '../fault-text.ts'
import { cityTime, textWithTimes } from '../text/time.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { type LetterCalls, letterCalls, type LetterQuery } from './calls.ts'
import { filterBar, GROUP, STATES, type StateChoice, type WindowChoice, WINDOWS } from './filter-bar.ts'
import './group-actions.ts'
import './letter-detail.ts'
import { listenToRows } from './row-keys.ts'
import { pageStyles } from './page-style.ts'

const REFRESH_MS = 10_000
/** The dead letters: causes first, then the letters of one, then one with its bytes. All of it stands in the address. */
export class LettersPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    summary: { state: true },
    letters: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, pageStyles]

  declare summary: DeadLetterSummary | null
  declare letters: readonly DeadLetter[] | null
  declare fault: string | null
  protected readonly follows = ['route', 'connection'] as const
  #asked = ''
  #timer: ReturnType<typeof setInterval> | undefined
  #stopKeys: (() => void) | undefined

  constructor() {
    super()
    this.summary = null
    this.letters = null
    this.fault = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timer = setInterval(() => this.#load(), REFRESH_MS)
    this.#stopKeys = listenToRows(
      () => this.renderRoot,
      () => this.#up(),
    )
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
    this.#stopKeys?.()
  }

  protected override updated(): void {
    const asked = JSON.stringify([this.#window, this.#state, this.#filter, this.#isGroup])
    if (asked === this.#asked) return
    this.#asked = asked
    this.letters = null
    this.#load()
  }

  get #calls(): LetterCalls {
    return letterCalls(this.desk.api)
  }

  get #window(): WindowChoice {
    const asked = this.desk.route.param('window') ?? ''
    return Object.hasOwn(WINDOWS, asked) ? (asked as WindowChoice) : '24h'
  }

  get #state(): StateChoice {
    return STATES.find((state) => state === this.desk.route.param('state')) ?? 'open'
  }

  /** A group was opened, or every letter of the filter is to be listed. */
  get #isGroup(): boolean {
    return this.desk.route.param('why') !== null
  }

  get #filter(): LetterQuery {
    const { route } = this.desk
    const names = { why: 'reason', vendor: 'vendor', at: 'station', kind: 'kind', field: 'field' } as const
    return Object.fromEntries(
      GROUP.flatMap((param) => {
        const value = route.param(param)
        return value === null || value === '' ? [] : [[names[param], value]]
      }),
    )
  }

  /** What the server is asked for now. */
  get #query(): LetterQuery {
    const state = this.#state
    const states = state === 'open' ? OPEN_STATES : [state]
    return {
      ...this.#filter,
      from: String(Math.floor(this.desk.city.now() - WINDOWS[this.#window])),
      state: state === 'all' ? ['waiting', 'replaying', 'replayed', 'refused-again', 'discarded'] : states,
    }
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const id = Number(this.desk.route.param('letter') ?? Number.NaN)
    return html`
      ${filterBar(this.desk, { window: this.#window, state: this.#state, clear: () => this.#clear() })}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.summary === null ? html`<p class="empty" role="status">${text('loading')}</p>` : this.#body(this.summary, id)}
    `
  }

  #body(summary: DeadLetterSummary, id: number): TemplateResult {
    const { text } = this.desk
    const none = summary.count === 0 && Number.isNaN(id) ? this.#none(summary) : null
    // What was done with a group is told where it was done, also when nothing is left of it.
    if (!this.#isGroup && Number.isNaN(id)) return none ?? this.#groups(summary)
    return html`<div class="split">
      <section class="list" aria-label=${text('letters.list')}>
        <button class="back" @click=${() => this.#clear()}>← ${text('letters.groups')}</button>
        <group-actions
          .desk=${this.desk}
          .query=${this.#query}
          .count=${summary.count}
          .example=${this.letters?.[0] ?? null}
          @done=${() => this.#load()}
        ></group-actions>
        ${this.#list(id)}
      </section>
      ${
        Number.isNaN(id)
          ? (none ?? html`<p class="empty">${text('letters.choose')}</p>`)
          : html`<letter-detail
              .desk=${this.desk}
              .letter=${id}
              .others=${this.letters ?? []}
              @done=${() => this.#load()}
            ></letter-detail>`
      }
    </div>`
  }

  #none({ lastAt }: DeadLetterSummary): TemplateResult {
    const { text, format, city } = this.desk
    const last =
      lastAt === null
        ? text('letters.none.ever')
        : textWithTimes(this.desk, 'letters.none.last', {
            times: { at: lastAt },
            values: { ago: text('ago', { span: format.span(Math.max(0, city.now() - lastAt)) }) },
          })
    const isQuiet = lastAt === null || lastAt < city.now() - WINDOWS[this.#window]
    return html`<p class="empty" role="status">${text(isQuiet ? 'letters.none' : 'letters.none.state')} ${last}</p>`
  }

  #groups({ groups, count, isWhole }: DeadLetterSummary): TemplateResult {
    const { text, format } = this.desk
    return html`<div class="groups">
      <p class="soft small" role="status">
        ${text('letters.count', { count, groups: groups.length })} ${isWhole ? nothing : text('letters.count.newest')}
      </p>
      <table>
        <thead>
          <tr>
            ${(
              [
                'letters.column.count',
                'letters.reason',
                'letters.column.whose',
                'letters.column.value',
                'letters.column.newest',
              ] as const
            ).map((key) => html`<th scope="col">${text(key)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${groups.map(
            (group) => html`<tr @click=${() => this.#openGroup(group)}>
              <td class="number">${format.number(group.count, 0)}</td>
              <td>
                <button class="plain" data-row @click=${(event: Event) => this.#click(event, group)}>
                  ${text.of('letters.reason', group.reason, group.reason)}
                </button>
              </td>
              <td>${this.#whose(group)}</td>
              <td><code>${visibleWord(group.field ?? '')}</code></td>
              <td>${cityTime(this.desk, group.lastAt, 'short')}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`
  }

  #whose({ vendor, station, kind, stations }: DeadLetterGroup): string {
    const { text } = this.desk
    const facts = this.desk.city.kind(kind ?? '')
    const of =
      vendor === null
        ? (station ?? text('letters.nobody'))
        : text('letters.of.vendor', { vendor: visibleWord(vendor), stations })
    return facts === undefined ? of : `${of} · ${this.name(facts.label)}`
  }

  #list(id: number): TemplateResult {
    const { text } = this.desk
    if (this.letters === null) return html`<p class="soft">${text('loading')}</p>`
    return html`<ol>
      ${this.letters.map(
        (letter) => html`<li>
          <button
            class="plain letter"
            data-row
            aria-current=${letter.id === id ? 'true' : nothing}
            @click=${() => this.desk.route.patch({ letter: String(letter.id) })}
          >
            ${cityTime(this.desk, letter.receivedAt, 'short')}
            <span>${visibleWord(letter.station ?? letter.topic)}</span>
            <span class="soft small">${text.of('letters.state', letter.state, letter.state)}</span>
          </button>
        </li>`,
      )}
    </ol>`
  }

  /** The row would hear it a second time. */
  #click(event: Event, group: DeadLetterGroup): void {
    event.stopPropagation()
    this.#openGroup(group)
  }

  #openGroup({ reason, vendor, station, kind, field, example }: DeadLetterGroup): void {
    this.desk.route.patch({ why: reason, vendor, at: station, kind, field, letter: String(example) })
  }

  #clear(): void {
    this.desk.route.patch({ ...Object.fromEntries(GROUP.map((name) => [name, null])), letter: null, map: null })
  }

  /** One level up: from the letter to its group, from the group to all. */
  #up(): boolean {
    const { route } = this.desk
    if (route.param('map') !== null) route.patch({ map: null })
    else if (route.param('letter') !== null || this.#isGroup) this.#clear()
    else return false
    return true
  }

  #load(): void {
    if (this.desk === undefined || document.hidden) return
    const asked = this.#asked
    const query = this.#query
    const list = this.#isGroup || this.desk.route.param('letter') !== null ? this.#calls.list(query) : null
    Promise.all([this.#calls.summary(query), list]).then(
      ([summary, letters]) => {
        if (asked !== this.#asked) return
        this.summary = summary
        this.letters = letters
        this.fault = null
      },
      (error: unknown) => {
        if (!(error instanceof ApiFailure)) throw error
        this.fault = faultText(this.desk.text, error)
      },
    )
  }
}

customElements.define('letters-page', LettersPage)

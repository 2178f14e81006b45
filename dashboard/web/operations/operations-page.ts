import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Operations, OperationsHistory } from '../../../domain/operations.ts'
import { PRIORITIES } from '../../../domain/priority.ts'
import { UNSAFE, type UnsafeSetting } from '../../../domain/unsafe.ts'
import { visibleWord } from '../../../domain/visible.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import { byUrgency } from '../alarms/order.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { cityTime, textWithTimes } from '../text/time.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { operationsHistory, operationsNow, unsafeSettings } from './calls.ts'
import './limit-bar.ts'
import { pageStyles } from './operations-style.ts'
import { createCursor } from '../chart/cursor.ts'
import './past-chart.ts'
import { bytesText } from './words.ts'

const EVERY_MS = 1_000
const PAST_EVERY_MS = 10_000
/** From here on a person notices. */
const LATE_MS = 500
/** Of the disk that is free. */
const SCARCE = 0.05

/** How the monitor itself does; what is normal is grey. */
export class OperationsPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    now: { state: true },
    past: { state: true },
    fault: { state: true },
    unsafe: { state: true },
  }

  static override styles = [controls, markStyles, pageStyles()]

  declare now: Operations | null
  declare past: OperationsHistory['points']
  declare fault: string | null
  declare unsafe: readonly UnsafeSetting[]
  protected readonly follows = ['alarms', 'connection'] as const
  #timer: ReturnType<typeof setTimeout> | undefined
  #pastAt = Number.NEGATIVE_INFINITY
  #everySeconds = 10
  readonly #cursor = createCursor()

  constructor() {
    super()
    this.now = null
    this.past = []
    this.fault = null
    this.unsafe = []
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timer = setTimeout(() => void this.#ask())
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const { now } = this
    const fault =
      this.fault === null
        ? nothing
        : html`<p class="fault" role="alert">
            ${this.fault} ${now === null ? nothing : textWithTimes(this.desk, 'ops.asat', { times: { at: now.at }, how: 'time' })}
            <button @click=${() => void this.#ask()}>${text('do.again')}</button>
          </p>`
    if (now === null)
      return html`${fault}${this.fault === null ? html`<p class="empty" role="status">${text('loading')}</p>` : nothing}`
    return html`${fault}
      <div class="grid">
        ${this.#ingest(now)} ${this.#alarms()} ${this.#rates(now)} ${this.#counts(now)} ${this.#line(now)} ${this.#machine(now)} ${this.#unsafe()}
      </div>`
  }

  #ingest({ at, ingest, journal, door }: Operations): TemplateResult {
    const { text, format } = this.desk
    const isNormal = ingest.band === 'normal'
    const size = (bytes: number) => bytesText(format, bytes)
    return html`<section class="wide" aria-labelledby="ingest">
      <header class="row">
        <h1 id="ingest">${text('ops.title')}</h1>
        <strong class=${isNormal ? 'band' : 'band off'} role="status">${text.of('ops.band', ingest.band, ingest.band)}</strong>
        <span class="soft">${text('ops.since', { span: format.span(at - ingest.bandSince) })}</span>
      </header>
      <p>${text.of('ops.means', ingest.band, '')}</p>
      <p class="figure"><b>${format.number(ingest.fill * 100, 0)} %</b> <span class="soft">${text.of('ops.cause', ingest.cause, '')}</span></p>
      <limit-bar .desk=${this.desk} .ingest=${ingest}></limit-bar>
      <dl>
        ${this.#fact('ops.journal', text('ops.of', { part: size(journal.bytes), whole: size(journal.boundBytes) }), journal.boundBytes < journal.limitBytes ? text('ops.disk.bound', { limit: size(journal.limitBytes) }) : '')}
        ${this.#fact('ops.waiting', format.number(journal.waiting, 0))}
        ${this.#fact('ops.held', format.number(door?.held ?? 0, 0), '', (door?.held ?? 0) > 0)}
      </dl>
    </section>`
  }

  /** How the city is set up unsafely; nothing for who may not see it. */
  #unsafe(): TemplateResult | typeof nothing {
    const { text } = this.desk
    if (this.unsafe.length === 0) return nothing
    return html`<section class="wide" aria-labelledby="unsafe">
      <h2 id="unsafe">${text('ops.unsafe')}</h2>
      <ul>
        ${this.unsafe.map(
          ({ id, detail }) => html`<li>
            <b>${this.name(UNSAFE[id].label)}</b> <code>${visibleWord(detail)}</code>
            <span class="soft">${this.name(UNSAFE[id].remedy)}</span>
          </li>`,
        )}
      </ul>
    </section>`
  }

  #alarms(): TemplateResult {
    const { text, city, route } = this.desk
    const open = [...city.alarms.values()].filter(({ kind, state }) => kind === MONITOR && state !== 'normal')
    return html`<section aria-labelledby="troubles">
      <h2 id="troubles">${text('ops.troubles')}</h2>
      ${
        open.length === 0
          ? html`<p class="soft">${text('ops.troubles.none')}</p>`
          : html`<ul class="troubles">
              ${open.toSorted(byUrgency).map(
                (alarm) =>
                  html`<li>
                    <button class="plain" @click=${() => route.go('/alarms', { alarm: alarm.id })}>
                      ${severityMark(alarm.severity, alarm.state === 'unacknowledged')}
                      <span><b>${this.name(alarm.label)}</b><br /><span class="soft small">${text.of('state', alarm.state, alarm.state)} · ${cityTime(this.desk, alarm.raisedAt, 'short')}</span></span>
                    </button>
                  </li>`,
              )}
            </ul>`
      }
    </section>`
  }

  #rates({ at, rates, ingest }: Operations): TemplateResult {
    const { text } = this.desk
    const chart = (
      label: string,
      unit: string,
      of: readonly { at: number; value: number }[],
      current: number,
      most?: number,
    ) =>
      html`<past-chart .desk=${this.desk} .label=${label} .unit=${unit} .points=${of} .current=${current} .at=${at} .most=${most} .everySeconds=${this.#everySeconds} .cursor=${this.#cursor}></past-chart>`
    const points = (read: (point: OperationsHistory['points'][number]) => number) =>
      this.past.map((point) => ({ at: point.at, value: read(point) }))
    return html`<section class="wide" aria-labelledby="rates">
      <h2 id="rates">${text('ops.rates')}</h2>
      <div class="charts">
        ${chart(
          text('ops.rate.messages'),
          text('ops.per.second'),
          points((one) => one.messagesPerSecond),
          rates.messagesPerSecond,
        )}
        ${chart(
          text('ops.rate.readings'),
          text('ops.per.second'),
          points((one) => one.readingsPerSecond),
          rates.readingsPerSecond,
        )}
        ${chart(
          text('ops.rate.stored'),
          text('ops.per.second'),
          points((one) => one.storedPerSecond),
          rates.storedPerSecond,
        )}
        ${chart(
          text('ops.fill'),
          '%',
          points((one) => one.fill * 100),
          ingest.fill * 100,
          100,
        )}
      </div>
    </section>`
  }

  #counts({ at, door }: Operations): TemplateResult {
    const { text, format } = this.desk
    if (door === null)
      return html`<section><h2>${text('ops.devices')}</h2><p class="soft">${text('ops.no.door')}</p></section>`
    const rows = [
      ['ops.shed', door.shed],
      ['ops.withheld', door.withheld],
      ['ops.turned.away', door.turnedAway],
    ] as const
    const named = door.bans.map(({ id, until }) => text('ops.ban', { id, span: format.span(until - at) }))
    return html`<section aria-labelledby="devices">
      <h2 id="devices">${text('ops.devices')}</h2>
      <dl>
        ${this.#fact('ops.sessions', format.number(door.sessions, 0))}
        ${this.#fact('ops.accepted', format.number(door.accepted, 0))}
        ${this.#fact('ops.slowed', format.number(door.slowed, 0), text('ops.slowed.why'))}
        ${this.#fact('ops.refused', format.number(door.refused, 0))}
        ${this.#fact('ops.banned', format.number(door.bansNow, 0), named.length > 0 ? named.join(text('ops.comma')) : text('ops.banned.total', { count: door.banned }), door.bansNow > 0)}
      </dl>
      <table>
        <caption class="soft small">${text('ops.by.priority')}</caption>
        <thead>
          <tr><th></th>${PRIORITIES.map((one) => html`<th scope="col">${text.of('ops.priority', one, one)}</th>`)}</tr>
        </thead>
        <tbody>
          ${rows.map(
            ([label, counts]) =>
              html`<tr><th scope="row">${text(label)}</th>${PRIORITIES.map((one) => html`<td>${format.number(counts[one], 0)}</td>`)}</tr>`,
          )}
        </tbody>
      </table>
    </section>`
  }

  #line({ line, journal }: Operations): TemplateResult {
    const { text, format } = this.desk
    return html`<section aria-labelledby="line">
      <h2 id="line">${text('ops.line')}</h2>
      <dl>
        ${this.#fact('ops.lag', format.span(line.lagSeconds * 1000), '', line.lagSeconds >= 10)}
        ${this.#fact('ops.store', text(line.isStoreBehind ? 'ops.store.behind' : 'ops.store.level'), '', line.isStoreBehind)}
        ${this.#fact('ops.unstored', format.number(line.unstored, 0))}
        ${this.#fact('ops.backlog', format.number(journal.backlog, 0))}
        ${this.#fact('ops.readings', format.number(line.readings, 0))}
        ${this.#fact('ops.set.aside', format.number(line.refused, 0))}
      </dl>
    </section>`
  }

  #machine({ at, startedAt, version, process, disk }: Operations): TemplateResult {
    const { text, format } = this.desk
    const size = (bytes: number) => bytesText(format, bytes)
    const lag = `${format.number(process.loopLagMs, 0)} ms`
    return html`<section aria-labelledby="machine">
      <h2 id="machine">${text('ops.machine')}</h2>
      <dl>
        ${this.#fact('ops.loop', lag, '', process.loopLagMs >= LATE_MS)}
        ${this.#fact('ops.memory', size(process.rssBytes), text('ops.heap', { size: size(process.heapBytes) }))}
        ${
          disk === null
            ? this.#fact('ops.disk', '–', text('ops.disk.unknown'))
            : this.#fact(
                'ops.disk',
                text('ops.of', { part: size(disk.freeBytes), whole: size(disk.totalBytes) }),
                '',
                disk.freeBytes < disk.totalBytes * SCARCE,
              )
        }
        ${this.#fact('ops.uptime', format.span(at - startedAt), cityTime(this.desk, startedAt))}
        ${this.#fact('ops.version', version)}
      </dl>
    </section>`
  }

  #fact(
    label: Parameters<typeof this.desk.text>[0],
    value: string,
    note: string | TemplateResult = '',
    isOff = false,
  ): TemplateResult {
    return html`<div class=${isOff ? 'off' : ''}><dt>${this.desk.text(label)}</dt><dd><b>${value}</b>${note === '' ? nothing : html` <span class="soft small">${note}</span>`}</dd></div>`
  }

  /** At most once a second, one question at a time, and none while nobody looks. */
  async #ask(): Promise<void> {
    clearTimeout(this.#timer)
    if (!document.hidden) await this.#load()
    if (this.isConnected) this.#timer = setTimeout(() => void this.#ask(), EVERY_MS)
  }

  async #load(): Promise<void> {
    try {
      const { api } = this.desk
      // Once: it does not change while somebody looks, and who may not see it is not to be turned away again and again.
      if (this.now === null) this.unsafe = await unsafeSettings(api)
      if (performance.now() - this.#pastAt >= PAST_EVERY_MS) {
        const { points, everySeconds } = await operationsHistory(api)
        this.past = points
        this.#everySeconds = everySeconds
        this.#pastAt = performance.now()
      }
      this.now = await operationsNow(api)
      this.fault = null
    } catch (error) {
      this.fault = error instanceof ApiFailure ? faultText(this.desk.text, error) : String(error)
    }
  }
}

customElements.define('operations-page', OperationsPage)

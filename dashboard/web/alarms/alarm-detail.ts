import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Alarm, AlarmEvent, AlarmWithEvents } from '../../../domain/alarm.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import { visibleWord } from '../../../domain/visible.ts'
import { ApiFailure, type AskedStep } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { pageLink } from '../page-link.ts'
import { alarmPlayback } from '../playback/playback-link.ts'
import { detailStyles } from './alarm-detail-style.ts'
import './alarm-duty.ts'
import './alarm-incident.ts'
import { isWaiting } from './order.ts'
import { markStyles, severityMark } from './severity-mark.ts'
import { saidOn } from '../said.ts'
import { goOn, stationPath } from '../stations/address.ts'
import { faultText } from '../fault-text.ts'
import { cityTime, textWithTimes } from '../text/time.ts'
import { keyHint } from '../keys/key-hint.ts'
import { isAllowed } from './take-steps.ts'
import { crossingOf, ownerOf, placeOf } from './words.ts'

const STEPS: readonly AskedStep[] = [
  'ack',
  'comment',
  'assign',
  'respond',
  'shelve',
  'unshelve',
  'out-of-service',
  'return-to-service',
]

/** One alarm: what it is, what to do, who did what; and the steps that its state allows. */
export class AlarmDetail extends DeskElement {
  static override properties: PropertyDeclarations = { alarm: {}, loaded: { state: true }, fault: { state: true } }

  static override styles = [controls, markStyles, detailStyles()]

  /** Id of the alarm. */
  declare alarm: string
  declare loaded: AlarmWithEvents | null
  declare fault: string | null
  protected readonly follows = ['alarms', 'clock', 'connection'] as const
  #asked = ''

  constructor() {
    super()
    this.loaded = null
    this.fault = null
    // Not part of the first load; the element comes alive when it is there.
    void import('../warnings/cap-panel.ts')
  }

  override render(): TemplateResult {
    const { text, city } = this.desk
    const live = city.alarms.get(this.alarm)
    this.#load(live)
    const alarm = live ?? (this.loaded?.id === this.alarm ? this.loaded : undefined)
    return html`
      <header class="row top">
        <h3>${text('alarm.title')}</h3>
        <button class="plain close" @click=${() => this.desk.route.close('alarm')} aria-label=${text('do.close')}>✕</button>
        <button class="back" @click=${() => this.desk.route.close('alarm')}>← ${text('alarm.back')}</button>
      </header>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${alarm === undefined ? this.#absent() : this.#body(alarm)}
    `
  }

  #absent(): TemplateResult {
    const { text } = this.desk
    if (this.fault === null) return html`<p class="soft" role="status">${text('loading')}</p>`
    return html`<p class="row">
      <button @click=${this.#again}>${text('do.again')}</button> ${pageLink(this.desk, text('alarm.none.list'), { path: '/alarms' })}
    </p>`
  }

  #again(): void {
    this.fault = null
    this.#asked = ''
  }

  #body(alarm: Alarm): TemplateResult {
    const { text, format, city } = this.desk
    const crossing = crossingOf(this.desk, alarm)
    return html`
      <div class="head">
        ${severityMark(alarm.severity, isWaiting(alarm))}
        <div>
          <h2>${this.name(alarm.label)}</h2>
          <p class="soft">${text.of('severity', alarm.severity, '')} · ${text.of('state', alarm.state, '')}</p>
        </div>
      </div>
      ${alarm.late ? html`<p class="soft">${text('alarm.late.long')}</p>` : nothing}
      ${alarm.simulated ? html`<p class="exercise">${text('alarm.simulated.long')}</p>` : nothing}
      <dl>
        <dt>${text('alarm.place')}</dt>
        <dd>${this.#place(alarm)}</dd>
        ${alarm.consequence === null ? nothing : html`<dt>${text('alarm.consequence')}</dt><dd>${this.name(alarm.consequence)}</dd>`}
        ${crossing === '' ? nothing : html`<dt>${text('alarm.value')}</dt><dd class="strong">${crossing}</dd>`}
        <dt>${text('alarm.cause')}</dt>
        <dd>${alarm.active || alarm.clearedAt === null ? text('alarm.active') : textWithTimes(this.desk, 'alarm.cleared', { times: { at: alarm.clearedAt } })}</dd>
        <dt>${text('alarm.raised')}</dt>
        <dd>${cityTime(this.desk, alarm.raisedAt)} (${text('ago', { span: format.span(city.shownAt() - alarm.raisedAt) })})${alarm.count > 1 ? html` · ${text('alarm.count', { count: alarm.count })}` : nothing}</dd>
        <dt>${text('alarm.owner')}</dt>
        <dd>${ownerOf(this.desk, alarm)}</dd>
        <dt>${text('alarm.assignee')}</dt>
        <dd>${alarm.assignee ?? text('nobody')}</dd>
        ${alarm.ackedAt === null ? nothing : html`<dt>${text('alarm.acked')}</dt><dd>${alarm.ackedBy} · ${cityTime(this.desk, alarm.ackedAt)}</dd>`}
        ${alarm.shelvedUntil === null ? nothing : html`<dt>${text('alarm.shelved')}</dt><dd>${cityTime(this.desk, alarm.shelvedUntil)}</dd>`}
      </dl>
      <section class="response">
        <h3>${text('alarm.response')}</h3>
        <p>${this.name(alarm.response)}</p>
      </section>
      ${this.#steps(alarm)}
      <alarm-duty .desk=${this.desk} .alarm=${alarm}></alarm-duty>
      <cap-panel .desk=${this.desk} .alarm=${alarm}></cap-panel>
      <alarm-incident .desk=${this.desk} .alarm=${alarm}></alarm-incident>
      <section>
        <header class="row">
          <h3>${text('alarm.log')}</h3>
          ${alarmPlayback(this.desk, alarm)}
        </header>
        <ol class="log">${this.#events(alarm).map((event) => this.#event(event))}</ol>
      </section>
    `
  }

  #steps(alarm: Alarm): TemplateResult {
    const { text, city, readonlyBecause } = this.desk
    const allowed = STEPS.filter((type) => isAllowed(alarm, type, city.now()))
    return html`<div class="row steps" role="group" aria-label=${text('alarm.steps')}>
      ${allowed.map(
        (type) => html`<button
          class=${type === 'ack' ? 'main' : ''}
          ?disabled=${readonlyBecause !== null}
          title=${readonlyBecause ?? nothing}
          @click=${() => this.dispatchEvent(new CustomEvent<AskedStep>('step', { detail: type, bubbles: true, composed: true }))}
        >
          ${text.of('step', type, type)} ${keyHint(this.desk, type)}
        </button>`,
      )}
      ${readonlyBecause === null ? nothing : html`<p class="small">${readonlyBecause}</p>`}
    </div>`
  }

  #place(alarm: Alarm): TemplateResult {
    const { route, city } = this.desk
    if (alarm.kind === MONITOR) return html`${placeOf(this.desk, alarm)}`
    const district = city.label('districts', alarm.district, this.language)
    return html`<button class="link" @click=${() => route.patch({ station: alarm.station, alarm: null })}>
        ${placeOf(this.desk, alarm)}
      </button>
      · ${district} · <a href=${stationPath(alarm.station)} @click=${(event: MouseEvent) => goOn(event, () => route.go(stationPath(alarm.station)))}>${this.desk.text('station.page')}</a>`
  }

  #event(event: AlarmEvent): TemplateResult {
    const { text } = this.desk
    const who = event.by === 'system' ? text('system') : event.by
    const said = saidOn(this.desk, event)
    return html`<li>
      ${cityTime(this.desk, event.recordedAt)}
      <span><b>${text.of('event', event.type, event.type)}</b> · ${who}${said.length === 0 ? nothing : html`<br />${said}`}</span>
      <span class="soft small">#${event.seq}</span>
    </li>`
  }

  #events(alarm: Alarm): readonly AlarmEvent[] {
    return this.loaded?.id === alarm.id ? this.loaded.events.toReversed() : []
  }

  /** The log is read once for each new event of the alarm. */
  #load(live: Alarm | undefined): void {
    const ask = `${this.alarm} ${live?.seq ?? ''}`
    if (ask === this.#asked) return
    this.#asked = ask
    const id = this.alarm
    this.desk.api.alarm(id).then(
      (loaded) => {
        if (id !== this.alarm) return
        this.loaded = loaded
        this.fault = null
      },
      (error: unknown) => {
        if (!(error instanceof ApiFailure) || id !== this.alarm) return
        const isNone = error.problem.code === 'not-found'
        this.fault = isNone ? this.desk.text('alarm.none', { id: visibleWord(id) }) : faultText(this.desk.text, error)
      },
    )
  }
}

customElements.define('alarm-detail', AlarmDetail)

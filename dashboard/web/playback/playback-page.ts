import { html, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { type Alarm, type AlarmWithEvents, isAside } from '../../../domain/alarm.ts'
import type { Incident, IncidentWithParts } from '../../../domain/incident.ts'
import { nameIn } from '../../../domain/label.ts'
import type { AlarmList } from '../alarms/alarm-list.ts'
import { isWaiting } from '../alarms/order.ts'
import { unitsOf } from '../alarms/rows.ts'
import { markStyles } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import type { CityMap } from '../map/city-map.ts'
import { pageLink } from '../page-link.ts'
import { isWriting } from '../writing.ts'
import { bannerView, controlsView, type Shared } from './bar-view.ts'
import { historyCalls } from './calls.ts'
import { chartsView } from './charts-view.ts'
import { chooseView } from './choose-view.ts'
import { addressOf, goLive, savePicture, saveTimeline } from './ways-out.ts'
import { faultsOf } from './faults.ts'
import { deedOf, type PlaybackDeed } from './keys.ts'
import { kindsOn } from './kinds-on.ts'
import { playbackStyles } from './page-style.ts'
import { listView } from './past-views.ts'
import './playback-timeline.ts'
import { createPlayer, type Player } from './player.ts'
import { lastHour, LONGEST_MS, type Question, questionOf, type Span, spanParams, startParams } from './question.ts'
import { textWithTimes } from '../text/time.ts'

/** The city as it was, played again: one clock moves map, alarms, incidents and charts. All of it stands in the address. */
export class PlaybackPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    incident: { state: true },
    known: { state: true },
    closed: { state: true },
    fault: { state: true },
    shared: { state: true },
    isBusy: { state: true },
    hasMap: { state: true },
  }

  static override styles = [controls, markStyles, playbackStyles]

  /** The incident that is played, as it ended. */
  declare incident: IncidentWithParts | null
  /** The alarm that is open, with everything that was ever done with it. */
  declare known: AlarmWithEvents | null
  declare closed: readonly Incident[] | null
  declare fault: string | null
  declare shared: Shared | null
  declare isBusy: boolean
  declare hasMap: boolean
  protected readonly follows = ['route', 'connection', 'stations'] as const
  #map = createRef<CityMap>()
  #list = createRef<AlarmList>()
  #player: Player | undefined
  #asked = new Set<string>()
  #seen = new Map<string, number>()

  constructor() {
    super()
    this.incident = null
    this.known = null
    this.closed = null
    this.fault = null
    this.shared = null
    this.isBusy = false
    this.hasMap = true
  }

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('keydown', this.#onKey)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('keydown', this.#onKey)
    this.#player?.stop()
    this.#player = undefined
    this.#asked.clear()
  }

  protected override firstUpdated(): void {
    import('../map/city-map.ts').then(
      () => this.requestUpdate(),
      () => (this.hasMap = false),
    )
  }

  protected override willUpdate(): void {
    super.willUpdate()
    if (!this.isConnected || this.desk.city.facts === null) return
    this.#player ??= createPlayer(this.desk, {
      note: (params) => this.desk.route.patch(params),
      onChange: () => this.requestUpdate(),
    })
    const { incident } = this.#question
    if (incident !== null) this.#once(`incident ${incident}`, () => this.#loadIncident(incident))
    const alarm = this.desk.route.param('alarm')
    if (alarm !== null) this.#once(`alarm ${alarm}`, async () => (this.known = await this.desk.api.alarm(alarm)))
    if (this.#isChoosing) this.#once('closed', () => this.#loadClosed())
  }

  protected override updated(): void {
    const { span, incident } = this.#question
    if (this.isConnected && span === null && this.incident !== null && this.incident.id === incident)
      this.desk.route.patch(startParams(this.incident, this.desk.city.now()))
    // Stations tell how large answers may be, so the first waits for them.
    if (this.desk.city.stations.size > 0 || this.desk.city.link.state === 'live')
      this.#player?.follow(this.#question, kindsOn(this.desk, this.#question, this.incident))
  }

  get #question(): Question {
    // A span that reaches into the future ends when it was first seen, and does not grow.
    const key = this.desk.route.param('to') ?? ''
    const seenAt = this.#seen.get(key) ?? this.desk.city.now()
    this.#seen.set(key, seenAt)
    return questionOf((name) => this.desk.route.param(name), seenAt)
  }

  get #isChoosing(): boolean {
    const { span, incident } = this.#question
    return (span === null && incident === null) || this.desk.route.param('choose') !== null
  }

  override render(): TemplateResult {
    const { text, city, route } = this.desk
    const question = this.#question
    const player = this.#player
    if (this.#isChoosing)
      return chooseView(this.desk, {
        span: question.span ?? lastHour(city.now()),
        closed: this.closed,
        fault: this.fault,
        play: (span) => this.#play(span),
        playIncident: (id) => {
          // It may have gone on since it was played last.
          this.#asked.delete(`incident ${id}`)
          this.incident = null
          route.go('/playback', { incident: id })
        },
      })
    if (question.span === null || player === undefined)
      return html`<p class="notice" role=${this.fault === null ? 'status' : 'alert'}>${this.fault ?? text('loading')}</p>`
    const alarms = this.#alarms(question, player)
    const open = alarms.filter((alarm) => !isAside(alarm.state))
    const units = unitsOf(open, player.past.city.incidents)
    const counts = text('overview.counts', { waiting: units.filter(isWaiting).length, open: units.length })
    return html`<div class="past">
      ${bannerView(this.desk, {
        at: player.shownAt ?? player.clock.at,
        isWaiting: player.isWaiting,
        counts: player.shownAt === null ? '' : counts,
        goLive: () => this.#do('live'),
      })}
      ${this.#controls(question, player)}
      <playback-timeline
        .desk=${this.desk}
        .span=${question.span}
        .at=${player.clock.at}
        .loop=${question.loop}
        .marks=${player.marks}
        @seek=${(event: CustomEvent<number>) => player.seek(event.detail)}
      ></playback-timeline>
      <div>${faultsOf(this.desk, player.film, this.fault).map((fault) => html`<p class="fault" role="alert">${fault}</p>`)}</div>
      ${
        player.shownAt === null
          ? html`<p class="notice" role="status">${textWithTimes(this.desk, 'playback.first', { times: { at: player.clock.at } })}</p>`
          : html`<div class="body">
              <div class="left">${this.#mapView(player)} ${chartsView(this.desk, { question, incident: this.incident, past: player.city })}</div>
              <div class="right">${listView(player.past, {
                question,
                alarms,
                known: this.known,
                list: this.#list,
              })}</div>
            </div>`
      }
    </div>`
  }

  #controls(question: Question, player: Player): TemplateResult {
    const { route, city } = this.desk
    const span = question.span ?? lastHour(city.now())
    const report = { ...spanParams(span), ...(question.incident === null ? {} : { incident: question.incident }) }
    return controlsView(this.desk, {
      clock: player.clock,
      question,
      shared: this.shared,
      isBusy: this.isBusy,
      report: pageLink(this.desk, this.desk.text('playback.report'), { path: '/report', params: report }),
      do: (deed) => this.#do(deed),
      speed: (speed) => route.patch({ speed: String(speed) }),
      show: (what) => {
        // That address shows something else.
        this.shared = null
        route.patch({ show: what === 'city' ? what : null })
      },
      share: () => (this.shared = { at: player.clock.at, address: addressOf(this.desk, player.clock.at) }),
      csv: () => void this.#csv(span),
      png: () => void this.#png(question, player),
      choose: () => route.patch({ choose: '1' }),
    })
  }

  #mapView({ past, city }: Player): TemplateResult {
    const around = this.#question.show === 'incident' ? this.#stations : null
    if (!this.hasMap) return html`<p class="notice">${this.desk.text('incident.nomap')}</p>`
    if (around?.length === 0) return html`<p class="notice">${this.desk.text('incident.nowhere')}</p>`
    return html`<city-map ${ref(this.#map)} .desk=${past} .picture=${city} .around=${around} @no-map=${() => (this.hasMap = false)}></city-map>`
  }

  #alarms({ show, incident }: Question, { city }: Player): readonly Alarm[] {
    const all = [...city.alarms.values()]
    return show === 'incident' ? all.filter((alarm) => alarm.incident === incident) : all
  }

  get #stations(): readonly string[] {
    return [...new Set((this.incident?.alarms ?? []).map(({ station }) => station))]
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !this.desk.keys.isOn) return
    if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event) || this.#isChoosing) return
    const [target] = event.composedPath()
    if (event.key === ' ' && target instanceof HTMLElement && target.closest('button, a, summary') !== null) return
    const deed = deedOf(event)
    if (deed === undefined) return
    event.preventDefault()
    this.#do(deed)
  }

  #do(deed: PlaybackDeed): void {
    const { route } = this.desk
    const past = this.#player?.past
    if (deed === 'live') goLive(this.desk, this.#question.incident)
    else if (deed === 'down') this.#list.value?.move(1)
    else if (deed === 'up') this.#list.value?.move(-1)
    else if (deed !== 'open') this.#player?.do(deed)
    else if (past?.picked != null) route.patch({ alarm: past.picked })
  }

  #play({ from, to }: Span): void {
    const { text, route, city } = this.desk
    const end = Math.min(to, city.now())
    this.fault = !(from < end)
      ? text('playback.choose.wrong')
      : end - from > LONGEST_MS
        ? text('playback.choose.long')
        : null
    if (this.fault === null) route.go('/playback', { ...spanParams({ from, to: end }), at: String(from) })
  }

  async #csv(span: Span): Promise<void> {
    this.isBusy = true
    await this.#try(() => saveTimeline(this.desk, span))
    this.isBusy = false
  }

  async #png(question: Question, player: Player): Promise<void> {
    const { city, settings } = this.desk
    const label = this.incident?.label ?? city.facts?.label
    await savePicture(player.past, {
      map: (await this.#map.value?.snapshot()) ?? null,
      alarms: this.#alarms(question, player),
      at: player.shownAt ?? player.clock.at,
      title: label === undefined ? '' : nameIn(settings.language, label),
    })
  }

  async #loadIncident(id: string): Promise<void> {
    this.incident = await historyCalls(this.desk.api).incident(id)
  }

  async #loadClosed(): Promise<void> {
    this.closed = (await this.desk.api.ask('listIncidents', { query: { state: ['closed'], limit: 100 } })).items
  }

  /** Once for each key, until the page is left. */
  #once(key: string, task: () => Promise<unknown>): void {
    if (this.#asked.has(key)) return
    this.#asked.add(key)
    void this.#try(task)
  }

  async #try(task: () => Promise<unknown>): Promise<void> {
    try {
      await task()
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }
}

customElements.define('playback-page', PlaybackPage)

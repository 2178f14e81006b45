import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Alarm } from '../../domain/alarm.ts'
import { assignToDuty } from './alarms/alarm-duty.ts'
import type { AlarmsPage } from './alarms/alarms-page.ts'
import type { AlarmList } from './alarms/alarm-list.ts'
import { isWaiting } from './alarms/order.ts'
import './alarms/step-dialog.ts'
import type { StepDialog, Taken } from './alarms/step-dialog.ts'
import type { AskedStep } from './api.ts'
import { appStyles } from './app-style.ts'
import { controls } from './controls.ts'
import type { Desk } from './desk.ts'
import type { Reach } from './keys/commands.ts'
import { listenToKeys } from './keys/listen.ts'
import './offline/offline-page.ts'
import { openDesk } from './open-desk.ts'
import { pageTitle } from './page-title.ts'
import { type Page, pageAt, WALL } from './pages.ts'
import './sign-in/owed-page.ts'
import type { ProofDialog } from './sign-in/proof-dialog.ts'
import './sign-in/sign-in-page.ts'
import './alarms/undo-bar.ts'
import type { UndoBar } from './alarms/undo-bar.ts'
import './incidents/incident-dialog.ts'
import type { IncidentDialog } from './incidents/incident-dialog.ts'
import type { PaletteDialog } from './palette/palette-dialog.ts'
import './strip/connection-bar.ts'
import './strip/flood-bar.ts'
import './strip/help-dialog.ts'
import type { HelpDialog } from './strip/help-dialog.ts'
import './strip/news-line.ts'
import type { SettingsDialog } from './strip/settings-dialog.ts'
import './strip/top-strip.ts'
import type { TourGuide } from './tour/tour-guide.ts'
import { enterWall, isWallPath, isWallUser } from './wall/enter-wall.ts'

/** The whole app: sign-in, or the strip with the page that the address names. */
class CityApp extends LitElement {
  static override styles = [controls, appStyles]

  #desk: Desk | undefined
  #dialog = createRef<StepDialog>()
  #help = createRef<HelpDialog>()
  #stops: (() => void)[] = []
  readonly #loaded = new Set<Page>()
  #fetching: Page | undefined
  #failed: Page | undefined
  #isWelcome = false
  #path: string | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#open()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const stop of this.#stops) stop()
    this.#desk?.city.stop()
  }

  override render(): TemplateResult | typeof nothing {
    const desk = this.#desk
    if (desk === undefined) return nothing
    const isWall = isWallPath(desk.route.path)
    if (isWall && desk.session === null) return html`<p class="notice">${desk.text('wall.closed')}</p>`
    if (isWall) return html`<main>${this.#page(desk, WALL)}</main>`
    if (desk.session === null && desk.isOffline) return html`<main><offline-page .desk=${desk}></offline-page></main>`
    if (desk.session === null || isWallUser(desk.session.user))
      return html`<main><sign-in-page .desk=${desk}></sign-in-page></main>`
    if (desk.session.owes !== null) return html`<main><owed-page .desk=${desk}></owed-page></main>`
    const isLost = desk.city.link.state === 'lost'
    return html`
      <top-strip
        .desk=${desk}
        @help=${() => this.#help.value?.toggle()}
        @palette=${() => void this.#palette()}
        @settings=${() => void this.#settings()}
      ></top-strip>
      <connection-bar .desk=${desk}></connection-bar>
      <flood-bar .desk=${desk}></flood-bar>
      <tour-guide .desk=${desk}></tour-guide>
      <main class=${isLost ? 'lost' : ''} @step=${(event: CustomEvent<AskedStep>) => this.#step(event.detail)}
        @declare=${() => void this.#declare()}
        @ack-incident=${(event: CustomEvent<string>) => void this.#dialog.value?.ask('ack', waitingOf(desk, event.detail), event.detail)}>
        ${this.#page(desk)}
      </main>
      <news-line .desk=${desk}></news-line>
      <step-dialog .desk=${desk} ${ref(this.#dialog)} @taken=${(event: CustomEvent<Taken>) => this.#taken(desk, event.detail)}></step-dialog>
      <incident-dialog .desk=${desk} @done=${() => desk.selection.clear()}></incident-dialog>
      <undo-bar .desk=${desk}></undo-bar>
      <help-dialog .desk=${desk} ${ref(this.#help)}></help-dialog>
      <palette-dialog .desk=${desk}></palette-dialog>
      <proof-dialog .desk=${desk}></proof-dialog>
      <settings-dialog .desk=${desk} @tour=${() => void this.#tour(true)} @help=${() => this.#help.value?.toggle()}></settings-dialog>
    `
  }

  #page(desk: Desk, page: Page = pageAt(desk.route.path)): TemplateResult {
    const { load } = page
    if (load === undefined || this.#loaded.has(page)) return page.render(desk)
    if (this.#failed === page)
      return html`<p class="notice" role="alert">
        ${desk.text('page.failed')} <button @click=${() => this.#fetch(page, load)}>${desk.text('do.again')}</button>
      </p>`
    if (this.#fetching !== page) this.#fetch(page, load)
    return html`<p class="notice" role="status">${desk.text('loading')}</p>`
  }

  #fetch(page: Page, load: () => Promise<unknown>): void {
    this.#fetching = page
    this.#failed = undefined
    load()
      .then(
        () => this.#loaded.add(page),
        () => {
          this.#failed = page
        },
      )
      .finally(() => {
        this.#fetching = undefined
        this.requestUpdate()
      })
  }

  async #open(): Promise<void> {
    await enterWall(window)
    const desk = await openDesk(window)
    this.#desk = desk
    desk.proveBy(() => this.#prove())
    this.#stops = [
      desk.topics.follow(['route', 'connection', 'city', 'settings'], () => this.requestUpdate()),
      listenToKeys(window, this.#reach(desk)),
    ]
    this.requestUpdate()
  }

  protected override updated(): void {
    const desk = this.#desk
    // A page may be the one thing on it that scrolls: keys must reach it.
    const page = this.renderRoot.querySelector('main')?.firstElementChild
    if (page instanceof HTMLElement && page.localName.includes('-') && page.tabIndex < 0) page.tabIndex = 0
    // What had the focus may have gone with the page before, or with a dialog that led here.
    const { path } = desk?.route ?? {}
    if (this.#path !== undefined && path !== this.#path && document.activeElement === document.body)
      (page as HTMLElement | null | undefined)?.focus({ preventScroll: true })
    this.#path = path
    const title = desk === undefined ? document.title : pageTitle(desk)
    // The same title written again is a change of the document all the same.
    if (title !== document.title) document.title = title
    if (desk === undefined || desk.session === null || desk.session.owes !== null || this.#isWelcome) return
    this.#isWelcome = true
    if (desk.settings.kept('tour') === null) void this.#tour(false)
  }

  #reach(desk: Desk): Reach {
    return {
      desk,
      list: () => this.#list(),
      page: () => this.renderRoot.querySelector('main')?.firstElementChild ?? undefined,
      step: (type) => this.#step(type),
      ackVisible: () => this.#ackVisible(),
      assignToDuty: () => void this.#assignToDuty(),
      undo: () => this.renderRoot.querySelector<UndoBar>('undo-bar')?.undo() ?? false,
      declare: () => void this.#declare(),
      help: () => this.#help.value?.toggle(),
      palette: () => void this.#palette(),
      filter: () => void this.#filter(),
    }
  }

  /** What is not part of the first load comes with its first use. */
  async #palette(): Promise<void> {
    const desk = this.#desk
    if (desk === undefined || desk.session === null) return
    await import('./palette/palette-dialog.ts')
    const palette = this.renderRoot.querySelector<PaletteDialog>('palette-dialog')
    if (palette === null) return
    palette.reach = this.#reach(desk)
    await palette.open()
  }

  async #settings(): Promise<void> {
    await import('./strip/settings-dialog.ts')
    await this.renderRoot.querySelector<SettingsDialog>('settings-dialog')?.open()
  }

  async #prove(): Promise<boolean> {
    await import('./sign-in/proof-dialog.ts')
    return (await this.renderRoot.querySelector<ProofDialog>('proof-dialog')?.ask()) ?? false
  }

  async #tour(isAsked: boolean): Promise<void> {
    await import('./tour/tour-guide.ts')
    this.renderRoot.querySelector<TourGuide>('tour-guide')?.begin(isAsked)
  }

  /** An incident of what is marked, else of what is picked. */
  async #declare(): Promise<void> {
    const [desk, alarm] = [this.#desk, this.#alarm]
    if (desk === undefined || desk.readonlyBecause !== null) return
    const marked = [...desk.selection.ids]
    const alarms = marked.length > 0 ? marked : alarm === undefined ? [] : [alarm.id]
    if (alarms.length > 0)
      await this.renderRoot.querySelector<IncidentDialog>('incident-dialog')?.ask('declare', { incident: '', alarms })
  }

  /** What is open, else what is picked in the list: an alarm, or an incident. */
  get #picked(): string | null {
    return this.#desk?.route.param('alarm') ?? this.#desk?.picked ?? null
  }

  get #alarm(): Alarm | undefined {
    const id = this.#picked
    return id === null ? undefined : this.#desk?.city.alarms.get(id)
  }

  /** Of all that is marked; else of what is picked. */
  #step(type: AskedStep): void {
    const [desk, alarm] = [this.#desk, this.#alarm]
    const id = this.#picked
    const marked = [...(desk?.selection.ids ?? [])].flatMap((one) => desk?.city.alarms.get(one) ?? [])
    if (marked.length > 0) void this.#dialog.value?.ask(type, marked)
    else if (alarm !== undefined) void this.#dialog.value?.ask(type, [alarm])
    else if (desk && id !== null && type === 'ack') void this.#dialog.value?.ask(type, waitingOf(desk, id), id)
  }

  #taken(desk: Desk, taken: Taken): void {
    desk.selection.clear()
    this.renderRoot.querySelector<UndoBar>('undo-bar')?.show(taken)
  }

  /** By hand when nobody is on duty, or it cannot be done. */
  async #assignToDuty(): Promise<void> {
    const [desk, alarm] = [this.#desk, this.#alarm]
    if (desk === undefined || alarm === undefined) return
    const isDone = desk.readonlyBecause === null && (await assignToDuty(desk, alarm.id).catch(() => false))
    if (!isDone) this.#step('assign')
  }

  /** Never acknowledges what is not on the screen. */
  #ackVisible(): void {
    const { alarms } = this.#desk?.city ?? {}
    const waiting = (this.#list()?.visible ?? []).flatMap((id) => alarms?.get(id) ?? []).filter(isWaiting)
    void this.#dialog.value?.ask('ack', waiting)
  }

  async #filter(): Promise<void> {
    const { route } = this.#desk ?? {}
    if (route?.path !== '/alarms') route?.go('/alarms')
    await this.updateComplete
    this.renderRoot.querySelector<AlarmsPage>('alarms-page')?.focusFilter()
  }

  #list(): AlarmList | undefined {
    const page = this.renderRoot.querySelector('alarms-page, overview-page, incidents-page')
    return page?.shadowRoot?.querySelector<AlarmList>('alarm-list') ?? undefined
  }
}

customElements.define('city-app', CityApp)

function waitingOf({ city }: Desk, incident: string): readonly Alarm[] {
  return [...city.alarms.values()].filter((alarm) => alarm.incident === incident && isWaiting(alarm))
}

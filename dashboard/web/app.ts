import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { StepType } from '../../domain/alarm.ts'
import type { AlarmsPage } from './alarms/alarms-page.ts'
import './alarms/alarms-page.ts'
import type { AlarmList } from './alarms/alarm-list.ts'
import { isWaiting } from './alarms/order.ts'
import './alarms/step-dialog.ts'
import type { StepDialog } from './alarms/step-dialog.ts'
import { controls } from './controls.ts'
import type { Desk } from './desk.ts'
import { listenToKeys } from './keys.ts'
import { openDesk } from './open-desk.ts'
import './overview/overview-page.ts'
import './sign-in/sign-in-page.ts'
import './strip/connection-bar.ts'
import './strip/help-dialog.ts'
import type { HelpDialog } from './strip/help-dialog.ts'
import './strip/news-line.ts'
import './strip/top-strip.ts'

/** The whole app: sign-in, or the strip with the page that the address names. */
class CityApp extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-rows: auto auto minmax(0, 1fr);
        height: 100vh;
        height: 100dvh;
      }
      main {
        grid-row: 3;
        min-height: 0;
        display: grid;
      }
      .lost {
        filter: saturate(0.12) opacity(0.82);
      }
    `,
  ]

  #desk: Desk | undefined
  #dialog = createRef<StepDialog>()
  #help = createRef<HelpDialog>()
  #stops: (() => void)[] = []

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
    if (desk.session === null) return html`<main><sign-in-page .desk=${desk}></sign-in-page></main>`
    const isLost = desk.city.link.state === 'lost'
    return html`
      <top-strip .desk=${desk} @help=${() => this.#help.value?.toggle()}></top-strip>
      <connection-bar .desk=${desk}></connection-bar>
      <main class=${isLost ? 'lost' : ''} @step=${(event: CustomEvent<StepType>) => this.#step(event.detail)}>
        ${
          desk.route.path === '/alarms'
            ? html`<alarms-page .desk=${desk}></alarms-page>`
            : html`<overview-page .desk=${desk}></overview-page>`
        }
      </main>
      <news-line .desk=${desk}></news-line>
      <step-dialog .desk=${desk} ${ref(this.#dialog)}></step-dialog>
      <help-dialog .desk=${desk} ${ref(this.#help)}></help-dialog>
    `
  }

  async #open(): Promise<void> {
    const desk = await openDesk(window)
    this.#desk = desk
    this.#stops = [
      desk.topics.follow(['route', 'connection', 'city', 'settings'], () => this.requestUpdate()),
      listenToKeys(window, {
        desk,
        list: () => this.#list(),
        step: (type) => this.#step(type),
        ackVisible: () => this.#ackVisible(),
        help: () => this.#help.value?.toggle(),
        filter: () => void this.#filter(),
      }),
    ]
    this.requestUpdate()
  }

  /** Takes a step on the open alarm, else on the picked one. */
  #step(type: StepType): void {
    const desk = this.#desk
    const id = desk?.route.param('alarm') ?? desk?.picked
    const alarm = id == null ? undefined : desk?.city.alarms.get(id)
    if (alarm !== undefined) void this.#dialog.value?.ask(type, [alarm])
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
    const page = this.renderRoot.querySelector('alarms-page, overview-page')
    return page?.shadowRoot?.querySelector<AlarmList>('alarm-list') ?? undefined
  }
}

customElements.define('city-app', CityApp)

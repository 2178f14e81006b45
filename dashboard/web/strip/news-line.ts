import { css, html, type PropertyDeclarations, type TemplateResult } from 'lit'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { WHOLE_CITY } from '../../../domain/flood.ts'
import { isWaiting } from '../alarms/order.ts'
import { placeOf } from '../alarms/words.ts'

const SUMMARY_MS = 10_000
const FLOOD_SUMMARY_MS = 60_000

/**
 * Reads new alarms to a screen reader: I and II at once, those of an incident once a level, the others summed up at most every
 * ten seconds; in a flood only I at once.
 */
export class NewsLine extends DeskElement {
  static override properties: PropertyDeclarations = { urgent: { state: true }, summary: { state: true } }

  static override styles = [
    controls,
    css`
      :host {
        position: absolute;
      }
    `,
  ]

  declare urgent: string
  declare summary: string
  protected readonly follows = ['alarms'] as const
  #wasFlood = false
  #count = 0
  /** Incidents that were read, with the level that they had. */
  readonly #read = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #quiet: (() => void) | undefined

  constructor() {
    super()
    this.urgent = ''
    this.summary = ''
  }

  protected override firstUpdated(): void {
    this.#quiet = this.desk.city.onEvent(({ event, alarm }) => {
      // What is found late, or set aside when it comes, calls nobody.
      if (event.type !== 'raise' || event.late || event.state !== 'unacknowledged') return
      const isRead = alarm.incident !== null && this.#read.has(`${alarm.incident} ${alarm.severity}`)
      if (alarm.incident !== null) this.#read.add(`${alarm.incident} ${alarm.severity}`)
      const isUrgent = alarm.severity === 'red' || (alarm.severity === 'orange' && !this.#wasFlood)
      if (!isRead && isUrgent) {
        const severity = this.desk.text.of('severity', alarm.severity, '')
        this.urgent = `${severity} ${this.name(alarm.label)}, ${placeOf(this.desk, alarm)}`
        return
      }
      this.#count += 1
      this.#timer ??= setTimeout(
        () => {
          this.summary = this.desk.text('news.summary', { count: this.#count })
          this.#count = 0
          this.#timer = undefined
        },
        this.#wasFlood ? FLOOD_SUMMARY_MS : SUMMARY_MS,
      )
    })
  }

  protected override updated(): void {
    const { city, text } = this.desk
    const flood = city.floods.find(({ scope }) => scope === WHOLE_CITY)
    if ((flood !== undefined) === this.#wasFlood) return
    this.#wasFlood = flood !== undefined
    const waiting = [...city.alarms.values()].filter(isWaiting).length
    this.summary = flood ? text('flood.began', { count: flood.peak }) : text('flood.over', { count: waiting })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#quiet?.()
    clearTimeout(this.#timer)
  }

  override render(): TemplateResult {
    return html`
      <p class="hidden-visually" aria-live="assertive">${this.urgent}</p>
      <p class="hidden-visually" aria-live="polite">${this.summary}</p>
    `
  }
}

customElements.define('news-line', NewsLine)

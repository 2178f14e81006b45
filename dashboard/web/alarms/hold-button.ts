import { css, html, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'

const HOLD_MS = 700

/** Acknowledges an alarm while a finger stays on it; a touch in passing does nothing, a key asks as everywhere. For phones. */
export class HoldButton extends DeskElement {
  static override properties: PropertyDeclarations = {
    alarm: { attribute: false },
    isHeld: { state: true },
    busy: { state: true },
  }

  static override styles = [
    controls,
    css`
      :host {
        display: none;
      }
      @media (max-width: 48rem), (pointer: coarse) {
        :host {
          display: block;
        }
      }
      button {
        position: relative;
        overflow: hidden;
        min-width: 44px;
        min-height: 44px;
        touch-action: pan-y;
        user-select: none;
        -webkit-user-select: none;
        -webkit-touch-callout: none;
      }
      button::before {
        content: '';
        position: absolute;
        inset: 0;
        background: var(--focus);
        opacity: 0.45;
        transform: scaleX(0);
        transform-origin: left;
      }
      button.held::before {
        transform: scaleX(1);
        transition: transform 700ms linear;
      }
      span {
        position: relative;
      }
    `,
  ]

  declare alarm: Alarm
  declare isHeld: boolean
  declare busy: boolean
  protected readonly follows = ['connection'] as const
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.isHeld = false
    this.busy = false
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  override render(): TemplateResult {
    const { text, readonlyBecause } = this.desk
    return html`<button
      class=${this.isHeld ? 'held' : ''}
      ?disabled=${this.busy || readonlyBecause !== null}
      title=${readonlyBecause ?? text('hold.title')}
      aria-label=${text('hold.label', { what: this.name(this.alarm.label) })}
      @pointerdown=${this.#press}
      @pointerup=${this.#leave}
      @pointercancel=${this.#leave}
      @pointerleave=${this.#leave}
      @contextmenu=${(event: Event) => event.preventDefault()}
      @click=${this.#click}
    >
      <span aria-hidden="true">✓</span>
    </button>`
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return
    this.isHeld = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#take(), HOLD_MS)
  }

  #leave(): void {
    clearTimeout(this.#timer)
    this.isHeld = false
  }

  /** The row behind it is not opened. A key has no pointer: it asks with the dialog. */
  #click(event: MouseEvent): void {
    event.stopPropagation()
    if (event.detail !== 0) return
    this.desk.pick(this.alarm.id)
    this.#ask()
  }

  #ask(): void {
    this.dispatchEvent(new CustomEvent('step', { detail: 'ack', bubbles: true, composed: true }))
  }

  async #take(): Promise<void> {
    const { api, city } = this.desk
    this.isHeld = false
    this.busy = true
    try {
      city.takeAlarm(await api.step(this.alarm.id, 'ack', {}))
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      // The dialog says why, and what has become of it.
      this.desk.pick(this.alarm.id)
      this.#ask()
    } finally {
      this.busy = false
    }
  }
}

customElements.define('hold-button', HoldButton)

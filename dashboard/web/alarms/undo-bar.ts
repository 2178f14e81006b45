import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { keyHint } from '../keys/key-hint.ts'
import type { Taken } from './step-dialog.ts'
import { isAllowed, takeSteps, undoOf } from './take-steps.ts'

const SHOWN_MS = 10_000
const TICK_MS = 1000

/** Says what was just done, and for ten seconds takes it back where that is possible; where it is not, it says so. Who is at it has time. */
export class UndoBar extends DeskElement {
  static override properties: PropertyDeclarations = {
    taken: { state: true },
    left: { state: true },
    fault: { state: true },
  }

  static override styles = [
    controls,
    css`
      section {
        position: fixed;
        z-index: 12;
        left: 50%;
        bottom: 1.2rem;
        translate: -50%;
        display: flex;
        align-items: center;
        gap: 0.4rem 1rem;
        flex-wrap: wrap;
        padding: 0.5rem 1rem;
        max-width: calc(100vw - 1rem);
        width: max-content;
        background: var(--ink);
        color: var(--page);
        border-radius: 0.3rem;
        box-shadow: 0 0.3rem 1rem #0006;
      }
      button {
        min-height: 44px;
        background: none;
        color: inherit;
        border-color: currentColor;
        font-weight: 700;
      }
      button:hover:enabled {
        border-color: currentColor;
      }
      /* A phone has no room below that it could cover. */
      @media (max-width: 48rem) {
        section {
          position: static;
          translate: none;
          width: auto;
          max-width: none;
          border-radius: 0;
        }
        [name='close'] {
          margin-left: auto;
        }
      }
      @media print {
        section {
          display: none;
        }
      }
    `,
  ]

  declare taken: Taken | null
  declare left: number
  declare fault: string | null
  protected readonly follows = ['connection'] as const
  #timer: ReturnType<typeof setInterval> | undefined
  /** What is being taken back. */
  #onItsWay: Taken | null = null

  constructor() {
    super()
    this.taken = null
    this.left = 0
    this.fault = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  /** Tells of a step that was taken. */
  show(taken: Taken): void {
    this.taken = taken
    this.fault = null
    this.left = SHOWN_MS / TICK_MS
    clearInterval(this.#timer)
    this.#timer = setInterval(() => {
      const isHeld = this.renderRoot.querySelector(heldBy()) !== null
      if (!isHeld) this.left -= 1
      if (this.left <= 0) this.#hide()
    }, TICK_MS)
  }

  /** Whoever must leave it room sees whether it is there. */
  protected override updated(): void {
    this.toggleAttribute('shown', this.taken !== null)
  }

  override render(): TemplateResult {
    return html`<div role="status">${this.taken === null ? nothing : this.#bar(this.taken)}</div>`
  }

  #bar({ type, before }: Taken): TemplateResult {
    const { text, readonlyBecause } = this.desk
    const canUndo = undoOf(type, before) !== null
    const what = text.of('event', type, type)
    const callsAgain =
      (type === 'shelve' || type === 'out-of-service') &&
      before.some(({ acknowledged, active }) => acknowledged && active)
    return html`<section>
      <span>${text('undo.done', { what, count: before.length })}</span>
      ${canUndo ? nothing : html`<span>${text('undo.cannot')}</span>`}
      ${canUndo && callsAgain ? html`<span>${text('undo.calls')}</span>` : nothing}
      ${this.fault === null ? nothing : html`<b>${this.fault}</b>`}
      ${canUndo ? html`<button name="undo" ?disabled=${readonlyBecause !== null} @click=${() => this.undo()}>${text('undo.do', { seconds: this.left })} ${keyHint(this.desk, 'undo')}</button>` : nothing}
      <button name="close" aria-label=${text('do.close')} @click=${() => this.#hide()}>✕</button>
    </section>`
  }

  /** Takes it back; false where there is nothing that could be. */
  undo(): boolean {
    const { taken, desk } = this
    const undo = taken === null ? null : undoOf(taken.type, taken.before)
    if (taken === null || undo === null || desk.readonlyBecause !== null) return false
    // Asked twice it is taken back once.
    if (taken !== this.#onItsWay) void this.#takeBack(taken, undo)
    return true
  }

  async #takeBack(taken: Taken, undo: NonNullable<ReturnType<typeof undoOf>>): Promise<void> {
    const { desk } = this
    clearInterval(this.#timer)
    this.#onItsWay = taken
    const faults = new Set<string>()
    for (const alarm of taken.before) {
      const now = desk.city.alarms.get(alarm.id)
      // Somebody may have done more with it meanwhile: that stays.
      if (now === undefined || !isAllowed(now, undo.type, desk.city.now())) continue
      const outcome = await takeSteps(desk, [now], { type: undo.type, body: undo.body(alarm) })
      for (const fault of outcome.faults) faults.add(fault)
    }
    this.#onItsWay = null
    if (this.taken !== taken) return
    if (faults.size === 0) this.#hide()
    else this.fault = [...faults].join(' ')
  }

  #hide(): void {
    clearInterval(this.#timer)
    this.taken = null
  }
}

/** A finger leaves `:hover` behind where it touched last. */
function heldBy(): string {
  return matchMedia('(hover: hover)').matches ? 'section:is(:hover, :focus-within)' : 'section:focus-within'
}

customElements.define('undo-bar', UndoBar)

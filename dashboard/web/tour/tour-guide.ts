import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { PAGES } from '../pages.ts'
import { placeOf, type Stop, STOPS } from './steps.ts'

const KEPT = 'tour'
const LOOK_MS = 250

/** Shows a newcomer round: asks once, can be left at any stop and begun again from the settings. Nothing behind it is locked. */
export class TourGuide extends DeskElement {
  static override properties: PropertyDeclarations = {
    state: { state: true },
    at: { state: true },
    frame: { state: true },
  }

  static override styles = [controls, tourStyles()]

  declare state: 'away' | 'asks' | 'walks'
  declare at: number
  /** Where what is spoken of stands; null when it is not on the screen. */
  declare frame: DOMRect | null
  protected readonly follows = ['route'] as const
  #timer: ReturnType<typeof setInterval> | undefined
  #back: HTMLElement | null = null

  constructor() {
    super()
    this.state = 'away'
    this.at = 0
    this.frame = null
  }

  /** Begins at once when it was asked for; else only asks, and never twice. */
  begin(isAsked: boolean): void {
    if (!isAsked && (this.desk.settings.kept(KEPT) !== null || this.state !== 'away')) return
    if (isAsked) this.#walk()
    else this.state = 'asks'
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  /** Stops of screens that this city has. */
  get #stops(): readonly Stop[] {
    return STOPS.filter(({ path }) => PAGES.some((page) => page.path === path))
  }

  override render(): TemplateResult | typeof nothing {
    if (this.state === 'asks') return this.#invitation()
    if (this.state === 'walks') return this.#card()
    return nothing
  }

  #invitation(): TemplateResult {
    const { text } = this.desk
    return html`<section class="invitation row" aria-label=${text('tour.title')}>
      <span>${text('tour.invite')}</span>
      <button name="begin" class="main" @click=${() => this.#walk()}>${text('tour.begin')}</button>
      <button name="no" @click=${() => this.#end()}>${text('tour.no')}</button>
    </section>`
  }

  #card(): TemplateResult {
    const { text } = this.desk
    const stops = this.#stops
    const stop = stops[this.at]
    const isLast = this.at === stops.length - 1
    if (stop === undefined) return html``
    return html`
      ${this.frame === null ? nothing : html`<div class="frame" .style=${`left:${this.frame.left}px;top:${this.frame.top}px;width:${this.frame.width}px;height:${this.frame.height}px`}></div>`}
      <section
        class="card ${this.frame !== null && this.frame.top + this.frame.height / 2 > innerHeight * 0.6 && this.frame.width > innerWidth / 2 ? 'high' : ''}"
        role="dialog"
        aria-labelledby="heading"
        aria-describedby="words"
        @keydown=${this.#key}
      >
        <h2 id="heading" tabindex="-1">${text.of('tour.title', stop.id, '')}</h2>
        <p id="words">${text.of('tour.words', stop.id, '')}</p>
        <div class="row">
          <span class="soft small where">${text('tour.at', { at: this.at + 1, of: stops.length })}</span>
          <button name="skip" class="plain" @click=${() => this.#end()}>${text(isLast ? 'do.close' : 'tour.skip')}</button>
          ${this.at === 0 ? nothing : html`<button name="back" @click=${() => this.#go(this.at - 1)}>${text('tour.back')}</button>`}
          ${isLast ? nothing : html`<button name="next" class="main" @click=${() => this.#go(this.at + 1)}>${text('tour.next')}</button>`}
        </div>
      </section>
    `
  }

  #walk(): void {
    this.#back = document.activeElement instanceof HTMLElement ? document.activeElement : null
    this.state = 'walks'
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
    this.#go(0)
  }

  #go(at: number): void {
    const stop = this.#stops[at]
    if (stop === undefined) return
    this.at = at
    if (this.desk.route.path !== stop.path) this.desk.route.go(stop.path)
    this.#look()
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#heading')?.focus())
  }

  #end(): void {
    clearInterval(this.#timer)
    this.state = 'away'
    this.frame = null
    this.desk.settings.keep(KEPT, 'done')
    this.#back?.focus()
  }

  #look(): void {
    const stop = this.#stops[this.at]
    const root = this.getRootNode()
    const frame = stop !== undefined && root instanceof ShadowRoot ? (placeOf(root, stop.at) ?? null) : null
    const before = this.frame
    if (
      frame?.left === before?.left &&
      frame?.top === before?.top &&
      frame?.width === before?.width &&
      frame?.height === before?.height
    )
      return
    this.frame = frame
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#end()
    else if (event.key === 'ArrowRight') this.#go(this.at + 1)
    else if (event.key === 'ArrowLeft') this.#go(this.at - 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
}

customElements.define('tour-guide', TourGuide)

function tourStyles() {
  return css`
    .invitation {
      padding: 0.35rem 0.8rem;
      background: var(--raised);
      border-bottom: 1px solid var(--line-strong);
    }
    .frame {
      position: fixed;
      z-index: 30;
      pointer-events: none;
      outline: 3px solid var(--focus);
      outline-offset: -3px;
      border-radius: 0.2rem;
    }
    .card {
      position: fixed;
      z-index: 31;
      left: 1rem;
      bottom: 1rem;
      width: min(30rem, calc(100vw - 2rem));
      max-height: 60dvh;
      overflow-y: auto;
      padding: 1rem 1.2rem;
      background: var(--raised);
      border: 2px solid var(--focus);
      border-radius: 0.3rem;
      box-shadow: 0 0.4rem 1.4rem #0005;
      display: grid;
      gap: 0.6rem;
    }
    .card.high {
      bottom: auto;
      top: 5rem;
    }
    .where {
      flex: 1;
    }
    h2:focus-visible {
      outline: none;
    }
    @media (max-width: 48rem) {
      .card button,
      .invitation button {
        min-height: 44px;
      }
    }
    @media print {
      :host {
        display: none;
      }
    }
  `
}

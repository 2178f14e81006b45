import { html, nothing, type TemplateResult } from 'lit'
import { countAlarms, WORST_FIRST } from '../alarms/order.ts'
import { unitsOf } from '../alarms/rows.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { closeOnChoice, closeOnEscape, closeOnLeave } from '../menu-details.ts'
import { cityTime } from '../text/time.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import './page-menu.ts'
import { nextTheme } from '../settings.ts'
import { stripStyles } from './top-strip-style.ts'

/** Always there: the link, the age of the data, the clock, what waits, and the sound. */
export class TopStrip extends DeskElement {
  static override styles = [controls, markStyles, stripStyles]

  protected readonly follows = ['alarms', 'stations', 'clock', 'connection', 'sound', 'route'] as const

  override render(): TemplateResult {
    const { text, city, session } = this.desk
    const title = city.facts === null ? text('app.name') : this.name(city.facts.label)
    return html`<header>
      <strong class="city">${title}</strong>
      <page-menu .desk=${this.desk}></page-menu>
      ${this.#counters()}
      <div class="facts">${this.#connection()} ${this.#newest()} ${this.#clock()}</div>
      <div class="row tools">
        ${this.#sound()}
        <button class="plain find" title=${text('palette.title')} @click=${() => this.#tell('palette')}>
          <span aria-hidden="true">⌕</span> <kbd>Ctrl K</kbd><span class="hidden-visually">${text('palette.title')}</span>
        </button>
        <button class="plain theme" @click=${this.#theme} title=${text('keys.theme')}>${text.of('theme', nextTheme(this.desk.settings.theme), '')}</button>
        <button class="plain language" @click=${this.#language} title=${text('keys.language')}>${text('language.other')}</button>
        <button class="plain help" aria-label=${text('keys.title')} @click=${() => this.#tell('help')}>?</button>
        <details class="user" @focusout=${closeOnLeave} @click=${closeOnChoice} @keydown=${closeOnEscape}>
          <summary>${session?.user ?? ''}</summary>
          <div>
            <p class="soft small">${session === null ? '' : session.roles.map((role) => text.of('role', role, role)).join(text('list.comma'))}</p>
            <button class="on-phone" @click=${() => this.#tell('palette')}>${text('palette.title')}</button>
            <button name="settings" @click=${() => this.#tell('settings')}>${text('settings.title')}</button>
            <button @click=${() => this.desk.signOut()}>${text('signout')}</button>
          </div>
        </details>
      </div>
    </header>`
  }

  #counters(): TemplateResult {
    const { text, city, route } = this.desk
    const { of, aside } = countAlarms(unitsOf(city.alarms.values(), city.incidents))
    return html`<div class="counters" role="group" aria-label=${text('strip.counters')}>
      ${WORST_FIRST.map((severity) => {
        const { waiting, total } = of[severity]
        const word = text.of('severity', severity, severity)
        const title = text('strip.count', { severity: word, waiting, total })
        return html`<button class="counter ${total === 0 ? 'none' : ''}" title=${title} @click=${() => route.go('/alarms', { severity })}>
          ${severityMark(severity, waiting > 0)}<b>${waiting}</b><span>/${total}</span>
        </button>`
      })}
      <button class="counter aside" title=${text('strip.aside.title')} @click=${() => route.go('/alarms', { state: 'shelved,suppressed,out-of-service' })}>
        <small>${text('strip.aside')}</small><b>${aside}</b>
      </button>
    </div>`
  }

  #connection(): TemplateResult {
    const { text, city } = this.desk
    const { state } = city.link
    return html`<span class="fact link ${state}"><small>${text('strip.link')}</small><b>${text.of('link.state', state, state)}</b></span>`
  }

  #newest(): TemplateResult {
    const { text, city, format } = this.desk
    const age = city.newestAt === null ? '–' : format.span(city.now() - city.newestAt)
    return html`<span class="fact newest"><small>${text('strip.newest')}</small><b>${age}</b></span>`
  }

  #clock(): TemplateResult {
    const { text, city } = this.desk
    const seconds = city.skewMs === null ? 0 : Math.round(city.skewMs / 1000)
    const skew = Math.abs(seconds) < 2 ? '' : text('strip.skew', { seconds: seconds > 0 ? `+${seconds}` : seconds })
    return html`<span class="fact clock">
      <small>${city.facts?.timeZone ?? ''}${skew === '' ? nothing : html` <em>${skew}</em>`}</small>
      ${cityTime(this.desk, city.now())}
    </span>`
  }

  #sound(): TemplateResult {
    const { text, sound, format } = this.desk
    if (sound.state === 'off')
      return html`<button class="sound off" @click=${() => sound.unlock()} title=${text('sound.off.title')}>${text('sound.off')}</button>`
    if (sound.mutedUntil !== null) {
      const span = format.span(sound.mutedUntil - Date.now())
      return html`<button class="sound muted" @click=${() => sound.toggleMute()}>${text('sound.muted', { span })}</button>`
    }
    if (sound.sounding) {
      return html`<button class="sound main" @click=${() => sound.silence()}>${text('sound.silence')} <small>S</small></button>`
    }
    return html`<button class="sound plain" @click=${() => sound.toggleMute()} title=${text('sound.mute.title')}>
      ${text('sound.on')}
    </button>`
  }

  #tell(what: 'help' | 'palette' | 'settings'): void {
    this.dispatchEvent(new Event(what))
  }

  #theme(): void {
    const { settings } = this.desk
    settings.setTheme(nextTheme(settings.theme))
  }

  #language(): void {
    const { settings } = this.desk
    settings.setLanguage(settings.language === 'zh' ? 'en' : 'zh')
  }
}

customElements.define('top-strip', TopStrip)

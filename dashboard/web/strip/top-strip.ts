import { html, nothing, type TemplateResult } from 'lit'
import { countAlarms, WORST_FIRST } from '../alarms/order.ts'
import { unitsOf } from '../alarms/rows.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { PAGES, pageAt } from '../pages.ts'
import { stripStyles } from './top-strip-style.ts'

/** Screens whose links are always to be seen. */
const ALWAYS = 2

/** Always there: the link, the age of the data, the clock, what waits, and the sound. */
export class TopStrip extends DeskElement {
  static override styles = [controls, markStyles, stripStyles]

  protected readonly follows = ['alarms', 'stations', 'clock', 'connection', 'sound', 'route'] as const

  override render(): TemplateResult {
    const { text, city, session } = this.desk
    const title = city.facts === null ? text('app.name') : this.name(city.facts.label)
    return html`<header>
      <nav aria-label=${text('nav.label')}>
        <strong>${title}</strong>
        ${PAGES.slice(0, ALWAYS).map(({ path, label }) => this.#link(path, text(label)))} ${this.#more()}
      </nav>
      ${this.#counters()}
      <div class="facts">${this.#connection()} ${this.#newest()} ${this.#clock()}</div>
      <div class="row tools">
        ${this.#sound()}
        <button class="plain" @click=${this.#theme} title=${text('keys.theme')}>
          ${text(this.desk.settings.theme === 'dark' ? 'theme.light' : 'theme.dark')}
        </button>
        <button class="plain" @click=${this.#language} title=${text('keys.language')}>${text('language.other')}</button>
        <button class="plain" aria-label=${text('keys.title')} @click=${() => this.dispatchEvent(new Event('help'))}>?</button>
        <details class="user">
          <summary>${session?.user ?? ''}</summary>
          <div><p class="soft small">${session === null ? '' : session.roles.map((role) => text.of('role', role, role)).join(text('list.comma'))}</p><button @click=${() => this.desk.signOut()}>${text('signout')}</button></div>
        </details>
      </div>
    </header>`
  }

  /** The other screens, behind one word; the one that is open is named there. */
  #more(): TemplateResult {
    const { text, route } = this.desk
    const rest = PAGES.slice(ALWAYS)
    const here = rest.find(({ path }) => pageAt(route.path).path === path)
    return html`<details class="more" @click=${closeOnChoice} @focusout=${closeOnLeave}>
      <summary class=${here === undefined ? '' : 'here'}>${text(here?.label ?? 'nav.more')}</summary>
      <div>${rest.map(({ path, label, key }) => html`${this.#link(path, text(label))}<kbd>g ${key}</kbd>`)}</div>
    </details>`
  }

  #link(path: string, label: string): TemplateResult {
    const isHere = pageAt(this.desk.route.path).path === path
    return html`<a
      href=${path}
      aria-current=${isHere ? 'page' : nothing}
      @click=${(event: MouseEvent) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        this.desk.route.go(path)
      }}
      >${label}</a
    >`
  }

  #counters(): TemplateResult {
    const { text, city, route } = this.desk
    const { of, aside } = countAlarms(unitsOf(city.alarms.values()))
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
    return html`<span class="fact"><small>${text('strip.newest')}</small><b>${age}</b></span>`
  }

  #clock(): TemplateResult {
    const { text, city, format } = this.desk
    const seconds = city.skewMs === null ? 0 : Math.round(city.skewMs / 1000)
    const skew = Math.abs(seconds) < 2 ? '' : text('strip.skew', { seconds: seconds > 0 ? `+${seconds}` : seconds })
    return html`<span class="fact clock">
      <small>${city.facts?.timeZone ?? ''}${skew === '' ? nothing : html` <em>${skew}</em>`}</small>
      <time>${format.dateTime(city.now())}</time>
    </span>`
  }

  #sound(): TemplateResult {
    const { text, sound, format } = this.desk
    if (sound.state === 'off')
      return html`<button class="off" @click=${() => sound.unlock()} title=${text('sound.off.title')}>${text('sound.off')}</button>`
    if (sound.mutedUntil !== null) {
      const span = format.span(sound.mutedUntil - Date.now())
      return html`<button class="muted" @click=${() => sound.toggleMute()}>${text('sound.muted', { span })}</button>`
    }
    if (sound.sounding) {
      return html`<button class="main" @click=${() => sound.silence()}>${text('sound.silence')} <small>S</small></button>`
    }
    return html`<button class="plain" @click=${() => sound.toggleMute()} title=${text('sound.mute.title')}>
      ${text('sound.on')}
    </button>`
  }

  #theme(): void {
    const { settings } = this.desk
    settings.setTheme(settings.theme === 'dark' ? 'light' : 'dark')
  }

  #language(): void {
    const { settings } = this.desk
    settings.setLanguage(settings.language === 'zh' ? 'en' : 'zh')
  }
}

customElements.define('top-strip', TopStrip)

function closeOnChoice(event: Event): void {
  const details = event.currentTarget as HTMLDetailsElement
  if ((event.target as HTMLElement).tagName === 'A') details.open = false
}

function closeOnLeave(event: FocusEvent): void {
  const details = event.currentTarget as HTMLDetailsElement
  if (!details.contains(event.relatedTarget as Node | null)) details.open = false
}

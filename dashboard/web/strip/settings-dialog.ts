import { html, nothing, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { askingStyles } from '../asking-style.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { THEME_CHOICES, type ThemeChoice } from '../settings.ts'
import { settingsStyles } from './settings-style.ts'
import { HOUR_PATTERN } from '../text/time-field.ts'

/** How this window looks, sounds and calls; for this browser alone. */
export class SettingsDialog extends DeskElement {
  static override styles = [controls, askingStyles, settingsStyles]

  protected readonly follows = ['sound'] as const
  #dialog = createRef<HTMLDialogElement>()

  async open(): Promise<void> {
    await this.updateComplete
    if (this.#dialog.value?.open === false) this.#dialog.value.showModal()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title">
      <h2 id="title">${text('settings.title')}</h2>
      ${this.#theme()} ${this.#language()} ${this.#calls()}
      <div class="row end">
        <button name="tour" @click=${() => this.#tell('tour')}>${text('tour.again')}</button>
        <button name="keys" @click=${() => this.#tell('help')}>${text('keys.title')}</button>
        <button class="main" @click=${() => this.#dialog.value?.close()}>${text('do.close')}</button>
      </div>
    </dialog>`
  }

  #theme(): TemplateResult {
    const { text, settings } = this.desk
    const { themeChoice, night } = settings
    return html`<fieldset>
      <legend>${text('settings.theme')}</legend>
      ${THEME_CHOICES.map(
        (choice) => html`<label class="choice">
          <input type="radio" name="theme" value=${choice} .checked=${themeChoice === choice} @change=${() => settings.setTheme(choice satisfies ThemeChoice)} />
          ${text.of('theme', choice, choice)}
        </label>`,
      )}
      ${
        themeChoice === 'schedule'
          ? html`<form class="row" @change=${this.#night}>
              <label class="row">${text('settings.night.from')}<input name="from" class="hour" required pattern=${HOUR_PATTERN} placeholder=${text('time.hour')} title=${text('time.hour')} .value=${night.from} /></label>
              <label class="row">${text('settings.night.to')}<input name="to" class="hour" required pattern=${HOUR_PATTERN} placeholder=${text('time.hour')} title=${text('time.hour')} .value=${night.to} /></label>
              <span class="soft small">${this.desk.city.facts?.timeZone ?? ''}</span>
            </form>`
          : nothing
      }
    </fieldset>`
  }

  #language(): TemplateResult {
    const { text, settings } = this.desk
    return html`<fieldset>
      <legend>${text('settings.language')}</legend>
      <button lang=${settings.language === 'zh' ? 'en' : 'zh-CN'} @click=${() => settings.setLanguage(settings.language === 'zh' ? 'en' : 'zh')}>
        ${text('language.other')}
      </button>
    </fieldset>`
  }

  #calls(): TemplateResult {
    const { text, sound, notices } = this.desk
    return html`<fieldset>
      <legend>${text('settings.calls')}</legend>
      <p class="row">
        <span>${text(sound.state === 'off' ? 'settings.sound.off' : 'settings.sound.on')}</span>
        <button name="sound" @click=${() => sound.unlock()}>${text('settings.sound.test')}</button>
      </p>
      <p class="row">
        <span>${text.of('settings.notices', notices.state, notices.state)}</span>
        ${notices.state === 'ask' ? html`<button name="notices" @click=${() => notices.ask()}>${text('settings.notices.do')}</button>` : nothing}
        ${notices.state === 'on' || notices.state === 'quiet' ? html`<button name="notices" @click=${() => notices.turn()}>${text(notices.state === 'on' ? 'settings.notices.stop' : 'settings.notices.do')}</button>` : nothing}
      </p>
    </fieldset>`
  }

  #night(event: Event): void {
    const form = event.currentTarget as HTMLFormElement
    if (!form.reportValidity()) return
    const data = new FormData(form)
    this.desk.settings.setNight({ from: written(data, 'from'), to: written(data, 'to') })
  }

  #tell(what: 'tour' | 'help'): void {
    this.#dialog.value?.close()
    this.dispatchEvent(new Event(what))
  }
}

customElements.define('settings-dialog', SettingsDialog)

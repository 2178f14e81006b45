import { html, type TemplateResult } from 'lit'
import type { Desk } from '../desk.ts'
import { nextTheme } from '../settings.ts'

/** The other language and the next theme, for pages that have no strip. */
export function languageRow({ text, settings }: Desk): TemplateResult {
  const other = settings.language === 'zh' ? 'en' : 'zh'
  const theme = nextTheme(settings.theme)
  return html`<div class="row languages">
    <button type="button" class="plain" lang=${other === 'zh' ? 'zh-CN' : 'en'} @click=${() => settings.setLanguage(other)}>
      ${text('language.other')}
    </button>
    <button type="button" class="plain" @click=${() => settings.setTheme(theme)}>${text.of('theme', theme, '')}</button>
  </div>`
}

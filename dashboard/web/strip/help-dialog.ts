import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { COMMAND_GROUPS, type Command, COMMANDS } from '../keys/commands.ts'
import { isUsable, printedKey, takenBy } from '../keys/key-map.ts'
import { pageAt } from '../pages.ts'
import { changeKey, hasChanged, turnKeys } from '../keys/own-keys.ts'

/** Every key of the desk, from the table that binds them; here each can be changed or taken away. */
export class HelpDialog extends DeskElement {
  static override properties: PropertyDeclarations = { asking: { state: true }, fault: { state: true } }

  static override styles = [controls, helpStyles()]

  /** Command that waits for its new key. */
  declare asking: string | null
  declare fault: string | null
  protected readonly follows = ['route'] as const
  #dialog = createRef<HTMLDialogElement>()

  constructor() {
    super()
    this.asking = null
    this.fault = null
  }

  toggle(): void {
    const dialog = this.#dialog.value
    this.asking = null
    this.fault = null
    if (dialog?.open === true) dialog.close()
    else dialog?.showModal()
  }

  override render(): TemplateResult {
    const { text, keys } = this.desk
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title" @keydown=${this.#key} @cancel=${this.#cancel}>
      <header class="row">
        <h2 id="title">${text('keys.title')}</h2>
        <label class="row"><input type="checkbox" name="on" .checked=${keys.isOn} @change=${this.#turn} />${text('keys.on')}</label>
        <button class="main" autofocus @click=${() => this.toggle()}>${text('do.close')}</button>
      </header>
      <p class="soft small">${text('keys.about')}</p>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.#ofPage()}
      <div class="groups ${keys.isOn ? '' : 'off'}">${COMMAND_GROUPS.map((group) => this.#group(group))}</div>
    </dialog>`
  }

  /** Keys that the page that is shown has for itself. */
  #ofPage(): TemplateResult | typeof nothing {
    const { text, route } = this.desk
    const { label, keys } = pageAt(route.path)
    if (keys === undefined) return nothing
    return html`<section class="own" aria-labelledby="own">
      <h3 id="own">${text(label)}</h3>
      <ul>${keys.map(([key, what]) => html`<li><span><kbd>${key}</kbd></span><span>${text(what)}</span></li>`)}</ul>
    </section>`
  }

  #group(group: Command['group']): TemplateResult {
    return html`<section aria-labelledby=${group}>
      <h3 id=${group}>${this.desk.text.of('keys.group', group, group)}</h3>
      <ul>${COMMANDS.filter((command) => command.group === group).map((command) => this.#row(command))}</ul>
    </section>`
  }

  #row(command: Command): TemplateResult {
    const { text, keys } = this.desk
    const { id, label, isRange } = command
    const own = keys.keysOf(id)
    if (id === 'palette') return html`<li><span><kbd>Ctrl+K</kbd></span><span>${text(label)}</span></li>`
    const before = command.group === 'page' && id !== 'go' ? `${keys.keysOf('go').map(printedKey)[0] ?? '–'} ` : ''
    const shown = isRange === true && own.length > 1 ? [`${own[0]}–${own.at(-1)}`] : own.map(printedKey)
    return html`<li>
      <span>
        ${
          this.asking === id
            ? html`<em role="status">${text('keys.press')}</em>`
            : shown.length === 0
              ? html`<span class="soft">${text('keys.none')}</span>`
              : shown.map((key) => html`<kbd>${before}${key}</kbd> `)
        }
      </span>
      <span>${text(label)}</span>
      <span class="tools">
        ${
          isRange === true
            ? nothing
            : html`<button class="plain" name="change" aria-label=${text('keys.change.of', { what: text(label) })} title=${text('keys.change')} @click=${() => this.#ask(id)}>✎</button>`
        }
        ${
          hasChanged(this.desk.settings, id)
            ? html`<button class="plain" name="reset" aria-label=${text('keys.reset.of', { what: text(label) })} title=${text('keys.reset')} @click=${() => changeKey(this.desk.settings, id, undefined)}>↺</button>`
            : html`<button class="plain" name="none" aria-label=${text('keys.take.of', { what: text(label) })} title=${text('keys.take')} @click=${() => changeKey(this.desk.settings, id, null)}>✕</button>`
        }
      </span>
    </li>`
  }

  #ask(id: string): void {
    this.asking = id
    this.fault = null
  }

  /** Escape gives the asking up; it can be nobody's new key. */
  #cancel(event: Event): void {
    if (this.asking === null) return
    event.preventDefault()
    this.asking = null
  }

  #key(event: KeyboardEvent): void {
    const { text, settings, keys } = this.desk
    const id = this.asking
    if (id === null) {
      if (event.key !== '?') return
      // Else the key, which belongs to no open dialog any more, would open it again.
      event.preventDefault()
      this.toggle()
      return
    }
    if (event.key === 'Escape' || event.ctrlKey || event.altKey || event.metaKey || !isUsable(event.key)) return
    event.preventDefault()
    const other = takenBy(COMMANDS, keys, { id, key: event.key })
    const label = COMMANDS.find((command) => command.id === other)?.label
    this.asking = null
    if (label === undefined) changeKey(settings, id, event.key)
    else this.fault = text('keys.taken', { key: printedKey(event.key), what: text(label) })
  }

  #turn(event: Event): void {
    turnKeys(this.desk.settings, (event.target as HTMLInputElement).checked)
  }
}

customElements.define('help-dialog', HelpDialog)

function helpStyles() {
  return css`
    dialog {
      border: 1px solid var(--line-strong);
      border-radius: 0.3rem;
      background: var(--panel);
      color: var(--ink);
      padding: 1rem 1.4rem;
      width: min(76rem, 96vw);
      max-height: 92dvh;
    }
    header h2 {
      flex: 1;
    }
    .groups {
      columns: 23rem;
      column-gap: 2rem;
      margin-top: 0.6rem;
    }
    .off kbd {
      opacity: 0.6;
      text-decoration: line-through;
    }
    section {
      break-inside: avoid;
      margin-bottom: 0.8rem;
    }
    li {
      display: grid;
      grid-template-columns: 7rem minmax(0, 1fr) auto;
      gap: 0.6rem;
      align-items: center;
      border-top: 1px solid var(--line);
      min-height: 2rem;
    }
    .tools {
      white-space: nowrap;
    }
    .tools button {
      min-height: 1.8rem;
      min-width: 1.8rem;
      padding: 0;
      color: var(--soft);
    }
    em {
      font-style: normal;
      font-weight: 700;
    }
    @media (max-width: 48rem) {
      .tools button,
      header button {
        min-height: 44px;
        min-width: 44px;
      }
    }
  `
}

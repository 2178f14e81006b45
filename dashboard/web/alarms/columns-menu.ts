import { html, type TemplateResult } from 'lit'
import { closeOnLeave } from '../menu-details.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { ALWAYS, BY_NEED, COLUMNS } from './columns.ts'
import { menuStyles } from './menu-style.ts'

/** Which columns the alarm console shows; the address holds the choice. */
export class ColumnsMenu extends DeskElement {
  static override styles = [controls, menuStyles]

  protected readonly follows = ['route'] as const

  override render(): TemplateResult {
    const { text, route } = this.desk
    const chosen = route.param('cols')
    const shown = new Set(chosen === null ? BY_NEED : chosen.split(','))
    return html`<details @focusout=${closeOnLeave}>
      <summary>${text('columns.title')}</summary>
      <div class="sheet" role="group" aria-label=${text('columns.title')}>
        ${COLUMNS.filter(({ id }) => !ALWAYS.has(id)).map(
          ({ id, label }) => html`<label class="check">
            <input type="checkbox" .checked=${shown.has(id)} @change=${() => this.#toggle(shown, id)} />${text(label)}
          </label>`,
        )}
        <button ?disabled=${chosen === null} @click=${() => route.patch({ cols: null })}>${text('columns.fit')}</button>
      </div>
    </details>`
  }

  #toggle(shown: ReadonlySet<string>, id: string): void {
    const next = COLUMNS.filter((column) => shown.has(column.id) !== (column.id === id)).map((column) => column.id)
    this.desk.route.patch({ cols: next.join(',') })
  }
}

customElements.define('columns-menu', ColumnsMenu)

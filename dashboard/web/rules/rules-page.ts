import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { RuleVersion } from '../../../domain/wire.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { ruleCalls } from './calls.ts'
import { conditionWords } from './condition-words.ts'
import './rule-detail.ts'
import { listStyles } from '../list-style.ts'
import { rulesStyles } from './rules-style.ts'

/** Every rule, and one of them to look at, to try and to change. */
export class RulesPage extends DeskElement {
  static override properties: PropertyDeclarations = { rules: { state: true }, fault: { state: true } }

  static override styles = [controls, markStyles, listStyles, rulesStyles]

  declare rules: readonly RuleVersion[] | null
  declare fault: string | null
  protected readonly follows = ['route', 'connection'] as const
  #isAsked = false

  constructor() {
    super()
    this.rules = null
    this.fault = null
  }

  protected override updated(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    this.#load()
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const open = route.param('rule')
    return html`
      ${this.#bar()}
      ${
        this.fault === null
          ? nothing
          : html`<p class="fault" role="alert">
              ${this.fault} <button @click=${() => this.#load()}>${text('do.again')}</button>
            </p>`
      }
      <div class="body ${open === null ? '' : 'split'}">
        ${this.rules === null ? (this.fault === null ? html`<p class="empty" role="status">${text('loading')}</p>` : nothing) : this.#list(this.rules)}
        ${
          // Not before the rules are known: what a person has begun to write would be taken away by their coming.
          open === null || this.rules === null
            ? nothing
            : html`<rule-detail
                .desk=${this.desk}
                .rule=${open}
                .known=${this.rules.find(({ id }) => id === open) ?? null}
                @changed=${() => this.#load()}
              ></rule-detail>`
        }
      </div>
    `
  }

  #bar(): TemplateResult {
    const { text, route, city } = this.desk
    return html`<div class="bar row" role="search">
      <select aria-label=${text('rules.kind')} @change=${(event: Event) => route.patch({ kind: (event.target as HTMLSelectElement).value })}>
        <option value="">${text('rules.kind.all')}</option>
        ${(city.facts?.kinds ?? []).map(
          ({ id, label }) =>
            html`<option value=${id} ?selected=${id === route.param('kind')}>${this.name(label)}</option>`,
        )}
      </select>
      <input
        name="text"
        type="search"
        placeholder=${text('rules.text')}
        aria-label=${text('rules.text')}
        .value=${route.param('text') ?? ''}
        @input=${(event: Event) => route.patch({ text: (event.target as HTMLInputElement).value })}
      />
      ${
        this.desk.may('rule.write')
          ? html`<button @click=${() => route.patch({ rule: NEW })}>${text('rules.new')}</button>`
          : nothing
      }
    </div>`
  }

  #list(all: readonly RuleVersion[]): TemplateResult {
    const { text, route } = this.desk
    const kind = route.param('kind') ?? ''
    const words = (route.param('text') ?? '').toLowerCase()
    const shown = all.filter(({ id, rule }) => {
      if (rule === null || (kind !== '' && rule.kind !== kind)) return false
      return [id, rule.label.zh, rule.label.en].some((part) => part.toLowerCase().includes(words))
    })
    if (shown.length === 0)
      return html`<p class="empty" role="status">${text(all.length === 0 ? 'rules.none' : 'rules.none.filtered')}</p>`
    return html`<div class="scroll">
      <p class="soft small" role="status">${text('rules.count', { shown: shown.length, all: all.length })}</p>
      <ul>
        ${shown.map((version) => this.#row(version))}
      </ul>
    </div>`
  }

  #row(version: RuleVersion): TemplateResult | typeof nothing {
    const { id, rule, isOn, by } = version
    const { text, route } = this.desk
    if (rule === null) return nothing
    const facts = this.desk.city.kind(rule.kind)
    return html`<li>
      <button class="plain rule ${isOn ? '' : 'off'}" aria-current=${route.param('rule') === id ? 'true' : nothing} @click=${() => route.patch({ rule: id })}>
        ${severityMark(rule.severity)}
        <span class="what"><b>${this.name(rule.label)}</b><small>${conditionWords(this.desk, rule)}</small></span>
        <span class="soft small">
          ${facts === undefined ? rule.kind : this.name(facts.label)}${isOn ? nothing : html` · <em>${text('rules.off')}</em>`}
          ${by === 'config' ? nothing : html` · ${by}`}
        </span>
      </button>
    </li>`
  }

  #load(): void {
    ruleCalls(this.desk.api)
      .list()
      .then(
        (rules) => {
          this.rules = rules
          this.fault = null
        },
        (error: unknown) => {
          if (!(error instanceof ApiFailure)) throw error
          this.fault = faultText(this.desk.text, error)
        },
      )
  }
}

/** In the address, for a rule that is to be made. */
export const NEW = '+'

customElements.define('rules-page', RulesPage)

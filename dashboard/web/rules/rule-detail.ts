import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { RuleVersion } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { ruleCalls } from './calls.ts'
import './rule-try.ts'
import { detailStyles } from './rules-style.ts'
import { refusalOf } from '../stations/rights.ts'
import { textWithTimes } from '../text/time.ts'

/** What a new rule begins with; its words are for whoever writes it to replace. */
const EXAMPLE = {
  id: 'new-rule',
  kind: 'air',
  label: { zh: '', en: '' },
  severity: 'blue',
  when: { type: 'threshold', value: 'pm25', above: 150, deadband: 20, forSeconds: 600 },
  response: { zh: '', en: '' },
}

/** One rule: what it says, what it would have raised, its versions, and what may be changed. */
export class RuleDetail extends DeskElement {
  static override properties: PropertyDeclarations = {
    rule: { attribute: false },
    known: { attribute: false },
    draft: { state: true },
    why: { state: true },
    versions: { state: true },
    fault: { state: true },
    saved: { state: true },
  }

  static override styles = [controls, detailStyles]

  /** Its id; something that is no id for a new one. */
  declare rule: string
  declare known: RuleVersion | null
  declare draft: string
  declare why: string
  declare versions: readonly RuleVersion[]
  declare fault: string | null
  declare saved: string | null
  protected readonly follows = ['connection'] as const
  #shown = ''

  constructor() {
    super()
    this.draft = ''
    this.why = ''
    this.versions = []
    this.fault = null
    this.saved = null
  }

  protected override willUpdate(): void {
    super.willUpdate()
    const shown = `${this.rule} ${this.known?.version ?? 0}`
    if (shown === this.#shown) return
    const isOther = this.#shown.split(' ')[0] !== this.rule
    this.#shown = shown
    this.draft = JSON.stringify(this.known?.rule ?? EXAMPLE, null, 2)
    this.why = ''
    if (isOther) {
      this.fault = null
      this.saved = null
    }
    this.#loadHistory()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const isAdmin = this.desk.may('rule.write')
    const parsed = parse(this.draft)
    return html`
      <header class="row">
        <h3>${this.known?.rule ? this.name(this.known.rule.label) : text('rules.new')}</h3>
        <button class="plain" @click=${() => this.desk.route.patch({ rule: null })} aria-label=${text('do.close')}>✕</button>
      </header>
      ${this.known === null ? nothing : html`<p class="soft small">${this.#versionText(this.known)}</p>`}
      <label for="rule">${text('rules.draft')}</label>
      <textarea
        id="rule"
        spellcheck="false"
        rows="16"
        ?readonly=${!isAdmin}
        aria-invalid=${'fault' in parsed}
        .value=${this.draft}
        @input=${(event: Event) => (this.draft = (event.target as HTMLTextAreaElement).value)}
      ></textarea>
      ${'fault' in parsed ? html`<p class="fault" role="alert">${text('rules.notjson', { detail: parsed.fault })}</p>` : nothing}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.saved === null ? nothing : html`<p role="status">${this.saved}</p>`}
      ${'rule' in parsed ? html`<rule-try .desk=${this.desk} .draft=${parsed.rule}></rule-try>` : nothing}
      ${isAdmin ? this.#changes('rule' in parsed ? parsed.rule : null) : html`<p class="soft small">${text('rules.readonly')}</p>`}
      ${this.#history()}
    `
  }

  #changes(rule: unknown): TemplateResult {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'rule.write')
    const isReady = this.why.trim().length >= 3 && readonlyBecause === null
    const isChanged = this.known?.rule ? JSON.stringify(rule) !== JSON.stringify(this.known.rule) : true
    const word = this.known?.isOn ? 'off' : 'on'
    return html`<form class="row" @submit=${(event: Event) => event.preventDefault()}>
      <input
        name="why"
        aria-label=${text('rules.why')}
        placeholder=${text('rules.why')}
        maxlength="500"
        .value=${this.why}
        @input=${(event: Event) => (this.why = (event.target as HTMLInputElement).value)}
      />
      <button class="main" ?disabled=${!isReady || rule === null || !isChanged} @click=${() => this.#save(rule)}>${text('rules.save')}</button>
      ${
        this.known === null
          ? nothing
          : html`<button ?disabled=${!isReady} @click=${() => this.#turn(word)}>${text(word === 'on' ? 'rules.turn.on' : 'rules.turn.off')}</button>
              <button ?disabled=${!isReady} @click=${() => this.#turn('remove')}>${text('rules.remove')}</button>`
      }
    </form>`
  }

  #history(): TemplateResult | typeof nothing {
    if (this.versions.length === 0) return nothing
    return html`<h4>${this.desk.text('rules.history')}</h4>
      <ol class="history">
        ${this.versions.map(
          (version) => html`<li>
            <span>${this.#versionText(version)}</span>
            ${
              version.rule === null
                ? nothing
                : html`<button class="link" @click=${() => (this.draft = JSON.stringify(version.rule, null, 2))}>${this.desk.text('rules.take')}</button>`
            }
          </li>`,
        )}
      </ol>`
  }

  #versionText({ version, by, at, why, isOn, rule }: RuleVersion): TemplateResult {
    const { text } = this.desk
    const state = rule === null ? text('rules.removed') : isOn ? '' : text('rules.off')
    const key = by === 'config' ? 'rules.version.config' : 'rules.version'
    const line = textWithTimes(this.desk, key, { times: { at }, values: { version, who: by, why } })
    return html`${line}${state === '' ? nothing : ` · ${state}`}`
  }

  #save(rule: unknown): void {
    const given = (rule as { id?: unknown } | null)?.id
    const id = typeof given === 'string' ? given : ''
    const version = this.known?.id === id ? this.known.version : 0
    this.#do(ruleCalls(this.desk.api).save(id, rule, { why: this.why, version }), id)
  }

  #turn(word: 'on' | 'off' | 'remove'): void {
    const { known } = this
    if (known === null) return
    const change = { why: this.why, version: known.version }
    this.#do(ruleCalls(this.desk.api).turn(known.id, word, change), word === 'remove' ? null : known.id)
  }

  #do(call: Promise<RuleVersion>, then: string | null): void {
    const { text, route } = this.desk
    call.then(
      ({ version }) => {
        this.fault = null
        this.saved = text('rules.saved', { version })
        this.dispatchEvent(new Event('changed'))
        if (then !== this.rule) route.patch({ rule: then })
      },
      (error: unknown) => this.#fail(error),
    )
  }

  #loadHistory(): void {
    this.versions = []
    if (this.known === null) return
    const { id } = this.known
    ruleCalls(this.desk.api)
      .history(id)
      .then(
        (versions) => {
          if (this.rule === id) this.versions = versions
        },
        (error: unknown) => this.#fail(error),
      )
  }

  #fail(error: unknown): void {
    if (!(error instanceof ApiFailure)) throw error
    this.saved = null
    this.fault = faultText(this.desk.text, error)
  }
}

function parse(text: string): { readonly rule: unknown } | { readonly fault: string } {
  try {
    return { rule: JSON.parse(text) as unknown }
  } catch (error) {
    return { fault: (error as Error).message }
  }
}

customElements.define('rule-detail', RuleDetail)

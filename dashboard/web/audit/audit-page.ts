import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { AuditEntry, AuditProof, AuditState } from '../../../domain/audit.ts'
import { saidByCity } from '../../../domain/city-says.ts'
import { visibleWord } from '../../../domain/visible.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { listenToRows } from '../letters/row-keys.ts'
import { reportStyles } from '../report-style.ts'
import './audit-list.ts'
import { auditStyles } from './audit-style.ts'
import { auditCalls, type AuditCalls, type AuditQuery, fileOf } from './calls.ts'
import { queryOf, questionOf, RESULTS, WINDOWS, WORDS } from './question.ts'
import { detailWords } from './detail-words.ts'
import { actionWord, resultWord } from './words.ts'
import { provedDownload } from '../sign-in/proved-download.ts'
import { cityTime, textWithTimes } from '../text/time.ts'

const STATE_MS = 5_000
/** Entries that are not here yet are asked for without being told to so many times in a row. */
const MOST_EMPTY_PAGES = 20

/** Who did what, and whether the log is whole. The question stands in the address. */
export class AuditPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    entries: { state: true },
    state: { state: true },
    proof: { state: true },
    fault: { state: true },
    isBusy: { state: true },
  }

  static override styles = [controls, reportStyles, auditStyles]

  declare entries: readonly AuditEntry[] | null
  declare state: AuditState | null
  declare proof: AuditProof | null
  declare fault: string | null
  declare isBusy: boolean
  protected readonly follows = ['route', 'connection'] as const
  #asked = ''
  #query: AuditQuery = {}
  #next: string | null = null
  #timer: ReturnType<typeof setInterval> | undefined
  #stopKeys: (() => void) | undefined

  constructor() {
    super()
    this.entries = null
    this.state = null
    this.proof = null
    this.fault = null
    this.isBusy = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timer = setInterval(() => void this.#lookAtState(), STATE_MS)
    this.#stopKeys = listenToRows(
      () => this.renderRoot.querySelector('audit-list')?.shadowRoot ?? this.renderRoot,
      () => this.#close(),
    )
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
    this.#stopKeys?.()
    this.#asked = ''
  }

  protected override updated(): void {
    const question = questionOf((name) => this.desk.route.param(name))
    const asked = JSON.stringify(question)
    if (asked !== this.#asked) {
      this.#asked = asked
      this.#query = queryOf(question, this.desk.city.now())
      this.#next = null
      this.entries = null
      void this.#load()
      void this.#lookAtState()
    }
    if (this.proof !== null && this.proof.entry.seq !== this.#chosen) this.proof = null
  }

  get #calls(): AuditCalls {
    return auditCalls(this.desk.api)
  }

  get #chosen(): number | null {
    const seq = Number(this.desk.route.param('entry') ?? Number.NaN)
    return Number.isInteger(seq) ? seq : null
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      ${this.#bar()} ${this.#state()}
      <div class="main">
        ${
          this.fault === null
            ? nothing
            : html`<p class="fault" role="alert">
                ${this.fault} <button @click=${() => void this.#load()}>${text('do.again')}</button>
              </p>`
        }
        ${this.entries === null ? (this.fault === null ? html`<p class="empty" role="status">${text('loading')}</p>` : nothing) : this.#body(this.entries)}
      </div>
    `
  }

  #bar(): TemplateResult {
    const { text, route } = this.desk
    const { window, words } = questionOf((name) => route.param(name))
    const choose = (name: string) => (event: Event) =>
      route.patch({ [name]: (event.target as HTMLInputElement | HTMLSelectElement).value.trim(), entry: null })
    const select = (name: string, options: readonly (readonly [value: string, label: string])[], now: string) =>
      html`<select name=${name} @change=${choose(name)}>
        ${options.map(([value, label]) => html`<option value=${value} ?selected=${value === now}>${label}</option>`)}
      </select>`
    const input = (name: string) =>
      html`<input name=${name} maxlength="200" .value=${words[name] ?? ''} @change=${choose(name)} />`
    const windows = Object.keys(WINDOWS).map((name) => [name, text.of('audit.window', name, name)] as const)
    const results = RESULTS.map((name) => [name, resultWord(text, name)] as const)
    return html`<div class="bar row" role="search">
      <h1>${text('audit.title')}</h1>
      <label>${text('audit.window')} ${select('window', windows, window)}</label>
      <label>${text('audit.actor')} ${input('actor')}</label>
      <label title=${text('audit.action.hint')}>${text('audit.action')} ${input('action')}</label>
      <label>${text('audit.object')} ${input('object')}</label>
      <label>${text('audit.result')} ${select('result', [['', text('audit.any')], ...results], words['result'] ?? '')}</label>
      <label>${text('audit.text')} ${input('text')}</label>
      ${
        Object.keys(words).length === 0
          ? nothing
          : html`<button @click=${() => route.patch({ ...Object.fromEntries(WORDS.map((name) => [name, null])), entry: null })}>
              ${text('audit.clear')}
            </button>`
      }
      <div class="row end">
        <a class="csv" download href=${fileOf(this.#query, 'csv')} @click=${(event: MouseEvent) => void provedDownload(this.desk, event)}>${text('audit.csv')}</a>
        <a class="csv" download href=${fileOf(this.#query, 'jsonl')} @click=${(event: MouseEvent) => void provedDownload(this.desk, event)}>${text('audit.jsonl')}</a>
      </div>
    </div>`
  }

  /** Whether the log is whole, and what was signed last. */
  #state(): TemplateResult | typeof nothing {
    const { text, format, city } = this.desk
    const { state } = this
    if (state === null) return html`<div class="proof" role="status">${text('loading')}</div>`
    const { head, broken, verifiedAt, entries, isVerifying, anchorFault, anchors } = state
    const ago = (at: number) => text('ago', { span: format.span(Math.max(0, city.now() - at)) })
    return html`<div class="proof ${broken || anchorFault ? 'wrong' : ''}" role="status">
      <span>
        ${
          broken
            ? text('audit.broken', { seq: broken.seq, what: saidByCity(broken.what, this.language) })
            : verifiedAt === null
              ? text('audit.unverified')
              : text('audit.whole', { count: entries, ago: ago(verifiedAt) })
        }
      </span>
      ${
        head === null
          ? nothing
          : html`<span class="soft">
              ${textWithTimes(this.desk, 'audit.head', { times: { at: head.at }, values: { size: head.size } })}
              <code title=${head.root}>${head.root.slice(0, 16)}…</code>
            </span>`
      }
      ${
        anchorFault
          ? html`<span>${text('audit.anchor.fault', { fault: anchorFault })}</span>`
          : anchors.length === 0
            ? html`<span class="soft">${text('audit.anchor.none')}</span>`
            : nothing
      }
      <button ?disabled=${isVerifying} @click=${() => void this.#verify()}>
        ${text(isVerifying ? 'audit.verifying' : 'audit.verify')}
      </button>
    </div>`
  }

  #body(entries: readonly AuditEntry[]): TemplateResult {
    const { text } = this.desk
    if (entries.length === 0 && this.#next === null)
      return html`<p class="empty" role="status">${text('audit.none')}</p>`
    const entry = entries.find(({ seq }) => seq === this.#chosen)
    return html`<div class="split">
      <audit-list .desk=${this.desk} .entries=${entries} .chosen=${this.#chosen} @more=${() => void this.#load()}></audit-list>
      ${entry === undefined ? nothing : this.#detail(entry)}
    </div>`
  }

  #detail(entry: AuditEntry): TemplateResult {
    const { text } = this.desk
    const { seq, at, actor, source, action, object, result, detail } = entry
    const facts = [
      ['audit.actor', actor],
      ['audit.source', source],
      ['audit.action', `${actionWord(text, action)} (${action})`],
      ['audit.object', object],
      ['audit.result', resultWord(text, result)],
      ['audit.detail', detailWords(this.desk, detail)],
    ] as const
    return html`<aside aria-label=${text('audit.entry', { seq })}>
      <div class="row">
        <h2>${text('audit.entry', { seq })}</h2>
        <button class="end" @click=${() => this.#close()}>${text('audit.close')}</button>
      </div>
      <dl>
        <dt>${text('audit.seq')}</dt><dd>${seq}</dd>
        <dt>${text('audit.time')}</dt><dd>${cityTime(this.desk, at)}</dd>
        ${facts.map(([key, fact]) => (fact === '' ? nothing : html`<dt>${text(key)}</dt><dd translate="no">${visibleWord(fact)}</dd>`))}
      </dl>
      <div class="row">
        <button ?disabled=${this.isBusy} @click=${() => void this.#prove(seq)}>${text('audit.prove')}</button>
        <a download=${`audit-${seq}-proof.json`} href=${`/api/v1/audit/${seq}/proof`}>${text('audit.proof.file')}</a>
      </div>
      ${this.proof === null ? nothing : this.#proofView(this.proof)}
    </aside>`
  }

  #proofView({ path, link, head, index }: AuditProof): TemplateResult {
    const { text } = this.desk
    return html`<section aria-label=${text('audit.proof')}>
      <p>${textWithTimes(this.desk, 'audit.proof.means', { times: { at: head.at }, values: { leaf: index + 1, size: head.size, steps: path.length } })}</p>
      <dl>
        <dt>${text('audit.proof.link')}</dt>
        <dd><code>${link}</code></dd>
        <dt>${text('audit.proof.root')}</dt>
        <dd><code>${head.root}</code></dd>
        <dt>${text('audit.proof.key')}</dt>
        <dd><code>${head.key}</code></dd>
      </dl>
    </section>`
  }

  #close(): boolean {
    if (this.#chosen === null) return false
    this.desk.route.patch({ entry: null })
    return true
  }

  async #load(): Promise<void> {
    if (this.isBusy || (this.entries !== null && this.#next === null && this.fault === null)) return
    this.isBusy = true
    const asked = this.#asked
    await this.#taking(async () => {
      for (let pages = 0; pages < MOST_EMPTY_PAGES; pages++) {
        const { items, next } = await this.#calls.list(this.#query, this.#next)
        if (asked !== this.#asked) return
        this.#next = next
        this.entries = [...(this.entries ?? []), ...items]
        if (next === null || items.length > 0) return
      }
    })
    this.isBusy = false
    // Another question came in between.
    if (asked !== this.#asked) await this.#load()
  }

  async #lookAtState(): Promise<void> {
    if (this.desk === undefined || document.hidden) return
    await this.#taking(async () => {
      this.state = await this.#calls.state()
    })
  }

  async #verify(): Promise<void> {
    await this.#taking(async () => {
      this.state = await this.#calls.verify()
    })
  }

  async #prove(seq: number): Promise<void> {
    await this.#taking(async () => {
      const proof = await this.#calls.proof(seq)
      if (seq === this.#chosen) this.proof = proof
    })
  }

  async #taking(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }
}

customElements.define('audit-page', AuditPage)

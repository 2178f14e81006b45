import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { SavedView, SavedViewWish } from '../../../domain/saved-view.ts'
import { ApiFailure } from '../api.ts'
import { askingStyles } from '../asking-style.ts'
import { closeOnChoice, closeOnEscape, closeOnLeave } from '../menu-details.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { faultText } from '../fault-text.ts'
import { menuStyles } from './menu-style.ts'
import { isSameView, presetsOf, viewOf } from './view-params.ts'

const PAGE = '/alarms'

/** Views of the alarm console: those that everybody has, one's own, and those that departments share. */
export class ViewsMenu extends DeskElement {
  static override properties: PropertyDeclarations = {
    views: { state: true },
    fault: { state: true },
    editing: { state: true },
    isSure: { state: true },
  }

  static override styles = [controls, askingStyles, menuStyles]

  declare views: readonly SavedView[]
  declare fault: string | null
  /** The view that the dialog is about; null: a new one. */
  declare editing: SavedView | null
  declare isSure: boolean
  protected readonly follows = ['route', 'connection'] as const
  #dialog = createRef<HTMLDialogElement>()

  constructor() {
    super()
    this.views = []
    this.fault = null
    this.editing = null
    this.isSure = false
  }

  protected override firstUpdated(): void {
    void this.#load(viewOf(this.desk.route.query) === '' && this.desk.route.query === '')
  }

  override render(): TemplateResult {
    const { text, session } = this.desk
    const mine = this.views.filter(({ owner }) => owner === session?.user)
    const shared = this.views.filter(({ owner }) => owner !== session?.user)
    const here = this.#here
    return html`<details @click=${closeOnChoice} @focusout=${closeOnLeave} @keydown=${closeOnEscape}>
        <summary>${text('views.title')}${here === '' ? nothing : html`: <b>${here}</b>`}</summary>
        <div class="sheet">
          <h3>${text('views.shipped')}</h3>
          ${presetsOf(session?.user ?? '').map(({ id, query }) => this.#link(text.of('views.of', id, id), query))}
          <h3>${text('views.mine')}</h3>
          ${mine.length === 0 ? html`<p class="soft small">${text('views.none')}</p>` : mine.map((view) => this.#own(view))}
          ${shared.length === 0 ? nothing : html`<h3>${text('views.shared')}</h3>`}
          ${shared.map((view) => html`${this.#link(view.name, view.query, `${this.#department(view)} · ${view.owner}`)}`)}
          <button class="main" name="save" @click=${() => void this.#ask(null)}>${text('views.save')}</button>
          ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
        </div>
      </details>
      ${this.#form()}`
  }

  get #here(): string {
    const { route, session, text } = this.desk
    const own = this.views.find(({ query }) => isSameView(query, route.query))
    if (own !== undefined) return own.name
    const preset = presetsOf(session?.user ?? '').find(({ query }) => isSameView(query, route.query))
    return preset === undefined ? '' : text.of('views.of', preset.id, '')
  }

  #link(name: string, query: string, detail = ''): TemplateResult {
    const isHere = isSameView(query, this.desk.route.query)
    return html`<a
      href="${PAGE}?${query}"
      aria-current=${isHere ? 'true' : nothing}
      @click=${(event: MouseEvent) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        this.desk.route.go(PAGE, Object.fromEntries(new URLSearchParams(query)))
      }}
      >${name}${detail === '' ? nothing : html` <span class="soft small">${detail}</span>`}</a
    >`
  }

  #own(view: SavedView): TemplateResult {
    const { text } = this.desk
    const detail = [view.isDefault ? text('views.default') : '', this.#department(view)].filter(Boolean).join(' · ')
    return html`<div class="own">
      ${this.#link(view.name, view.query, detail)}
      <button class="plain" aria-label=${text('views.edit.of', { name: view.name })} title=${text('views.edit')} @click=${() => void this.#ask(view)}>✎</button>
    </div>`
  }

  #department({ department }: SavedView): string {
    return department === null ? '' : this.desk.city.label('departments', department, this.language)
  }

  #form(): TemplateResult {
    const { text, city } = this.desk
    const { editing } = this
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title">
      <form method="dialog" @submit=${this.#submit}>
        <h2 id="title">${text(editing === null ? 'views.save' : 'views.edit')}</h2>
        <label>${text('views.name')}<input name="name" required maxlength="80" autocomplete="off" .value=${editing?.name ?? ''} /></label>
        <label>
          ${text('views.share')}
          <select name="department">
            <option value="" ?selected=${editing?.department == null}>${text('views.share.none')}</option>
            ${(city.facts?.departments ?? []).map(
              ({ id, label }) =>
                html`<option value=${id} ?selected=${editing?.department === id}>${this.name(label)}</option>`,
            )}
          </select>
        </label>
        <label class="check"><input type="checkbox" name="default" .checked=${editing?.isDefault ?? false} />${text('views.first')}</label>
        ${editing === null ? nothing : html`<label class="check"><input type="checkbox" name="again" />${text('views.again')}</label>`}
        ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
        <div class="row end">
          ${editing === null ? nothing : html`<button type="button" name="remove" @click=${() => void this.#remove(editing)}>${text(this.isSure ? 'views.remove.sure' : 'views.remove')}</button>`}
          <button type="button" @click=${() => this.#dialog.value?.close()}>${text('do.cancel')}</button>
          <button class="main">${text('views.keep')}</button>
        </div>
      </form>
    </dialog>`
  }

  async #ask(view: SavedView | null): Promise<void> {
    this.editing = view
    this.isSure = false
    this.fault = null
    await this.updateComplete
    this.#dialog.value?.querySelector('form')?.reset()
    this.#dialog.value?.showModal()
    this.#dialog.value?.querySelector<HTMLElement>('[name=name]')?.focus()
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const { editing, desk } = this
    const department = written(data, 'department')
    const wish: SavedViewWish = {
      name: written(data, 'name').trim(),
      page: PAGE,
      query: editing === null || data.has('again') ? viewOf(desk.route.query) : editing.query,
      department: department === '' ? null : department,
      isDefault: data.has('default'),
    }
    void this.#work(() =>
      editing === null
        ? desk.api.ask('saveView', { body: wish })
        : desk.api.ask('changeView', { path: { id: editing.id }, body: wish }),
    )
  }

  /** There is no way back from it, so it asks once more. */
  async #remove({ id }: SavedView): Promise<void> {
    if (!this.isSure) {
      this.isSure = true
      return
    }
    await this.#work(() => this.desk.api.ask('removeView', { path: { id } }))
  }

  async #work(work: () => Promise<unknown>): Promise<void> {
    this.fault = null
    try {
      await work()
      this.#dialog.value?.close()
      await this.#load(false)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** `isFirst`: the page was opened without a question of its own, so that its person's first view is shown. */
  async #load(isFirst: boolean): Promise<void> {
    try {
      const { items } = await this.desk.api.ask('listViews', { query: { page: PAGE } })
      this.views = items
      const first = items.find(({ isDefault, owner }) => isDefault && owner === this.desk.session?.user)
      if (isFirst && first !== undefined && this.desk.route.path === PAGE && this.desk.route.query === '')
        this.desk.route.patch(Object.fromEntries(new URLSearchParams(first.query)))
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if (!(error instanceof ApiFailure)) throw error
    this.fault = faultText(this.desk.text, error)
  }
}

customElements.define('views-menu', ViewsMenu)

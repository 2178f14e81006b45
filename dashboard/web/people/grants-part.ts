import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { DEFAULT_GRANT_DAYS, type Grant, type GrantUse, LONGEST_GRANT_DAYS } from '../../../domain/access/grant.ts'
import { written } from '../controls.ts'
import { Part } from './part.ts'
import { textWithTimes } from '../text/time.ts'

/** What departments let one another see: asked for, given, over; and who has used it. */
export class GrantsPart extends Part {
  static override properties: PropertyDeclarations = {
    ...Part.properties,
    grants: { state: true },
    uses: { state: true },
    open: { state: true },
  }

  declare grants: readonly Grant[] | null
  declare uses: readonly GrantUse[]
  declare open: number | null

  constructor() {
    super()
    this.grants = null
    this.uses = []
    this.open = null
  }

  protected async load(): Promise<void> {
    this.grants = await this.calls.grants()
    this.uses = this.open === null ? [] : await this.calls.uses(this.open)
  }

  override render(): TemplateResult {
    const { text } = this.desk
    if (this.grants === null) return html`${this.faultLine()}<p class="soft" role="status">${text('loading')}</p>`
    return html`
      ${this.faultLine()} ${this.desk.may('grant.ask') ? this.#form() : nothing}
      <section>
        <h2>${text('people.tab.grants')}</h2>
        ${
          this.grants.length === 0
            ? html`<p class="soft">${text('grants.none')}</p>`
            : html`<div class="wide" tabindex="0" role="region" aria-label=${text('people.tab.grants')}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">${text('grants.from')}</th>
                      <th scope="col">${text('grants.to')}</th>
                      <th scope="col">${text('grants.kinds')}</th>
                      <th scope="col">${text('grants.purpose')}</th>
                      <th scope="col">${text('grants.state')}</th>
                      <th scope="col">${text('grants.do')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${this.grants.map((grant) => this.#row(grant))}
                  </tbody>
                </table>
              </div>`
        }
      </section>
    `
  }

  #row(grant: Grant): TemplateResult {
    const { text, city } = this.desk
    const { id, from, to, kinds, purpose, state, askedBy, askedAt, decidedBy, until } = grant
    const kindNames = kinds?.map((kind) => city.kind(kind)).map((kind, i) => (kind ? this.name(kind.label) : kinds[i]))
    return html`<tr>
        <td>${this.departments([from])}</td>
        <td>${this.departments([to])}</td>
        <td>${kindNames?.join(text('list.comma')) ?? text('grants.kinds.all')}</td>
        <td>${purpose}<br /><span class="soft small">${textWithTimes(this.desk, 'grants.asked', { times: { at: askedAt }, values: { by: askedBy } })}</span></td>
        <td>
          ${text.of('grants.state', state, state)}
          ${decidedBy === null ? nothing : html`<span class="soft small">${decidedBy}</span>`}
          ${state === 'given' ? html`<br /><span class="soft small">${this.until(until)}</span>` : nothing}
        </td>
        <td>
          <div class="row">
            ${
              state === 'asked' && this.#isOf('grant.decide', from)
                ? html`<button ?disabled=${this.isOff} @click=${() => this.run(() => this.calls.decide(id, true))}>${text('grants.give')}</button>
                    <button ?disabled=${this.isOff} @click=${() => this.run(() => this.calls.decide(id, false))}>${text('grants.refuse')}</button>`
                : nothing
            }
            ${
              (state === 'given' || state === 'asked') &&
              (this.#isOf('grant.decide', from) || this.#isOf('grant.ask', to))
                ? html`<button ?disabled=${this.isOff} @click=${() => this.run(() => this.calls.end(id))}>${text('grants.end')}</button>`
                : nothing
            }
            <button aria-expanded=${this.open === id ? 'true' : 'false'} @click=${() => this.#show(id)}>${text('grants.uses')}</button>
          </div>
        </td>
      </tr>
      ${this.open === id ? this.#uses() : nothing}`
  }

  #uses(): TemplateResult {
    const { text } = this.desk
    return html`<tr>
      <td colspan="6">
        ${
          this.uses.length === 0
            ? html`<p class="soft">${text('grants.unused')}</p>`
            : html`<ul>
                ${this.uses.map(
                  ({ user, action, count, hour }) => html`<li>
                    ${this.when(hour)} · <b>${user}</b> · ${text.of('action', action, action)} · ${text('grants.times', { count })}
                  </li>`,
                )}
              </ul>`
        }
      </td>
    </tr>`
  }

  #form(): TemplateResult {
    const { text, city, session } = this.desk
    const all = city.facts?.departments ?? []
    const mine = all.filter(({ id }) => session?.departments?.includes(id) ?? true)
    const kinds = (city.facts?.kinds ?? []).filter(({ sharing }) => sharing === 'on-demand')
    return html`<section>
      <h2>${text('grants.ask')}</h2>
      <p class="soft">${text('grants.about')}</p>
      <form @submit=${(event: SubmitEvent) => this.#submit(event)}>
        <label>
          ${text('grants.to')}
          <select name="to">${mine.map(({ id, label }) => html`<option value=${id}>${this.name(label)}</option>`)}</select>
        </label>
        <label>
          ${text('grants.from')}
          <select name="from">${all.map(({ id, label }) => html`<option value=${id}>${this.name(label)}</option>`)}</select>
        </label>
        <fieldset>
          <legend>${text('grants.kinds')}</legend>
          ${kinds.map(
            ({ id, label }) =>
              html`<label class="check"><input type="checkbox" name="kinds" value=${id} />${this.name(label)}</label>`,
          )}
        </fieldset>
        <label>${text('grants.purpose')}<textarea name="purpose" required minlength="10" maxlength="500"></textarea></label>
        <label>
          ${text('grants.days')}
          <input name="days" type="number" min="1" max=${LONGEST_GRANT_DAYS} value=${DEFAULT_GRANT_DAYS} required />
        </label>
        <p class="row"><button class="main" ?disabled=${this.isOff}>${text('grants.ask')}</button></p>
      </form>
    </section>`
  }

  #isOf(action: 'grant.ask' | 'grant.decide', department: string): boolean {
    const { session } = this.desk
    return this.desk.may(action) && (session?.departments?.includes(department) ?? true)
  }

  #show(id: number): void {
    this.open = this.open === id ? null : id
    void this.run(async () => undefined)
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const data = new FormData(form)
    const kinds = data.getAll('kinds').map(String)
    const wish = { to: written(data, 'to'), from: written(data, 'from'), purpose: written(data, 'purpose').trim() }
    const days = Number(written(data, 'days'))
    void this.run(async () => {
      await this.calls.ask({ ...wish, days, ...(kinds.length > 0 && { kinds }) })
      form.reset()
    })
  }
}

customElements.define('grants-part', GrantsPart)

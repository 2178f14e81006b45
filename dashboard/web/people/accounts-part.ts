import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { written } from '../controls.ts'
import type { Person, Token } from './calls.ts'
import { Part } from './part.ts'
import { rightsFields, rightsIn } from './rights-fields.ts'
import { textWithTimes } from '../text/time.ts'
import { makerWord, scopeWords } from './words.ts'

/** In the address, for an account that is to be made. */
const NEW = '+'

/** Everybody's accounts, and one of them to look at and to change. */
export class AccountsPart extends Part {
  static override properties: PropertyDeclarations = {
    ...Part.properties,
    people: { state: true },
    tokens: { state: true },
    told: { state: true },
  }

  declare people: readonly Person[] | null
  declare tokens: readonly Token[]
  /** A password that is shown once. */
  declare told: { readonly user: string; readonly password: string } | null

  constructor() {
    super()
    this.people = null
    this.tokens = []
    this.told = null
  }

  protected async load(): Promise<void> {
    const user = this.desk.route.param('user')
    this.people = await this.calls.people()
    const isKnown = this.people.some((person) => person.user === user)
    this.tokens = user !== null && isKnown ? await this.calls.tokensOf(user) : []
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    if (this.people === null) return html`${this.faultLine()}<p class="soft" role="status">${text('loading')}</p>`
    const user = route.param('user')
    const open = this.people.find((person) => person.user === user)
    return html`
      ${this.faultLine()} ${this.#told()}
      ${user === NEW ? this.#newForm() : nothing} ${open === undefined ? nothing : this.#detail(open)}
      <section>
        <div class="row">
          <h2>${text('people.tab.accounts')}</h2>
          ${
            this.desk.may('people.write')
              ? html`<button @click=${() => this.#open(NEW)}>${text('people.new')}</button>`
              : nothing
          }
        </div>
        <div class="wide" tabindex="0" role="region" aria-label=${text('people.tab.accounts')}>
          <table>
            <thead>
              <tr>
                <th scope="col">${text('people.user')}</th>
                <th scope="col">${text('people.roles')}</th>
                <th scope="col">${text('people.departments')}</th>
                <th scope="col">${text('people.factor')}</th>
                <th scope="col">${text('people.since')}</th>
              </tr>
            </thead>
            <tbody>
              ${this.people.map((person) => this.#row(person))}
            </tbody>
          </table>
        </div>
      </section>
    `
  }

  #row({
    user,
    roles,
    departments,
    secondFactorAt,
    isOff,
    isBootstrap,
    mustChange,
    createdAt,
    createdBy,
    ...of
  }: Person) {
    const { text, route } = this.desk
    return html`<tr>
      <th scope="row">
        <button class="plain ${isOff ? 'off' : ''}" aria-current=${route.param('user') === user ? 'true' : nothing}
          @click=${() => this.#open(user)}>${user}</button>
        ${isOff ? html`<span class="tag">${text('people.off')}</span>` : nothing}
        ${isBootstrap ? html`<span class="tag">${text('people.bootstrap')}</span>` : nothing}
        ${mustChange ? html`<span class="tag">${text('people.mustChange')}</span>` : nothing}
      </th>
      <td>${this.roles(roles)}</td>
      <td>${this.departments(departments)}</td>
      <td>${of.isFromService ? text('people.service') : secondFactorAt === null ? '–' : this.when(secondFactorAt)}</td>
      <td class="small">${textWithTimes(this.desk, 'people.madeBy', { times: { at: createdAt }, values: { by: makerWord(text, createdBy) } })}</td>
    </tr>`
  }

  #detail(person: Person): TemplateResult {
    const { text, session } = this.desk
    const { user, isOff } = person
    const isMe = session?.user.toLowerCase() === user
    const cannot = !this.desk.may('people.write') || isMe || this.isOff
    return html`<section>
      <div class="row">
        <h2>${user}</h2>
        <button class="plain" aria-label=${text('do.close')} @click=${() => this.#open(null)}>✕</button>
      </div>
      ${isMe ? html`<p class="soft">${text('people.notYourself')}</p>` : nothing}
      <form @submit=${(event: SubmitEvent) => this.#submit(event, (data) => this.calls.change(user, rightsIn(data)))}>
        ${rightsFields(this.desk, person)}
        <p class="row"><button class="main" ?disabled=${cannot}>${text('people.save')}</button></p>
        <p class="soft small">${text('people.save.note')}</p>
      </form>
      <p class="row">
        <button ?disabled=${cannot} @click=${() => this.run(() => this.calls.change(user, { isOff: !isOff }))}>
          ${text(isOff ? 'people.turnOn' : 'people.turnOff')}
        </button>
        <button ?disabled=${cannot} @click=${() => this.run(() => this.calls.signOut(user))}>${text('people.signOut')}</button>
        <button ?disabled=${cannot} @click=${() => this.run(() => this.#resetPassword(user))}>${text('people.newPassword')}</button>
        <button ?disabled=${cannot || person.secondFactorAt === null} @click=${() => this.run(() => this.calls.resetFactor(user))}>
          ${text('people.resetFactor')}
        </button>
      </p>
      ${
        this.tokens.length === 0
          ? nothing
          : html`<h3>${text('people.tokens')}</h3>
              <ul>
                ${this.tokens.map(
                  ({ id, name, scopes, expiresAt }) => html`<li class="row">
                    <b>${name}</b> <span class="small">${scopeWords(text, scopes)}</span>
                    <span class="soft small">${this.until(expiresAt)}</span>
                    <button ?disabled=${cannot} @click=${() => this.run(() => this.calls.revokeOf(user, id))}>${text('people.revoke')}</button>
                  </li>`,
                )}
              </ul>`
      }
    </section>`
  }

  #newForm(): TemplateResult {
    const { text } = this.desk
    const own = this.desk.session?.departments ?? null
    return html`<section>
      <h2>${text('people.new')}</h2>
      <form @submit=${(event: SubmitEvent) => this.#submit(event, (data) => this.#create(data))}>
        <label>${text('people.user')}<input name="user" required maxlength="64" autocomplete="off" autofocus /></label>
        ${rightsFields(this.desk, { roles: ['viewer'], departments: own ?? [] })}
        <p class="row">
          <button class="main" ?disabled=${this.isOff}>${text('people.create')}</button>
          <button type="button" @click=${() => this.#open(null)}>${text('do.close')}</button>
        </p>
      </form>
    </section>`
  }

  #told(): TemplateResult | typeof nothing {
    const { text } = this.desk
    if (this.told === null) return nothing
    return html`<div class="told" role="status">
      <p>${text('people.told', { user: this.told.user })}</p>
      <code>${this.told.password}</code>
      <p class="row"><button @click=${() => (this.told = null)}>${text('people.told.done')}</button></p>
    </div>`
  }

  async #create(data: FormData): Promise<void> {
    const { person, password } = await this.calls.create(written(data, 'user').trim(), rightsIn(data))
    this.told = { user: person.user, password }
    this.desk.route.patch({ user: person.user })
  }

  async #resetPassword(user: string): Promise<void> {
    const { password } = await this.calls.resetPassword(user)
    this.told = { user, password }
  }

  #open(user: string | null): void {
    this.desk.route.patch({ user })
    void this.run(async () => undefined)
  }

  #submit(event: SubmitEvent, work: (data: FormData) => Promise<unknown>): void {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    void this.run(() => work(data))
  }
}

customElements.define('accounts-part', AccountsPart)

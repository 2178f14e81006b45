import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { TOKEN_SCOPES, type TokenScope } from '../../../domain/access/roles.ts'
import { written } from '../controls.ts'
import type { OpenSession, Profile, Token } from './calls.ts'
import './factor-form.ts'
import { Part } from './part.ts'
import './password-form.ts'
import { textWithTimes } from '../text/time.ts'
import { scopeWords } from './words.ts'

const DEFAULT_DAYS = 90
const LONGEST_DAYS = 3650

/** The own account: rights, password, second factor, where one is signed in, and tokens for scripts. */
export class ProfilePart extends Part {
  static override properties: PropertyDeclarations = {
    ...Part.properties,
    profile: { state: true },
    sessions: { state: true },
    tokens: { state: true },
    told: { state: true },
  }

  declare profile: Profile | null
  declare sessions: readonly OpenSession[]
  declare tokens: readonly Token[]
  declare told: string | null

  constructor() {
    super()
    this.profile = null
    this.sessions = []
    this.tokens = []
    this.told = null
  }

  protected async load(): Promise<void> {
    const { calls } = this
    ;[this.profile, this.sessions, this.tokens] = await Promise.all([calls.profile(), calls.sessions(), calls.tokens()])
  }

  override render(): TemplateResult {
    const { text, desk } = { text: this.desk.text, desk: this.desk }
    if (this.profile === null) return html`${this.faultLine()}<p class="soft" role="status">${text('loading')}</p>`
    const { user, roles, departments } = this.profile
    return html`
      ${this.faultLine()}
      <section>
        <h2>${user}</h2>
        <p>${this.roles(roles)} · ${this.departments(departments)}</p>
      </section>
      ${this.profile.isFromService ? nothing : html`<password-form .desk=${desk}></password-form>`}
      <factor-form .desk=${desk}></factor-form>
      ${this.#sessions()} ${this.#tokens()}
    `
  }

  #sessions(): TemplateResult {
    const { text } = this.desk
    return html`<section>
      <h2>${text('people.sessions')}</h2>
      <ul>
        ${this.sessions.map(
          ({ id, address, agent, createdAt, usedAt, isThis }) => html`<li class="row">
            <b>${address}</b> <span class="small soft" translate="no">${agent}</span>
            <span class="small">${textWithTimes(this.desk, 'people.session.times', { times: { from: createdAt, used: usedAt } })}</span>
            ${
              isThis
                ? html`<span class="tag">${text('people.session.this')}</span>`
                : html`<button ?disabled=${this.isOff} @click=${() => this.run(() => this.calls.endSession(id))}>${text('people.session.end')}</button>`
            }
          </li>`,
        )}
      </ul>
    </section>`
  }

  #tokens(): TemplateResult {
    const { text } = this.desk
    return html`<section>
      <h2>${text('people.tokens')}</h2>
      <p class="soft">${text('people.tokens.about')}</p>
      ${
        this.told === null
          ? nothing
          : html`<div class="told" role="status">
              <p>${text('people.token.told')}</p>
              <code>${this.told}</code>
              <p class="row"><button @click=${() => (this.told = null)}>${text('people.told.done')}</button></p>
            </div>`
      }
      <ul>
        ${this.tokens.map(
          ({ id, name, scopes, expiresAt, usedAt }) => html`<li class="row">
            <b>${name}</b> <span class="small">${scopeWords(text, scopes)}</span>
            <span class="soft small">${this.until(expiresAt)} · ${usedAt === null ? text('people.used', { at: '–' }) : textWithTimes(this.desk, 'people.used', { times: { at: usedAt } })}</span>
            <button ?disabled=${this.isOff} @click=${() => this.run(() => this.calls.revoke(id))}>${text('people.revoke')}</button>
          </li>`,
        )}
      </ul>
      <form @submit=${this.#create}>
        <label>${text('people.token.name')}<input name="name" required maxlength="100" autocomplete="off" /></label>
        <fieldset>
          <legend>${text('people.scopes')}</legend>
          ${TOKEN_SCOPES.map(
            (scope) => html`<label class="check">
              <input type="checkbox" name="scopes" value=${scope} ?checked=${scope === 'read'} />${text.of('people.scope', scope, scope)}
            </label>`,
          )}
        </fieldset>
        <label>
          ${text('grants.days')}
          <input name="days" type="number" min="1" max=${LONGEST_DAYS} value=${DEFAULT_DAYS} required />
        </label>
        <p class="row"><button class="main" ?disabled=${this.isOff}>${text('people.token.create')}</button></p>
      </form>
    </section>`
  }

  #create(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const data = new FormData(form)
    const scopes = data.getAll('scopes').map(String) as TokenScope[]
    const wish = { name: written(data, 'name').trim(), days: Number(written(data, 'days')), scopes }
    void this.run(async () => {
      this.told = (await this.calls.createToken(wish)).token
      form.reset()
    })
  }
}

customElements.define('profile-part', ProfilePart)

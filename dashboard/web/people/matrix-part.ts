import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Matrix } from './calls.ts'
import { Part } from './part.ts'
import { scopeWords } from './words.ts'

/** Who may do what, as it is enforced: a row for each action, a column for each role. */
export class MatrixPart extends Part {
  static override properties: PropertyDeclarations = { ...Part.properties, matrix: { state: true } }

  declare matrix: Matrix | null

  constructor() {
    super()
    this.matrix = null
  }

  protected async load(): Promise<void> {
    this.matrix = await this.calls.matrix()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const { matrix } = this
    if (matrix === null) return html`${this.faultLine()}<p class="soft" role="status">${text('loading')}</p>`
    return html`<section>
      <h2>${text('people.tab.matrix')}</h2>
      <p class="soft">${text('people.matrix.about')}</p>
      <div class="wide" tabindex="0" role="region" aria-label=${text('people.tab.matrix')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${text('people.action')}</th>
              ${matrix.roles.map((role) => html`<th scope="col">${text.of('role', role, role)}</th>`)}
              <th scope="col">${text('people.reach')}</th>
              <th scope="col">${text('people.scopes')}</th>
            </tr>
          </thead>
          <tbody>
            ${matrix.actions.map(
              ({ action, roles, reach, scopes, needsProof }) => html`<tr>
                <th scope="row">${text.of('action', action, action)} <code class="small soft">${action}</code>
                  ${needsProof ? html`<span class="small soft">${text('people.matrix.proof')}</span>` : nothing}</th>
                ${matrix.roles.map((role) => this.#cell(roles.includes(role)))}
                <td class="small">${text.of('people.reach', reach, reach)}</td>
                <td class="small">${scopeWords(text, scopes)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`
  }

  #cell(may: boolean): TemplateResult {
    const { text } = this.desk
    return may
      ? html`<td><b aria-hidden="true">●</b><span class="hidden-visually">${text('people.may')}</span></td>`
      : html`<td class="soft"><span aria-hidden="true">·</span><span class="hidden-visually">${text('people.mayNot')}</span></td>`
  }
}

customElements.define('matrix-part', MatrixPart)

import { html, type TemplateResult } from 'lit'
import { ROLES, type Role } from '../../../domain/access/roles.ts'
import { nameIn } from '../../../domain/label.ts'
import type { Desk } from '../desk.ts'
import type { Rights } from './calls.ts'

const WHOLE = '*'

/** Boxes to tick: roles, and departments or the whole city. */
export function rightsFields(desk: Desk, known: Rights): TemplateResult {
  const { text, city, settings } = desk
  const mine = desk.session?.departments ?? null
  const departments = (city.facts?.departments ?? []).filter(({ id }) => mine === null || mine.includes(id))
  return html`
    <fieldset>
      <legend>${text('people.roles')}</legend>
      ${ROLES.map(
        (role) => html`<label class="check">
          <input type="checkbox" name="roles" value=${role} .checked=${known.roles.includes(role)} />${text.of('role', role, role)}
        </label>`,
      )}
    </fieldset>
    <fieldset>
      <legend>${text('people.departments')}</legend>
      ${
        mine === null
          ? html`<label class="check">
              <input type="checkbox" name="departments" value=${WHOLE} .checked=${known.departments === null} />${text('people.whole')}
            </label>`
          : ''
      }
      ${departments.map(
        ({ id, label }) => html`<label class="check">
          <input type="checkbox" name="departments" value=${id} .checked=${known.departments?.includes(id) ?? false} />
          ${nameIn(settings.language, label)}
        </label>`,
      )}
    </fieldset>
  `
}

/** What was ticked; the whole city goes before single departments. */
export function rightsIn(data: FormData): Rights {
  const departments = data.getAll('departments').map(String)
  return {
    roles: data.getAll('roles').map(String) as Role[],
    departments: departments.includes(WHOLE) ? null : departments,
  }
}

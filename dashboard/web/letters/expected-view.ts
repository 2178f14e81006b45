import { html, nothing, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import type { Desk } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'

/** What a device of a kind should send: the form, and each value with its unit. */
export function expectedView(desk: Desk, id: string | null): TemplateResult | typeof nothing {
  const kind = id === null ? undefined : desk.city.kind(id)
  if (kind === undefined) return nothing
  const { text, settings } = desk
  const [name = ''] = Object.keys(kind.values)
  return html`
    <h3>${text('letters.contract', { kind: nameIn(settings.language, kind.label) })}</h3>
    <p><code>${`{"ts": 1764000000000, "seq": 17, "values": {"${name}": 35.2, …}}`}</code></p>
    <table>
      ${Object.entries(kind.values).map(
        ([value, { unit, label }]) =>
          html`<tr>
            <th scope="row"><code>${value}</code></th>
            <td>${nameIn(settings.language, label)}</td>
            <td>${printedUnit(unit, text)}</td>
            <td class="soft"><code>${unit}</code></td>
          </tr>`,
      )}
    </table>
  `
}

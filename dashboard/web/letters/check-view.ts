import { cityTime } from '../text/time.ts'
import { html, nothing, type TemplateResult } from 'lit'
import type { DeadLetterCheck } from '../../../domain/dead-letter.ts'
import { nameIn } from '../../../domain/label.ts'
import { visibleWord } from '../../../domain/visible.ts'
import type { Desk } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'

/** What a replay would do: what would be stored, with time, values, units and doubts, or the faults. */
export function checkView(desk: Desk, check: DeadLetterCheck): TemplateResult {
  const { text, format, city, settings } = desk
  return html`<div class="check" role="status">
    ${check.readings.map(({ station, kind, ts, values }) => {
      const specs = city.kind(kind)?.values
      return html`<p>
        <b>${text('letters.would.store')}</b> ${station} · ${cityTime(desk, ts)}<br />
        ${Object.entries(values).map(([name, { value, unit, flag }]) => {
          const spec = specs?.[name]
          const figure = value === null ? text('letters.missing') : format.number(value, spec?.decimals ?? 3)
          const label = spec === undefined ? '' : ` (${nameIn(settings.language, spec.label)})`
          return html`<span class="value">
            ${name}${label} <b>${figure}</b> ${value === null ? nothing : printedUnit(unit, text)}
            ${flag === 1 || flag === 9 ? nothing : html`<i>${text.of('flag', String(flag), String(flag))}</i>`}
          </span>`
        })}
      </p>`
    })}
    ${check.faults.map(
      ({ reason, detail }) =>
        html`<p class="fault">
          <b>${text('letters.would.refuse')}</b> ${text.of('letters.reason', reason, reason)}<br />${visibleWord(detail)}
        </p>`,
    )}
  </div>`
}

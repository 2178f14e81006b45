import { html, nothing, type TemplateResult } from 'lit'
import { dayOfDate, makeZone } from '../../../domain/zone.ts'
import type { Desk } from '../desk.ts'

/** A time of the day in a field: `07:00`, `23:30`. */
export const HOUR_PATTERN = '([01][0-9]|2[0-3]):[0-5][0-9]'

const WRITTEN = /^(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?$/

export interface TimeField {
  readonly name: string
  readonly label: string
  /** UTC ms; null: nothing is written yet. */
  readonly at: number | null
  readonly hasSeconds?: boolean
  readonly isOptional?: boolean
  readonly isReadonly?: boolean
  /** Told of each whole time that is written, UTC ms, and of an emptied field as null. */
  changed?(at: number | null): void
}

/**
 * A field for a time of the city, written as every time on a page is: by 24 hours, whatever the browser speaks. The browser's calendar is at its side.
 * Its value in a form is text, which {@link timeIn} reads.
 */
export function timeField(desk: Desk, of: TimeField): TemplateResult {
  const { text, format } = desk
  const { hasSeconds = false, isReadonly = false } = of
  const written = of.at === null ? '' : format.dateTime(of.at).slice(0, hasSeconds ? 19 : 16)
  return html`<span class="time-field">
    <label>
      ${of.label}
      <input
        name=${of.name}
        class=${hasSeconds ? 'seconds' : ''}
        autocomplete="off"
        placeholder=${text(hasSeconds ? 'time.form.seconds' : 'time.form')}
        ?required=${of.isOptional !== true}
        ?readonly=${isReadonly}
        .value=${written}
        @input=${(event: Event) => judge(desk, fieldOf(event))}
        @change=${(event: Event) => tell(desk, of, fieldOf(event))}
      />
    </label>
    ${
      isReadonly
        ? nothing
        : html`<button type="button" class="plain" aria-label=${text('time.pick', { what: of.label })} title=${text('time.pick', { what: of.label })} @click=${pick}>▾</button>
          <input type="datetime-local" tabindex="-1" aria-hidden="true" step=${hasSeconds ? 1 : 60} @change=${picked} />`
    }
  </span>`
}

/** What a field for a time holds, as a time of the city, UTC ms. NaN for what is no time. */
export function timeIn({ city }: Pick<Desk, 'city'>, written: string): number {
  // An input method may write the colons full width.
  const [, date = '', hour = '', minute = '', second = '0'] = WRITTEN.exec(written.normalize('NFKC').trim()) ?? []
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  const day = dayOfDate(date)
  if (!isTime || Number.isNaN(day)) return Number.NaN
  return makeZone(city.facts?.timeZone ?? 'UTC').at(day, Number(hour) * 60 + Number(minute)) + Number(second) * 1000
}

/** Whether it can be sent; the browser says why not. */
function judge(desk: Desk, field: HTMLInputElement): void {
  const isGood = field.value === '' || !Number.isNaN(timeIn(desk, field.value))
  field.setCustomValidity(isGood ? '' : desk.text('time.bad', { form: field.placeholder }))
}

function tell(desk: Desk, of: TimeField, field: HTMLInputElement): void {
  judge(desk, field)
  if (of.changed === undefined || !field.reportValidity()) return
  of.changed(field.value === '' ? null : timeIn(desk, field.value))
}

function pick(event: Event): void {
  const [field, calendar] = partsOf(event)
  calendar.value = field.value.replace(' ', 'T')
  calendar.showPicker()
}

/** The calendar's choice is as if it had been written. */
function picked(event: Event): void {
  const [field, calendar] = partsOf(event)
  if (calendar.value === '') return
  field.value = calendar.value.replace('T', ' ')
  for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }))
  field.focus()
}

function fieldOf(event: Event): HTMLInputElement {
  return event.currentTarget as HTMLInputElement
}

function partsOf(event: Event): readonly [field: HTMLInputElement, calendar: HTMLInputElement] {
  const inputs = (event.currentTarget as HTMLElement).closest('.time-field')!.querySelectorAll('input')
  return [inputs[0]!, inputs[1]!]
}

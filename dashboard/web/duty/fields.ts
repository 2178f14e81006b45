import { html, nothing, type TemplateResult } from 'lit'
import type { Duty, DutyList } from '../../../domain/duty.ts'
import { nameIn } from '../../../domain/label.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import type { Desk } from '../desk.ts'
import { emptyOf, type Path, type Shape } from './draft.ts'
import { timeField } from '../text/time-field.ts'

/** What fields of a form need to know. */
export interface Fields {
  readonly desk: Desk
  readonly list: DutyList
  readonly plan: Pick<Duty, 'contacts' | 'rosters'>
  readonly isReadonly: boolean
  /** The id of an item that is there already does not change. */
  readonly isNew: boolean
  set(path: Path, value: unknown): void
}

interface Field {
  readonly shape: Shape
  readonly value: unknown
  readonly path: Path
  readonly isOptional: boolean
}

/** The fields of an object, each as its schema asks. */
export function fieldsOf(of: Fields, shape: Shape, { value, path }: Pick<Field, 'value' | 'path'>): TemplateResult[] {
  const required = new Set(shape.required)
  return Object.entries(shape.properties ?? {}).map(([key, part]) => {
    const inner = (value as Record<string, unknown> | undefined)?.[key]
    return field(of, { shape: part, value: inner, path: [...path, key], isOptional: !required.has(key) })
  })
}

function field(of: Fields, given: Field): TemplateResult {
  const { desk, list } = of
  const { shape, value, path, isOptional } = given
  const key = String(path.at(-1))
  const name =
    list === 'escalations' && key === 'on' ? desk.text('duty.chain.on') : desk.text.of('duty.field', key, key)
  const label = `${name}${isOptional ? ` (${desk.text('duty.optional')})` : ''}`
  const choices = path.length === 1 || typeof path.at(-1) === 'string' ? choicesOf(of, key, path) : undefined
  if (shape.properties?.['zh'] && shape.properties['en'] && !shape.properties['id'])
    return html`<fieldset class="label">
      <legend>${label}</legend>
      ${(['zh', 'en'] as const).map((language) => input(of, { ...given, path: [...path, language], value: (value as Record<string, unknown> | undefined)?.[language], label: desk.text.of('duty.language', language, language) }))}
    </fieldset>`
  if (shape.type === 'array') {
    const options = shape.items?.enum?.map((name) => ({ id: name, name: desk.text.of('severity', name, name) }))
    if (options || key === 'departments') return ticks(of, { ...given, label, choices: options ?? choices ?? [] })
    return rows(of, { ...given, label, name })
  }
  if (shape.enum)
    return select(of, {
      ...given,
      label,
      choices: shape.enum.map((id) => ({
        id,
        name: wordOf(desk, key, id),
      })),
    })
  if (choices) return select(of, { ...given, label, choices })
  if (list === 'overrides' && (key === 'from' || key === 'to')) return moment(of, { ...given, label })
  return input(of, { ...given, label })
}

/** A word of a closed list, as people read it. */
function wordOf({ text }: Desk, key: string, id: string): string {
  if (key === 'position') return text.of('duty.position', id, id)
  if (key === 'on') return text.of('duty.on', id, id)
  return key === 'covers' ? text.of('duty.covers', id, id) : text.of('severity', id, id)
}

interface Choice {
  readonly id: string
  readonly name: string
}

function choicesOf({ desk, list, plan }: Fields, key: string, path: Path): readonly Choice[] | undefined {
  const { language } = desk.settings
  const contacts = () => plan.contacts.map(({ id, name }) => ({ id, name: `${nameIn(language, name)} (${id})` }))
  if (key === 'department' || key === 'departments') {
    const all = (desk.city.facts?.departments ?? []).map(({ id, label }) => ({ id, name: nameIn(language, label) }))
    const hasMonitor = (list === 'escalations' && path.length === 1) || list === 'targets'
    return hasMonitor ? [...all, { id: MONITOR, name: desk.text('alarm.monitor') }] : all
  }
  if (list === 'overrides' && key === 'roster')
    return plan.rosters.map(({ id, label }) => ({ id, name: nameIn(language, label) }))
  if (list === 'overrides' && (key === 'on' || key === 'off')) return contacts()
  return undefined
}

function input(of: Fields, { shape, value, path, isOptional, label }: Field & { label: string }): TemplateResult {
  const isNumber = shape.type === 'number' || shape.type === 'integer'
  const key = path.at(-1)
  const type = isNumber
    ? 'number'
    : key === 'starts'
      ? 'date'
      : path.includes('shifts') && (key === 'from' || key === 'to')
        ? 'time'
        : 'text'
  return html`<label>
    ${label}
    <input
      name=${path.join('.')}
      type=${type}
      step="any"
      autocomplete="off"
      ?required=${!isOptional}
      ?readonly=${of.isReadonly || (key === 'id' && path.length === 1 && !of.isNew)}
      .value=${typeof value === 'string' || typeof value === 'number' ? String(value) : ''}
      @change=${(event: Event) => {
        const text = (event.target as HTMLInputElement).value
        of.set(path, text === '' && isOptional ? undefined : isNumber ? Number(text) : text)
      }}
    />
  </label>`
}

function select(
  of: Fields,
  { value, path, isOptional, label, choices }: Field & { label: string; choices: readonly Choice[] },
): TemplateResult {
  const isKnown = choices.some(({ id }) => id === value)
  return html`<label>
    ${label}
    <select
      name=${path.join('.')}
      ?required=${!isOptional}
      ?disabled=${of.isReadonly}
      @change=${(event: Event) => of.set(path, (event.target as HTMLSelectElement).value || undefined)}
    >
      ${isOptional || !isKnown ? html`<option value="" ?selected=${value === undefined || value === ''}>–</option>` : nothing}
      ${choices.map(({ id, name }) => html`<option value=${id} ?selected=${id === value}>${name}</option>`)}
    </select>
  </label>`
}

function ticks(
  of: Fields,
  { value, path, label, choices }: Field & { label: string; choices: readonly Choice[] },
): TemplateResult {
  const chosen = Array.isArray(value) ? (value as string[]) : []
  const toggle = (id: string, isOn: boolean) => {
    const next = choices.map((choice) => choice.id).filter((one) => (one === id ? isOn : chosen.includes(one)))
    of.set(path, next.length === 0 ? undefined : next)
  }
  return html`<fieldset class="ticks">
    <legend>${label}</legend>
    ${choices.map(
      ({ id, name }) => html`<label class="tick">
        <input type="checkbox" ?disabled=${of.isReadonly} .checked=${chosen.includes(id)} @change=${(event: Event) => toggle(id, (event.target as HTMLInputElement).checked)} />
        ${name}
      </label>`,
    )}
  </fieldset>`
}

function rows(of: Fields, given: Field & { label: string; name: string }): TemplateResult {
  const { shape, value, path, label, name } = given
  const { desk, isReadonly } = of
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  const inner = shape.items ?? {}
  const people = path.at(-1) === 'people' ? of.plan.contacts : undefined
  const one = (item: unknown, i: number) => {
    const at = { shape: inner, value: item, path: [...path, i], isOptional: false, label: `${name} ${i + 1}` }
    if (inner.type === 'object') return html`${fieldsOf(of, inner, at)}`
    if (people === undefined) return input(of, at)
    return select(of, {
      ...at,
      choices: people.map(({ id, name }) => ({ id, name: `${nameIn(desk.settings.language, name)} (${id})` })),
    })
  }
  return html`<fieldset class=${inner.type === 'object' ? 'objects' : 'words'}>
    <legend>${label}</legend>
    ${items.map(
      (item, i) => html`<div class="one">
        ${one(item, i)}
        ${isReadonly ? nothing : html`<button type="button" class="plain" aria-label=${desk.text('duty.row.remove', { name: `${name} ${i + 1}` })} @click=${() => of.set([...path, i], undefined)}>✕</button>`}
      </div>`,
    )}
    ${isReadonly ? nothing : html`<button type="button" @click=${() => of.set([...path, items.length], emptyOf(inner))}>${desk.text('duty.row.add', { name })}</button>`}
  </fieldset>`
}

/** A moment by the wall clock of the city. */
function moment(of: Fields, { value, path, label }: Field & { label: string }): TemplateResult {
  return timeField(of.desk, {
    name: path.join('.'),
    label,
    at: typeof value === 'number' && value > 0 ? value : null,
    isReadonly: of.isReadonly,
    changed: (at) => {
      if (at !== null) of.set(path, at)
    },
  })
}

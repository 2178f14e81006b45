import { html, nothing, type TemplateResult } from 'lit'
import { FAULTS } from '../../../domain/errors.ts'
import type { Desk } from '../desk.ts'

/** How far back is looked, ms. */
export const WINDOWS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 } as const
export type WindowChoice = keyof typeof WINDOWS

/** `open`: what waits for somebody. */
export const STATES = ['open', 'refused-again', 'replayed', 'discarded', 'all'] as const
export type StateChoice = (typeof STATES)[number]

/** Parameters of the address that name a group. */
export const GROUP = ['why', 'vendor', 'at', 'kind', 'field'] as const

/** What is looked at; every choice goes into the address. */
export function filterBar(
  { text, route }: Desk,
  chosen: { readonly window: WindowChoice; readonly state: StateChoice; readonly clear: () => void },
): TemplateResult {
  const choose = (name: string) => (event: Event) => {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement
    route.patch({ [name]: value.trim(), letter: null, map: null })
  }
  const select = (name: string, options: readonly (readonly [value: string, label: string])[], now: string) =>
    html`<select name=${name} @change=${choose(name)}>
      ${options.map(([value, label]) => html`<option value=${value} ?selected=${value === now}>${label}</option>`)}
    </select>`
  const input = (name: string) =>
    html`<input name=${name} maxlength="64" .value=${route.param(name) ?? ''} @change=${choose(name)} />`
  const windows = Object.keys(WINDOWS).map((name) => [name, text.of('letters.window', name, name)] as const)
  const states = STATES.map((name) => [name, text.of('letters.state', name, name)] as const)
  const reasons = Object.keys(FAULTS).map((name) => [name, text.of('letters.reason', name, name)] as const)
  const isFiltered = [...GROUP, 'state'].some((name) => route.param(name) !== null)

  return html`<div class="bar row" role="search">
    <h1>${text('letters.title')}</h1>
    <label>${text('letters.window')} ${select('window', windows, chosen.window)}</label>
    <label>${text('letters.state')} ${select('state', states, chosen.state)}</label>
    <label>
      ${text('letters.reason')}
      ${select('why', [['', text('letters.any')], ...reasons], route.param('why') ?? '')}
    </label>
    <label>${text('letters.vendor')} ${input('vendor')}</label>
    <label>${text('letters.station')} ${input('at')}</label>
    ${isFiltered ? html`<button @click=${chosen.clear}>${text('letters.clear')}</button>` : nothing}
  </div>`
}

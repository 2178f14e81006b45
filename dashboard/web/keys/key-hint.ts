import { html, nothing, type TemplateResult } from 'lit'
import type { Desk } from '../desk.ts'
import { printedKey } from './key-map.ts'

/** The key that does the same as a button; nothing where keys are off or it has none. */
export function keyHint({ keys }: Pick<Desk, 'keys'>, id: string): TemplateResult | typeof nothing {
  const [key] = keys.isOn ? keys.keysOf(id) : []
  return key === undefined ? nothing : html`<small aria-hidden="true">${printedKey(key)}</small>`
}

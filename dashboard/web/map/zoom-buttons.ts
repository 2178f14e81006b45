import { html, type TemplateResult } from 'lit'
import type { Desk } from '../desk.ts'

/** Nearer, farther, and the whole city again. */
export function zoomButtons(
  { text }: Desk,
  { near, far, whole }: { readonly near: () => void; readonly far: () => void; readonly whole: () => void },
): TemplateResult {
  return html`<div class="zoom">
    <button aria-label=${text('map.in')} title=${text('map.in')} @click=${near}>+</button>
    <button aria-label=${text('map.out')} title=${text('map.out')} @click=${far}>−</button>
    <button aria-label=${text('map.whole')} title=${text('map.whole')} @click=${whole}>⌂</button>
  </div>`
}

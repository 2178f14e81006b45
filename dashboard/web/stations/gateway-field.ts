import { html, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import type { GatewayEntry } from '../../../domain/wire.ts'
import type { Desk } from '../desk.ts'

/** The gateway that sends for a station, or none. */
export function gatewayField(
  { text, settings }: Desk,
  gateways: readonly GatewayEntry[],
  chosen: string | undefined,
): TemplateResult {
  return html`<label>
    ${text('stations.gateway')}
    <select name="gateway">
      <option value="" ?selected=${chosen === undefined}>${text('stations.gateway.none')}</option>
      ${gateways.map(
        ({ id, name }) =>
          html`<option value=${id} ?selected=${id === chosen}>${nameIn(settings.language, name)} (${id})</option>`,
      )}
    </select>
  </label>`
}

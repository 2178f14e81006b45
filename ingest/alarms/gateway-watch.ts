import { gatewayOffline } from '../../domain/city-says.ts'
import type { Gateway } from '../../domain/station.ts'
import type { Suppression } from '../../domain/suppression.ts'
import { GATEWAYS } from '../../domain/trouble.ts'
import type { PresenceBook } from '../presence.ts'
import type { Cause } from './cause.ts'
import type { Desk } from './desk.ts'

const RULE = 'gateway-offline'
/** A gateway that is back within this time was never away. */
const HOLD_MS = 30_000
/** Stations that send every few seconds are silent before that: what is known to be cut off calls nobody meanwhile. */
const SET_ASIDE_MS = 5_000

const LABEL = { zh: '网关离线', en: 'Gateway is offline' }
const RESPONSE = {
  zh: '检查网关供电与通信；其下站点的失联告警已自动抑制，恢复后自动解除。',
  en: 'Check its power and connection. Silence alarms of the stations behind it are suppressed until it is back.',
}
const CONSEQUENCE = {
  zh: '其下所有站点无数据，相应区域处于监测盲区。',
  en: 'No data from any station behind it; their part of the city is not monitored.',
}

/** One alarm for a gateway that is gone, instead of one for each of its stations. */
export interface GatewayWatch {
  tick(now: number): void
}

export function makeGatewayWatch(options: {
  readonly gateways: () => Iterable<Gateway>
  readonly ownerOf: (gateway: string) => string
  readonly presence: Pick<PresenceBook, 'of' | 'isConnected'>
  readonly desk: Desk
  readonly isOut: (suppression: string) => boolean
  readonly put: (suppression: Suppression) => void
}): GatewayWatch {
  const { presence, desk } = options

  function causeOf({ id, district, simulated = false }: Gateway): Cause {
    return {
      rule: RULE,
      label: LABEL,
      response: RESPONSE,
      consequence: CONSEQUENCE,
      severity: 'orange',
      kind: GATEWAYS,
      station: id,
      district,
      owner: options.ownerOf(id),
      value: null,
      limit: null,
      unit: null,
      simulated,
    }
  }

  function outageOf({ id }: Gateway, since: number): Suppression {
    const why = gatewayOffline(id)
    const scope = { gateways: [id], silenceOnly: true }
    // Whoever has a station behind it: it is silent.
    const of = { by: 'system', endedBy: null, departments: null }
    return { id: `gateway ${id}`, reason: 'outage', scope, from: since, to: null, why, ...of }
  }

  let began: number | null = null

  return {
    tick(now) {
      // A city that has just woken up waits as long for those that were away when it went.
      began ??= now
      for (const gateway of options.gateways()) {
        const { state, reason, since } = presence.of(gateway.id)
        const outage = outageOf(gateway, since)
        const isOut = options.isOut(outage.id)
        const isTold = desk.of(RULE, gateway.id)?.active ?? false
        // Only a last will says that it is gone; one that only publishes now and then has none.
        const goneMs = state === 'offline' && reason === 'lwt' ? now - Math.max(since, began) : 0
        if (goneMs >= SET_ASIDE_MS && !isOut) options.put(outage)
        if (goneMs >= HOLD_MS && !isTold)
          desk.report({ cause: causeOf(gateway), found: 'raise', at: since, reading: null })
        if (!presence.isConnected(gateway.id)) continue
        if (isOut) options.put({ ...outage, to: now, endedBy: 'system' })
        if (isTold) desk.report({ cause: causeOf(gateway), found: 'clear', at: now, reading: null })
      }
    },
  }
}

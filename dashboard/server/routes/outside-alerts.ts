import { Type } from 'typebox'
import { OutsideAlert } from '../../../domain/outside-alert.ts'
import { OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const BODY_BYTES = 2 * 1024 * 1024
/** Alertmanager's own `resolve_timeout`. */
const SILENT_MS = 300_000
const Alerts = Type.Array(OutsideAlert, { maxItems: 2_000 })

const EXAMPLE = {
  status: 'firing',
  labels: { alertname: 'PumpDown', severity: 'critical', instance: 'pump-3', district: '990101' },
  annotations: { summary: 'Pump 3 stands still', description: 'Switch to pump 4' },
  startsAt: '2026-11-25T08:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
}

/** Alerts of Prometheus and Alertmanager become alarms of the city. */
export function outsideAlertRoutes(scope: Scope, { city }: Context): void {
  scope.post(
    '/alertmanager/webhook',
    {
      bodyLimit: BODY_BYTES,
      config: { action: 'alert.take' },
      schema: {
        operationId: 'takeAlertmanagerWebhook',
        summary: 'Takes what Alertmanager sends to a webhook receiver (version 4)',
        description: 'An alert is an alarm until it is said to be resolved.',
        tags: ['alarms'],
        body: Type.Object(
          { version: Type.Literal('4'), alerts: Alerts },
          { additionalProperties: true, examples: [{ version: '4', status: 'firing', alerts: [EXAMPLE] }] },
        ),
        response: {
          200: shared('OutsideAnswer'),
          ...problems(...OF_BODY, 'not-allowed', 'request-too-wide', 'records-failed'),
        },
      },
    },
    ({ body }) => city.takeAlerts(body.alerts, null),
  )

  scope.post(
    '/alertmanager/api/v2/alerts',
    {
      bodyLimit: BODY_BYTES,
      config: { action: 'alert.take' },
      schema: {
        operationId: 'takePrometheusAlerts',
        summary: 'Takes what Prometheus sends to an Alertmanager (API v2)',
        description:
          'An alert is an alarm until its `endsAt`, or for five minutes when it has none; Prometheus sends it again meanwhile.',
        tags: ['alarms'],
        body: Type.Array(OutsideAlert, { maxItems: 2_000, examples: [[EXAMPLE]] }),
        response: {
          200: shared('OutsideAnswer'),
          ...problems(...OF_BODY, 'not-allowed', 'request-too-wide', 'records-failed'),
        },
      },
    },
    ({ body }) => city.takeAlerts(body, SILENT_MS),
  )
}

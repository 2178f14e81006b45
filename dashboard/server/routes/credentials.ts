import { Type } from 'typebox'
import { Id } from '../../../domain/station.ts'
import { sessionOf } from '../auth/guard.ts'
import { problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

/** MQTT passwords of whatever has one, or should have one. */
export function credentialRoutes(scope: Scope, { city }: Context): void {
  scope.post(
    '/credentials/:id/rotate',
    {
      config: { action: 'credential.rotate' },
      schema: {
        operationId: 'rotateCredentials',
        summary: 'Makes a new MQTT password, shown only in this answer; the old one and its sessions end',
        description:
          'Of a station, gateway or service account; also the first password of a station or gateway that ' +
          'the configuration brought along without one.',
        tags: ['credentials'],
        params: Type.Object({ id: Id }, { additionalProperties: false }),
        response: {
          200: shared('MqttCredentials'),
          ...problems('not-allowed', 'not-found', 'records-failed'),
        },
      },
    },
    (request) => city.rotate(request.params.id, sessionOf(request).user),
  )
}

import { Type } from 'typebox'
import { RegistrationOrder } from '../../../domain/enrolment.ts'
import { Id, Station } from '../../../domain/station.ts'
import { sessionOf } from '../auth/guard.ts'
import { Nothing, NoWish, OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'
import { checkPlaces } from './stations.ts'

const OfId = Type.Object({ id: Id }, { additionalProperties: false })
const { id: _, ...REST } = Station.properties

/** Devices that ask to be registered, and wait for a person. */
export function registrationRoutes(scope: Scope, { city }: Context): void {
  const { registration } = city.enrolment

  scope.post(
    '/register',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'register',
        summary: 'A device that nobody registered asks to be; asked again, it is told how it stands',
        description:
          'Once a person has approved it, the answer has its credentials. `claim` is made up by the device and never told to others.',
        tags: ['enrolment'],
        body: RegistrationOrder,
        response: {
          200: shared('RegistrationAnswer'),
          ...problems(...OF_BODY, 'enrolment-refused', 'records-failed'),
        },
      },
    },
    (request) => registration.ask(request.body, request.ip),
  )

  scope.get(
    '/registration',
    {
      config: { action: 'gateway.read' },
      schema: {
        operationId: 'getRegistrationDoor',
        summary: 'Whether devices may ask to be registered',
        tags: ['enrolment'],
        response: { 200: shared('RegistrationDoor'), ...problems('not-allowed') },
      },
    },
    () => registration.door(),
  )

  scope.post(
    '/registration/open',
    {
      config: { action: 'config.write' },
      schema: {
        operationId: 'openRegistration',
        summary: 'Makes a registration password, shown only in this answer; the one before it ends',
        tags: ['enrolment'],
        body: NoWish,
        response: {
          200: Type.Object({ password: Type.String() }),
          ...problems(...OF_BODY, 'not-allowed', 'records-failed'),
        },
      },
    },
    (request) => registration.open(sessionOf(request).user),
  )

  scope.post(
    '/registration/close',
    {
      config: { action: 'config.write' },
      schema: {
        operationId: 'closeRegistration',
        summary: 'Nobody may ask to be registered any more',
        tags: ['enrolment'],
        body: NoWish,
        response: { 204: Nothing, ...problems(...OF_BODY, 'not-allowed', 'records-failed') },
      },
    },
    async (request, reply) => {
      await registration.close(sessionOf(request).user)
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/registrations',
    {
      config: { action: 'gateway.read' },
      schema: {
        operationId: 'listRegistrations',
        summary: 'Devices that wait for a person, the oldest first',
        tags: ['enrolment'],
        response: {
          200: Type.Object({ items: Type.Array(shared('Registration')), next: Type.Null() }),
          ...problems('not-allowed'),
        },
      },
    },
    async () => ({ items: [...(await registration.list())], next: null }),
  )

  scope.post(
    '/registrations/:id/approve',
    {
      config: { action: 'station.write' },
      schema: {
        operationId: 'approveRegistration',
        summary: 'Registers a device that waits, as the body says; it gets its credentials when it asks again',
        tags: ['enrolment'],
        params: OfId,
        body: Type.Object(REST, {
          additionalProperties: false,
          examples: [{ kind: 'air', name: 'Library', district: 'riverside', lon: 121.47, lat: 31.23 }],
        }),
        response: {
          204: Nothing,
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'station-exists', 'records-failed'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      checkPlaces(city, { ...request.body, id })
      await registration.approve(id, request.body, sessionOf(request).user)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/registrations/:id/reject',
    {
      config: { action: 'station.write' },
      schema: {
        operationId: 'rejectRegistration',
        summary: 'A device that waits is told no',
        tags: ['enrolment'],
        params: OfId,
        body: NoWish,
        response: { 204: Nothing, ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed') },
      },
    },
    async (request, reply) => {
      await registration.reject(request.params.id, sessionOf(request).user)
      return reply.code(204).send(null)
    },
  )
}

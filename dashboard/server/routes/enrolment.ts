import { Type } from 'typebox'
import { EnrolmentOrder, IMPORT_BYTES } from '../../../domain/enrolment.ts'
import { CityError } from '../../../domain/errors.ts'
import { FINGERPRINT, SignIn } from '../../../domain/sign-in.ts'
import { Id } from '../../../domain/station.ts'
import { sessionOf } from '../auth/guard.ts'
import { NoWish, OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

/** Whoever is told that it took too long has stations whose credentials nobody will ever see. */
const IMPORT_MS = 300_000
const OfId = Type.Object({ id: Id }, { additionalProperties: false })

/** Credentials of devices: how they come to them, and how they lose them. */
export function enrolmentRoutes(scope: Scope, { city }: Context): void {
  const { enrolment } = city

  scope.get(
    '/credentials/:id',
    {
      config: { action: 'gateway.read' },
      schema: {
        operationId: 'getDeviceAccess',
        summary: 'How a station, gateway or service signs in, and whether it may',
        tags: ['credentials'],
        params: OfId,
        response: { 200: shared('DeviceAccess'), ...problems('not-allowed', 'not-found') },
      },
    },
    async ({ params: { id } }) => {
      const access = enrolment.access(id)
      if (!access) throw new CityError('not-found', `Nothing in service has the id ${id}.`)
      return access
    },
  )

  scope.post(
    '/credentials/:id/rotate',
    {
      config: { action: 'credential.rotate' },
      schema: {
        operationId: 'rotateCredentials',
        summary: 'Makes a new credential, shown only in this answer; the old one and its sessions end',
        description:
          'Of a station, gateway or service account; also the first one of what the configuration brought along without. ' +
          'With `beside` the newest old one stays valid for seven days, or until the new one is used for the first time.',
        tags: ['credentials'],
        params: OfId,
        body: Type.Object(
          {
            mode: Type.Optional(SignIn),
            fingerprint: Type.Optional(
              Type.String({
                pattern: FINGERPRINT,
                description: 'SHA-256 of the certificate, for the mode certificate',
              }),
            ),
            beside: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false, examples: [{ mode: 'signed', beside: true }] },
        ),
        response: {
          200: shared('MqttCredentials'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed'),
        },
      },
    },
    (request) => city.rotate(request.params.id, sessionOf(request).user, request.body),
  )

  scope.post(
    '/credentials/:id/disable',
    {
      config: { action: 'credential.rotate' },
      schema: {
        operationId: 'disableDevice',
        summary: 'Puts a station or gateway out of service for a while; its sessions end, those behind a gateway too',
        tags: ['credentials'],
        params: OfId,
        body: Type.Object(
          { why: Type.String({ minLength: 1, maxLength: 300 }) },
          { additionalProperties: false, examples: [{ why: 'stolen from the mast' }] },
        ),
        response: {
          200: shared('DeviceAccess'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed'),
        },
      },
    },
    (request) => enrolment.disable(request.params.id, sessionOf(request).user, request.body.why),
  )

  scope.post(
    '/credentials/:id/enable',
    {
      config: { action: 'credential.rotate' },
      schema: {
        operationId: 'enableDevice',
        summary: 'Takes a disabled station or gateway back into service',
        tags: ['credentials'],
        params: OfId,
        body: NoWish,
        response: {
          200: shared('DeviceAccess'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed'),
        },
      },
    },
    (request) => enrolment.enable(request.params.id, sessionOf(request).user),
  )

  scope.get(
    '/enrolment-codes',
    {
      config: { action: 'gateway.read' },
      schema: {
        operationId: 'listEnrolmentCodes',
        summary: 'Codes that still open something; never the codes themselves',
        tags: ['enrolment'],
        response: {
          200: Type.Object({ items: Type.Array(shared('EnrolmentCode')), next: Type.Null() }),
          ...problems('not-allowed'),
        },
      },
    },
    async () => ({ items: [...(await enrolment.codes())], next: null }),
  )

  scope.post(
    '/enrolment-codes',
    {
      config: { action: 'credential.rotate' },
      schema: {
        operationId: 'createEnrolmentCode',
        summary: 'Makes a code by which a station or gateway gets its credentials, once, within 15 minutes',
        tags: ['enrolment'],
        body: Type.Object({ id: Id }, { additionalProperties: false, examples: [{ id: 'air-007' }] }),
        response: {
          201: shared('NewEnrolmentCode'),
          ...problems(...OF_BODY, 'not-allowed', 'not-found', 'records-failed'),
        },
      },
    },
    async (request, reply) => reply.code(201).send(await enrolment.makeCode(request.body.id, sessionOf(request).user)),
  )

  scope.post(
    '/enrol',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'enrol',
        summary: 'A device gives its code and gets its credentials, shown only in this answer',
        tags: ['enrolment'],
        body: EnrolmentOrder,
        response: {
          200: shared('DeviceCredentials'),
          ...problems(...OF_BODY, 'enrolment-refused', 'not-found', 'records-failed'),
        },
      },
    },
    (request) => enrolment.enrol(request.body, request.ip),
  )

  // A list has a size of its own, and a type that nothing else here takes.
  scope.register(async (lists) => {
    lists.addContentTypeParser('text/csv', { parseAs: 'string', bodyLimit: IMPORT_BYTES }, (_, body, done) =>
      done(null, body),
    )
    ;(lists.withTypeProvider() as Scope).post(
      '/stations/import',
      {
        config: { action: 'station.write' },
        bodyLimit: IMPORT_BYTES,
        handlerTimeout: IMPORT_MS,
        schema: {
          operationId: 'importStations',
          summary: 'Registers every station of a list in CSV, or none; with dryRun=true it only says what is wrong',
          description:
            'Columns: id, kind, name, district, lon, lat; if wanted owner, vendor, gateway, everySeconds, priority and trait.<name>. ' +
            'A list with faults registers nothing. The credentials are in this answer only.',
          tags: ['enrolment'],
          consumes: ['text/csv'],
          querystring: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
          body: Type.String({ minLength: 1 }),
          response: {
            200: shared('ImportAnswer'),
            ...problems(...OF_BODY, 'not-allowed', 'station-exists', 'records-failed'),
          },
        },
      },
      async (request) => {
        const { dryRun = false } = request.query
        request.raw.socket.setTimeout(IMPORT_MS)
        const answer = await enrolment.importList(request.body, { by: sessionOf(request).user, dryRun })
        return { ...answer, faults: [...answer.faults] }
      },
    )
  })
}

import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { hostOfTiles } from '../../domain/basemap.ts'
import { CityError } from '../../domain/errors.ts'
import type { Accounts, Session } from './auth/accounts.ts'
import { guard } from './auth/guard.ts'
import type { SignInService } from './auth/sign-in-service.ts'
import type { City } from './city.ts'
import { describeRoutes } from './openapi.ts'
import { answerError } from './problem.ts'
import { alarmPerformanceRoutes } from './routes/alarm-performance.ts'
import { alarmEventRoutes } from './routes/alarm-events.ts'
import { alarmRoutes } from './routes/alarms.ts'
import { channelRoutes } from './routes/channels.ts'
import { accessRoutes } from './routes/access.ts'
import { cityRoutes } from './routes/city.ts'
import type { Context, Scope } from './routes/context.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { deadLetterStepRoutes } from './routes/dead-letter-steps.ts'
import { dutyRoutes } from './routes/duty.ts'
import { enrolmentRoutes } from './routes/enrolment.ts'
import { fieldMapRoutes } from './routes/field-maps.ts'
import { gapRoutes } from './routes/gaps.ts'
import { gatewayRoutes } from './routes/gateways.ts'
import { grantRoutes } from './routes/grants.ts'
import { healthRoutes } from './routes/health.ts'
import { historyRoutes } from './routes/history.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { ledgerRoutes } from './routes/ledger.ts'
import { auditRoutes } from './routes/audit.ts'
import { noteRequests } from './auth/note-requests.ts'
import { backupRoutes } from './routes/backups.ts'
import { operationsRoutes } from './routes/operations.ts'
import { outsideAlertRoutes } from './routes/outside-alerts.ts'
import { registrationRoutes } from './routes/registrations.ts'
import { peopleRoutes } from './routes/people.ts'
import { profileRoutes } from './routes/profile.ts'
import { ruleRoutes } from './routes/rules.ts'
import { seriesRoutes } from './routes/series.ts'
import { serviceRoutes } from './routes/services.ts'
import { sessionRoutes } from './routes/session.ts'
import { stationDeskRoutes } from './routes/station-desk.ts'
import { shiftNoteRoutes } from './routes/shift-notes.ts'
import { signInServiceRoutes } from './routes/sign-in-service.ts'
import { stationRoutes } from './routes/stations.ts'
import { savedViewRoutes } from './routes/saved-views.ts'
import { suppressionRoutes } from './routes/suppressions.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { warningFeedRoutes } from './routes/warning-feed.ts'
import { wallRoutes } from './routes/walls.ts'
import { warningRoutes } from './routes/warnings.ts'
import { makeActing } from './seen/acting.ts'
import { seenBy } from './seen/seen-by.ts'
import { validatorCompiler } from './validation.ts'
import { boundPipelines } from './pipeline.ts'
import type { Trust } from './proxies.ts'
import { serveFiles } from './web.ts'

export interface AppOptions {
  readonly city: City
  readonly accounts: Accounts
  /** Where people can sign in besides. */
  readonly service?: SignInService | null
  readonly log: FastifyBaseLogger
  /** Folder of the built web app. */
  readonly webFolder: string
  /** Further origins, as `https://city.example`, whose pages may sign in and change things. */
  readonly origins?: readonly string[]
  /** Proxies in front; none when not given. */
  readonly trust?: Trust
  /** From one address; 6,000 when not given. */
  readonly requestsAMinute?: number
  readonly now?: () => number
}

const BODY_BYTES = 64 * 1024
const OVER_TLS_ONLY = 'max-age=31536000; includeSubDomains'

/** How long a client may take, for each server that leads here. */
export const TIMES = {
  requestTimeout: 15_000,
  headersTimeout: 10_000,
  // Node looks for requests that take too long every 30 seconds when it is not told otherwise.
  connectionsCheckingInterval: 1_000,
  // As long as a page needs for its next request; the door of devices is no more patient.
  keepAliveTimeout: 10_000,
} as const

/** Builds the HTTP side of the window; does not listen. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { city, accounts, log, origins = [], now = Date.now, requestsAMinute = 6_000 } = options
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    ...(options.trust && { trustProxy: options.trust }),
    requestTimeout: TIMES.requestTimeout,
    connectionTimeout: 20_000,
    handlerTimeout: 10_000,
    http: TIMES,
    keepAliveTimeout: TIMES.keepAliveTimeout,
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    routerOptions: { maxParamLength: 200 },
  })
  app.setValidatorCompiler(validatorCompiler)
  // Answers are judged in tests; in service JSON.stringify is the faster serializer.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))
  app.setErrorHandler(answerError)
  boundPipelines(app)
  acceptNoBody(app)

  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: policyWith(hostOfTiles(city.display.basemap)) },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'deny' },
  })
  // A browser that was told so on a plain connection would have to disbelieve it (RFC 6797, 7.2).
  app.addHook('onRequest', async ({ protocol }, reply) => {
    if (protocol === 'https') reply.header('strict-transport-security', OVER_TLS_ONLY)
  })
  await app.register(rateLimit, {
    global: false,
    max: requestsAMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: (_, { after }) =>
      new CityError('too-many-requests', `More than ${requestsAMinute} requests a minute; try again in ${after}.`),
  })
  // A hook of its own, so that it comes before the guard and counts unknown paths too.
  app.addHook('onRequest', app.rateLimit({ allowList: ({ url }) => url.startsWith('/health/') }))
  // Also where there is nothing.
  app.addHook('onSend', async ({ url }, reply) => {
    if (url.startsWith('/api/v1/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  await describeRoutes(app, city.version)

  const acting = makeActing()
  const heldBack = new WeakSet<Session>()
  const onHeldBack = (session: Session) => void heldBack.add(session)
  const seen = seenBy(city, acting.session, { now, onUse: accounts.noteUse, onHeldBack })
  const context: Context = { city: seen, accounts, service: options.service ?? null, now, as: acting.as }
  await app.register(
    async (plain) => {
      const scope: Scope = plain.withTypeProvider()
      guard(plain, { accounts, origins, acting, now })
      noteRequests(plain, { audit: city.audit, accounts, isHeldBack: (session) => heldBack.has(session) })
      for (const routes of API) routes(scope, context)
    },
    { prefix: '/api/v1' },
  )
  healthRoutes(app.withTypeProvider(), { ...context, city })
  await serveFiles(app, { web: options.webFolder, map: city.mapFolder, tiles: city.display.basemapFile })
  return app
}

const API = [
  cityRoutes,
  stationRoutes,
  stationDeskRoutes,
  gatewayRoutes,
  serviceRoutes,
  enrolmentRoutes,
  registrationRoutes,
  seriesRoutes,
  alarmRoutes,
  alarmPerformanceRoutes,
  incidentRoutes,
  alarmEventRoutes,
  historyRoutes,
  channelRoutes,
  outsideAlertRoutes,
  ruleRoutes,
  dutyRoutes,
  shiftNoteRoutes,
  suppressionRoutes,
  savedViewRoutes,
  warningRoutes,
  warningFeedRoutes,
  ledgerRoutes,
  gapRoutes,
  deadLetterRoutes,
  operationsRoutes,
  backupRoutes,
  auditRoutes,
  deadLetterStepRoutes,
  fieldMapRoutes,
  sessionRoutes,
  signInServiceRoutes,
  profileRoutes,
  tokenRoutes,
  peopleRoutes,
  grantRoutes,
  accessRoutes,
  wallRoutes,
]

/** No page of ours needs inline script or style, another host, or a frame. */
const POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'worker-src': ["'self'"],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
}

/** The one other machine that pages may ask is that of the tiles, when the city has chosen one. */
function policyWith(tiles: string | null): Record<string, string[]> {
  return tiles === null ? POLICY : { ...POLICY, 'connect-src': [...POLICY['connect-src'], tiles] }
}

/** A step that needs nothing may come without a body, whatever its content type says. */
function acceptNoBody(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, {})
    else void parse(request, body as string, done)
  })
  // What is small on the wire may be large when it is unpacked: nothing is.
  app.addHook('onRequest', async ({ headers }) => {
    const packed = headers['content-encoding']
    if (packed !== undefined && packed !== 'identity')
      throw new CityError('request-not-json', `The body is packed (${packed.slice(0, 40)}); send it as it is.`)
  })
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined && request.method === 'POST') request.body = {}
  })
}

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { CityError, type ErrorCode, ERRORS } from '../../domain/errors.ts'
import type { Problem } from '../../domain/wire.ts'

/** RFC 9457 media type. */
export const PROBLEM_TYPE = 'application/problem+json'

const RETRY_AFTER_SECONDS = 5

/** The problem document of an error; what is not from the catalogue becomes `internal` and shows nothing of its inside. */
export function problemOf(error: unknown, instance: string): Problem {
  const { code, detail } = fromCatalogue(error)
  const { status, title } = ERRORS[code]
  return { type: `urn:citypulse:error:${code}`, title, status, detail, code, instance }
}

/** Answers every error of every route; logs those that are the server's fault. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.url.split('?', 1)[0] ?? '/')
  if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, 'request failed')
  if (ERRORS[problem.code as ErrorCode].retry && !reply.hasHeader('retry-after')) {
    reply.header('retry-after', (error as { retryAfterSeconds?: number }).retryAfterSeconds ?? RETRY_AFTER_SECONDS)
  }
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problem)
}

/** Throws `not-found` for a path that no route has. */
export function noSuchPath(request: FastifyRequest): never {
  throw new CityError('not-found', `There is no ${request.method} ${request.url.split('?', 1)[0]}; see /api/docs.`)
}

/** What Fastify itself refuses, by its codes. */
const OF_FASTIFY: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request-not-json',
  FST_ERR_CTP_INVALID_TYPE: 'request-not-json',
  FST_ERR_HANDLER_TIMEOUT: 'timed-out',
}

function fromCatalogue(error: unknown): { code: ErrorCode; detail: string } {
  if (error instanceof CityError) return { code: error.code, detail: error.message }
  const { code = '', statusCode = 500, message } = (error ?? {}) as Partial<FastifyError>
  const known = OF_FASTIFY[code]
  if (known) return { code: known, detail: sentenceOf(message) }
  if (statusCode === 404) return { code: 'not-found', detail: sentenceOf(message) }
  if (statusCode >= 400 && statusCode < 500) return { code: 'request-invalid', detail: sentenceOf(message) }
  return { code: 'internal', detail: 'The server failed at this request; its log says why.' }
}

function sentenceOf(message = 'The request is not valid'): string {
  return message.endsWith('.') ? message : `${message}.`
}

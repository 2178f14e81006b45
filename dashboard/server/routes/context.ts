import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Accounts } from '../auth/accounts.ts'
import type { City } from '../city.ts'

/** A Fastify scope whose schemas give the types. */
export type Scope = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What routes work with. */
export interface Context {
  readonly city: City
  readonly accounts: Accounts
  readonly now: () => number
}

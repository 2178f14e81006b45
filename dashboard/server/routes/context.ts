import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Accounts } from '../auth/accounts.ts'
import type { SignInService } from '../auth/sign-in-service.ts'
import type { City } from '../city.ts'
import type { Acting } from '../seen/acting.ts'

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
  /** As whoever asks may see and change it. */
  readonly city: City
  readonly accounts: Accounts
  /** Where the city's own accounts are kept; null: nowhere but here. */
  readonly service: SignInService | null
  readonly now: () => number
  /** Does work in somebody's name on a route that asks nobody who they are. */
  readonly as: Acting['as']
}

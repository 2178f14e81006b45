import { Type, type Static } from 'typebox'
import { ROLES } from '../domain/access/roles.ts'
import { Id } from '../domain/station.ts'

const RoleName = Type.Enum([...ROLES])

/** What a claim of the sign-in service means here. */
export const ClaimRule = Type.Object(
  {
    /** Name of the claim; dots lead into objects. */
    claim: Type.String({ minLength: 1, maxLength: 100 }),
    /** Its value, or one of its values. */
    is: Type.String({ minLength: 1, maxLength: 200 }),
    roles: Type.Optional(Type.Array(RoleName)),
    /** Departments; `*` for the whole city. */
    departments: Type.Optional(Type.Array(Type.Union([Id, Type.Literal('*')]))),
  },
  { additionalProperties: false },
)
export type ClaimRule = Static<typeof ClaimRule>

/** OpenID Connect: people sign in where the city keeps its accounts. */
export const SignInService = Type.Object(
  {
    issuer: Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 300 }),
    clientId: Type.String({ minLength: 1, maxLength: 200 }),
    /** What stands on the button. */
    label: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false })),
    /** Besides `openid`. */
    scopes: Type.Optional(Type.Array(Type.String({ pattern: '^[\\x21-\\x7e]+$' }))),
    /** Claim that becomes the user name. */
    userFrom: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    /** Address at which people open this city; where the sign-in service sends them back to. */
    publicUrl: Type.String({ pattern: '^https?://[^\\s/]+$', maxLength: 300 }),
    /** Whom no rule fits, is not let in. */
    people: Type.Array(ClaimRule, { minItems: 1 }),
  },
  { additionalProperties: false },
)
export type SignInService = Static<typeof SignInService>

/** Who is let in, and how. */
export const Access = Type.Object(
  {
    /** Roles that need a second factor. */
    secondFactorFor: Type.Optional(Type.Array(RoleName)),
    signInService: Type.Optional(SignInService),
  },
  { additionalProperties: false },
)
export type Access = Static<typeof Access>

import type { Reach } from '../../../domain/access/table.ts'
import type { Role, TokenScope } from '../../../domain/access/roles.ts'
import type { Api, Session } from '../api.ts'

export interface Person {
  readonly user: string
  readonly roles: readonly Role[]
  /** Null: the whole city. */
  readonly departments: readonly string[] | null
  readonly isBootstrap: boolean
  readonly isOff: boolean
  readonly mustChange: boolean
  readonly secondFactorAt: number | null
  readonly isFromService: boolean
  readonly createdAt: number
  readonly createdBy: string
}

export interface Profile extends Person {
  readonly isFactorNeeded: boolean
  readonly recoveryLeft: number
}

export interface OpenSession {
  readonly id: string
  readonly createdAt: number
  readonly usedAt: number
  readonly address: string
  readonly agent: string
  readonly isThis: boolean
}

export interface Token {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly scopes: readonly TokenScope[] | null
  readonly usedAt: number | null
}

export interface Matrix {
  readonly roles: readonly Role[]
  readonly actions: readonly {
    readonly action: string
    readonly roles: readonly Role[]
    readonly reach: Reach
    readonly needsProof: boolean
    readonly scopes: readonly TokenScope[]
  }[]
}

export interface Rights {
  readonly roles: readonly Role[]
  readonly departments: readonly string[] | null
}

/** The calls of this screen. */
export function peopleCalls({ ask, list }: Api) {
  return {
    people: () => list('listPeople'),
    create: (user: string, rights: Rights) => ask('createPerson', { body: { user, ...rights } }),
    change: (user: string, body: Partial<Rights> & { readonly isOff?: boolean }) =>
      ask('changePerson', { path: { user }, body }),
    resetPassword: (user: string) => ask('resetPassword', { path: { user } }),
    resetFactor: (user: string) => ask('resetSecondFactor', { path: { user } }),
    signOut: (user: string) => ask('signOutPerson', { path: { user } }),
    tokensOf: async (user: string) => (await ask('listTokensOfPerson', { path: { user } })).items,
    revokeOf: (user: string, id: number) => ask('revokeTokenOfPerson', { path: { user, id } }),
    profile: () => ask('getProfile'),
    changePassword: (password: string, next: string) =>
      ask('changePassword', { body: { password, next } }) as Promise<Session>,
    sessions: async () => (await ask('listSessions')).items,
    endSession: (id: string) => ask('endSession', { path: { id } }),
    beginFactor: (password: string) => ask('beginSecondFactor', { body: { password } }),
    confirmFactor: async (code: string) => (await ask('confirmSecondFactor', { body: { code } })).recovery,
    removeFactor: (password: string) => ask('removeSecondFactor', { body: { password } }),
    tokens: async () => (await ask('listTokens')).items,
    createToken: (body: { name: string; days: number; scopes: readonly TokenScope[] }) => ask('createToken', { body }),
    revoke: (id: number) => ask('revokeToken', { path: { id } }),
    grants: () => list('listGrants'),
    ask: (body: { to: string; from: string; purpose: string; days: number; kinds?: readonly string[] }) =>
      ask('askGrant', { body }),
    decide: (id: number, give: boolean) => ask('decideGrant', { path: { id }, body: { give } }),
    end: (id: number) => ask('endGrant', { path: { id }, body: {} }),
    uses: async (id: number) => (await ask('listGrantUses', { path: { id } })).items,
    matrix: () => ask('getAccess'),
  }
}

import { Type } from 'typebox'
import { ROLES, TOKEN_SCOPES } from '../../../domain/access/roles.ts'
import { ACTION_NAMES, ACTIONS } from '../../../domain/access/table.ts'
import { problems } from '../schemas.ts'
import type { Scope } from './context.ts'

const Matrix = Type.Object({
  roles: Type.Array(Type.Enum([...ROLES])),
  actions: Type.Array(
    Type.Object({
      action: Type.String(),
      roles: Type.Array(Type.Enum([...ROLES])),
      reach: Type.Enum(['none', 'own', 'shared'], {
        description:
          'none: belongs to no department; own: of the own departments; shared: also what others share, or grant',
      }),
      needsProof: Type.Boolean({ description: 'Signed in more than ten minutes ago, a person does so again first' }),
      scopes: Type.Array(Type.Enum([...TOKEN_SCOPES]), { description: 'Any of these lets an API token do it' }),
    }),
  ),
})

/** Who may do what, as it is enforced. */
export function accessRoutes(scope: Scope): void {
  scope.get(
    '/access',
    {
      config: { action: 'session.own' },
      schema: {
        operationId: 'getAccess',
        summary: 'Every action, with the roles that may do it, how far it reaches, and the scopes of tokens',
        tags: ['people'],
        response: { 200: Matrix, ...problems() },
      },
    },
    async () => ({
      roles: [...ROLES],
      actions: ACTION_NAMES.map((action) => {
        const { roles, reach, scopes, needsProof } = ACTIONS[action]
        return { action, roles: [...roles], reach, needsProof, scopes: [...scopes] }
      }),
    }),
  )
}

import { Type } from 'typebox'
import { UnsafeSetting } from '../../../domain/unsafe.ts'
import { problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

/** How the monitor itself does: what the operations page shows, and metrics tell to machines. */
export function operationsRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/operations',
    {
      config: { action: 'operations.read' },
      schema: {
        operationId: 'getOperations',
        summary: 'Band, fill, rates, lags and counts of the monitor itself, now',
        tags: ['operations'],
        response: { 200: shared('Operations'), ...problems() },
      },
    },
    async () => city.operations.now(),
  )

  scope.get(
    '/operations/history',
    {
      config: { action: 'operations.read' },
      schema: {
        operationId: 'getOperationsHistory',
        summary: 'Rates, fill and lag of the last hour, in points of ten seconds; begins anew with each start',
        tags: ['operations'],
        response: { 200: shared('OperationsHistory'), ...problems() },
      },
    },
    async () => city.operations.history(),
  )

  scope.get(
    '/operations/unsafe',
    {
      config: { action: 'metrics.read' },
      schema: {
        operationId: 'listUnsafeSettings',
        summary: 'How this city is set up unsafely, the gravest first; docs/security.md says what to do',
        tags: ['operations'],
        response: {
          200: Type.Object({ items: Type.Array(UnsafeSetting), next: Type.Null() }),
          ...problems('not-allowed'),
        },
      },
    },
    async () => ({ items: [...city.operations.unsafe()], next: null }),
  )
}

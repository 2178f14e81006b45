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
}

import { ApiFailure, type Api } from '../api.ts'
import type { UnsafeSetting } from '../../../domain/unsafe.ts'

/** How the monitor does now. */
export const operationsNow = (api: Api) => api.ask('getOperations')

/** How it did over the last hour. */
export const operationsHistory = (api: Api) => api.ask('getOperationsHistory')

/** How the city is set up unsafely; nothing for who may not see it. */
export async function unsafeSettings(api: Api): Promise<readonly UnsafeSetting[]> {
  try {
    return (await api.ask('listUnsafeSettings')).items
  } catch (error) {
    if (error instanceof ApiFailure && error.problem.status === 403) return []
    throw error
  }
}

import type { Operations, OperationsHistory } from '../../../domain/operations.ts'
import type { Api } from '../api.ts'

/** How the monitor does now. */
export const operationsNow = (api: Api) => api.call<Operations>('GET', '/operations')

/** How it did over the last hour. */
export const operationsHistory = (api: Api) => api.call<OperationsHistory>('GET', '/operations/history')

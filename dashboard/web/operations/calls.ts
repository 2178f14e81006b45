import type { Api } from '../api.ts'

/** How the monitor does now. */
export const operationsNow = (api: Api) => api.ask('getOperations')

/** How it did over the last hour. */
export const operationsHistory = (api: Api) => api.ask('getOperationsHistory')

import { CityError } from '../domain/errors.ts'
import type { Settings } from './settings.ts'

/** The line is what the other rooms hang on: one process has it, and the door and the window beside it. */
export function checkRoles(roles: Settings['roles']): void {
  if (roles.has('ingest')) return
  throw new CityError(
    'config-invalid',
    `ROLES is ${[...roles].join(',')}, expected ingest among them: door and window run in the process that has the line.`,
  )
}

import type { TSchema } from 'typebox'
import { Kind } from '../../domain/kind.ts'
import { CityFile, DepartmentsFile, DutyFile, RulesFile, StationsFile } from '../schema.ts'

/** JSON Schemas for editors, by file name. */
export function schemaFiles(): Record<string, string> {
  const schemas: Readonly<Record<string, TSchema>> = {
    city: CityFile,
    departments: DepartmentsFile,
    duty: DutyFile,
    kind: Kind,
    rules: RulesFile,
    stations: StationsFile,
  }
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      `${name}.json`,
      `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title: name, ...schema }, null, 2)}\n`,
    ]),
  )
}

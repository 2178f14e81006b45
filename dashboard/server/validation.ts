import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Convert } from 'typebox/value'
import { CityError } from '../../domain/errors.ts'

const PLACES: Readonly<Record<string, string>> = {
  body: 'Body',
  querystring: 'Query parameter',
  params: 'Path parameter',
  headers: 'Header',
}

/**
 * Judges requests by the schemas that the whole city uses. A body is taken as it is: nothing is converted, nothing is
 * dropped. Query and path are text, so numbers are read out of them and one value may stand for a list.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  const validator = Compile(schema)
  const isText = httpPart === 'querystring' || httpPart === 'params'

  return (data: unknown) => {
    const value = isText ? Convert(schema, data) : data
    const place = PLACES[httpPart] ?? httpPart
    try {
      if (validator.Check(value)) return { value }
      return { error: new CityError('request-invalid', sentence(place, validator.Errors(value))) }
    } catch (error) {
      // Typebox looks for what stands twice in a list by recursion, before it looks at what stands there.
      if (!(error instanceof RangeError)) throw error
      return { error: new CityError('request-invalid', `${place} is nested too deep.`) }
    }
  }
}

/** What is wrong with a value, in one sentence that names the place. */
export function sentence(place: string, faults: ReturnType<ReturnType<typeof Compile>['Errors']>): string {
  const unknown = faults.find((fault) => fault.keyword === 'additionalProperties')
  if (unknown?.keyword === 'additionalProperties') {
    return `${place} "${nameOf(unknown.instancePath, unknown.params.additionalProperties[0])}" is unknown.`
  }
  const missing = faults.find((fault) => fault.keyword === 'required')
  if (missing?.keyword === 'required') {
    return `${place} "${nameOf(missing.instancePath, missing.params.requiredProperties[0])}" is missing.`
  }
  const fault = faults[0]
  if (!fault) return `${place} is not valid.`
  const name = nameOf(fault.instancePath)
  const what = fault.keyword === 'enum' ? `must be one of ${fault.params.allowedValues.join(', ')}` : fault.message
  return name === '' ? `${place} ${what}.` : `${place} "${name}" ${what}.`
}

function nameOf(path: string, last?: string): string {
  const names = path.split('/').slice(1)
  return [...names, ...(last === undefined ? [] : [last])].join('.')
}

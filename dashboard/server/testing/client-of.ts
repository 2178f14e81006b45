import { compile } from 'json-schema-to-typescript'
import type { Document } from './document.ts'

type Call = Document['paths'][string][string]

const BANNER = `// Written by \`npm run make-client\` from /api/openapi.json; a test fails when it is old. Not to be changed by hand.`
const PREFIX = '/api/v1'
const NOTES: ReadonlySet<string> = new Set(['description', 'minItems', 'maxItems', 'default'])
const REFERENCE = '#/components/schemas/'

/** The browser's calls as TypeScript: the types of every call of a document under /api/v1, and a table of their addresses. */
export async function clientOf(document: Document): Promise<string> {
  const calls = Object.entries(document.paths)
    .filter(([path]) => path.startsWith(`${PREFIX}/`))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, call]) => ({ path: path.slice(PREFIX.length), method, call })),
    )
    .toSorted((a, b) => a.call.operationId.localeCompare(b.call.operationId))

  const schema = {
    title: 'Calls',
    ...objectOf(calls.map(({ call }) => [call.operationId, partsOf(call)])),
    definitions: document.components.schemas,
  }
  const types = await compile(localised(schema), 'Calls', {
    bannerComment: '',
    additionalProperties: false,
    declareExternallyReferenced: true,
    unknownAny: true,
    format: false,
    strictIndexSignatures: false,
    ignoreMinAndMaxItems: true,
  })
  const rows = calls.map(({ path, method, call }) => `  ${call.operationId}: '${method.toUpperCase()} ${path}',`)
  return [
    BANNER,
    types.trim(),
    '',
    '/** Method and address of every call. */',
    'export const ADDRESSES = {',
    ...rows,
    '} as const satisfies Record<keyof Calls, string>',
    '',
  ].join('\n')
}

/** What a call is given and answers, as one schema. A part that it has not is left out. */
function partsOf({ parameters = [], requestBody, responses }: Call): object {
  const named = (where: string) =>
    parameters
      .filter((parameter) => parameter.in === where)
      .map(({ name, schema, required }) => [name, inUrl(schema), required] as const)
  const body = (requestBody?.content['application/json'] ?? requestBody?.content['text/csv'])?.schema
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
  const answer = good?.content?.['application/json']?.schema
  const path = named('path')
  const query = named('query')
  return objectOf([
    ...(path.length > 0 ? [['path', objectOf(path)] as const] : []),
    ...(query.length > 0 ? [['query', objectOf(query), query.some(([, , required]) => required)] as const] : []),
    ...(body === undefined ? [] : [['body', body, requestBody?.required === true] as const]),
    ...(answer === undefined ? [] : [['answer', answer] as const]),
  ])
}

function objectOf(properties: readonly (readonly [name: string, schema: object, required?: boolean])[]): object {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties.map(([name, schema]) => [name, schema])),
    required: properties.filter(([, , required = true]) => required).map(([name]) => name),
  }
}

/** A number is written into an address as well as a text; a text that may also be one certain text is a text. */
function inUrl(schema: { readonly type?: string; readonly anyOf?: readonly { readonly type?: string }[] }): object {
  if (schema.anyOf?.some(({ type }) => type === 'string')) return { type: 'string' }
  return schema.type === 'integer' || schema.type === 'number' ? { type: ['number', 'string'] } : schema
}

/** The same with references into the document's shared schemas leading to `definitions`, without what types cannot say. */
function localised(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') return value.replace(REFERENCE, '#/definitions/')
    const isNote = typeof value === 'number' || typeof value === 'string'
    return isNote && NOTES.has(key) ? undefined : value
  }) as object
}

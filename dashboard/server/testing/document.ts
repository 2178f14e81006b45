import { expect } from 'vitest'
import Schema from 'typebox/schema'
import { ERRORS, type ErrorCode } from '../../../domain/errors.ts'
import type { Answer } from './open-window.ts'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security: readonly object[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: object
  }[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Record<string, { readonly schema: object }> }
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, { readonly schema: object }> }
  >
}

/** An OpenAPI document as a test reads it. */
export interface Document {
  readonly openapi: string
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, object> }
}

/** Every call of a document: `GET /api/v1/stations` and so on. */
export function calls(document: Document): Map<string, Operation> {
  const all = new Map<string, Operation>()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) all.set(`${method.toUpperCase()} ${path}`, operation)
  }
  return all
}

/** Fails unless the document promises this answer to this call, and the answer is what it promises. */
export function expectAsPromised(document: Document, method: string, path: string, answer: Answer): void {
  const asked = path.split('?', 1)[0] ?? ''
  const found = calls(document)
    .entries()
    .find(([call]) => call.startsWith(`${method} `) && pathPattern(call.slice(method.length + 1)).test(asked))
  if (!found) throw new Error(`${method} ${asked} is not in the document`)
  const [call, operation] = found
  const promised = operation.responses[answer.status]
  if (!promised) throw new Error(`${call} does not promise ${answer.status}: ${JSON.stringify(answer.body)}`)
  const media = (answer.headers.get('content-type') ?? '').split(';', 1)[0] ?? ''
  const schema = promised.content?.[media]?.schema
  if (schema) {
    const [isRight, faults] = Schema.Errors(whole(document, schema), answer.body)
    expect([call, isRight ? [] : faults]).toEqual([call, []])
  } else expect([call, answer.body]).toEqual([call, ''])
  if (answer.status >= 400 && media.endsWith('problem+json')) expectCode(answer, promised.description)
}

/** The schema with the document's shared ones beside it, so that its references lead somewhere. */
export function whole(document: Document, schema: object): object {
  return { ...schema, components: document.components }
}

function expectCode({ status, body }: Answer, description: string): void {
  const { code } = body as { code: ErrorCode }
  expect(ERRORS[code]).toMatchObject({ status })
  expect(description).toContain(`\`${code}\``)
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
}

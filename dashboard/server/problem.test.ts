import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CityError, ERRORS } from '../../domain/errors.ts'
import { problemOf } from './problem.ts'

describe('docs/errors.md', () => {
  const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  const rows = text
    .matchAll(/^\| `([a-z-]+)` \| (\d+) \| (yes|no) \| ([^|]{10,}) \| ([^|]{10,}) \|$/gm)
    .toArray()
    .map(([, code, status, again]) => [code, { status: Number(status), retry: again === 'yes' }] as const)

  it('describes every code of the catalogue, and none besides', () => {
    expect(rows.map(([code]) => code)).toEqual([...new Set(Object.keys(ERRORS))])
  })

  it('says the same status and the same about trying again', () => {
    for (const [code, of] of rows) expect([code, ERRORS[code as keyof typeof ERRORS]]).toMatchObject([code, of])
  })
})

describe('a problem document', () => {
  it('is made of the catalogue and of the error', () => {
    expect(problemOf(new CityError('station-exists', 'air-7 is taken.'), '/api/v1/stations')).toEqual({
      type: 'urn:citypulse:error:station-exists',
      title: ERRORS['station-exists'].title,
      status: 409,
      detail: 'air-7 is taken.',
      code: 'station-exists',
      instance: '/api/v1/stations',
    })
  })

  it('hides what is not from the catalogue, whatever was thrown', () => {
    for (const thrown of [new Error('secret'), 'secret', null, undefined, { message: 'secret', statusCode: 500 }]) {
      const problem = problemOf(thrown, '/')
      expect(problem).toMatchObject({ code: 'internal', status: 500 })
      expect(JSON.stringify(problem)).not.toContain('secret')
    }
  })
})

import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { join } from 'node:path'
import { type OpenWindow, openWindow } from './testing/open-window.ts'

/** Ways to write `../`, and to get at what lies above a folder. */
const UP = [
  '../',
  '..//',
  '.././',
  '..%2f',
  '..%2F',
  '%2e%2e/',
  '%2E%2E/',
  '%2e%2e%2f',
  '.%2e/',
  '%2e./',
  '..%5c',
  '..\\',
  '%2e%2e\\',
  '%2e%2e%5c',
  '..%255c',
  '..%252f',
  '%252e%252e%252f',
  '%25252e%25252e%25252f',
  '..%c0%af',
  '..%c1%9c',
  '%c0%ae%c0%ae/',
  '%c0%ae%c0%ae%c0%af',
  '..%e0%80%af',
  '..%f0%80%80%af',
  '%uff0e%uff0e%u2215',
  '..%u2215',
  '..%u2216',
  '\u2025/',
  '%e2%80%a5/',
  '\uff0e\uff0e/',
  '%ef%bc%8e%ef%bc%8e/',
  '..;/',
  '..;a=b/',
  '..%3b/',
  '..%00/',
  '%00../',
  '..%0a/',
  '..%0d/',
  '..%20/',
  '.. /',
  '..%09/',
  '....//',
  '....\\/',
  '..././',
  '.../...//',
  './../',
  '/%2e%2e/',
  '//..//',
  '\\..\\',
  'file:///',
  '%2fetc%2fpasswd%00',
]

let window: OpenWindow
beforeAll(async () => {
  window = await openWindow()
  // Beside the folders of the web app and of the map.
  await writeFile(join(window.folder, 'secret.txt'), 'the secret of the folder above')
})
afterAll(() => window[Symbol.asyncDispose]())

it('there are fifty ways', () => expect(new Set(UP).size).toBeGreaterThanOrEqual(50))

it.each(['/', '/assets/', '/map/', '/api/docs/', '/api/docs/static/', '/api/v1/stations/'])(
  'none of them leads out of %s',
  async (place) => {
    for (const up of UP) {
      for (const depth of [1, 2, 5]) {
        for (const end of ['secret.txt', 'records.sqlite', 'etc/passwd']) {
          const path = place + up.repeat(depth) + end
          const { status, body } = await raw(path)
          expect([path, status < 500, /the secret of|SQLite format|root:/.test(body)]).toEqual([path, true, false])
        }
      }
    }
  },
)

/** Asks for the path as it is written; `fetch` would tidy it up. */
function raw(path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(path).toString('latin1')
    if (/[\s]/.test(bytes.replaceAll(' ', '%20'))) return resolve({ status: 400, body: '' })
    const asked = request(
      { port: window.port, host: '127.0.0.1', path: bytes.replaceAll(' ', '%20'), agent: false },
      (response) => {
        let body = ''
        response.setEncoding('latin1')
        response.on('data', (part: string) => (body += part))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}

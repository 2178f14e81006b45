import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { openRecords } from '../../../store/records/open.ts'
import { type Accounts, openAccounts } from '../auth/accounts.ts'
import type { Trust } from '../proxies.ts'
import { startDashboard } from '../server.ts'
import { buildSmallCity, type SmallCity } from './small-city.ts'

export const PASSWORD = 'a password for tests'

export interface OpenWindow extends AsyncDisposable {
  readonly city: SmallCity
  readonly accounts: Accounts
  /** `http://127.0.0.1:port` */
  readonly url: string
  readonly port: number
  /** With the folders of the web app and of the map in it. */
  readonly folder: string
  /** Log lines of level warn and above. */
  readonly lines: string[]
  /** `Cookie` header of a fresh sign-in. */
  signIn(user?: string, password?: string): Promise<string>
  /** Asks as the admin; a body is sent as JSON. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- what came over the wire is judged by the tests
  readonly body: any
}

/** A window on a small city: real records, real sign-in, a real port. */
export async function openWindow(
  options: { now?: () => number; secure?: boolean; requestsAMinute?: number; trust?: Trust } = {},
): Promise<OpenWindow> {
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-window-'))
  const webFolder = join(folder, 'web')
  const mapFolder = join(folder, 'map')
  await layOut(webFolder, mapFolder)
  const records = await openRecords({ file: join(folder, 'records.sqlite') })
  const accounts = await openAccounts({ records, secret: 'a secret of at least thirty-two characters', ...options })
  await accounts.createFirstAdmin(PASSWORD)
  await accounts.createUser({ user: 'watcher', password: PASSWORD, role: 'viewer' })
  const city = buildSmallCity({ mapFolder, ...options })
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
  const dashboard = await startDashboard({ city, accounts, log, webFolder, ...options, host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${dashboard.port}`
  let cookie: string | undefined

  return {
    city,
    accounts,
    url,
    port: dashboard.port,
    folder,
    lines,
    signIn,
    async ask(method, path, body) {
      cookie ??= await signIn()
      return ask(url + path, { method, headers: { cookie }, ...(body !== undefined && { body }) })
    },
    async [Symbol.asyncDispose]() {
      await dashboard[Symbol.asyncDispose]()
      await accounts[Symbol.asyncDispose]()
      await records[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }

  async function signIn(user = 'admin', password = PASSWORD): Promise<string> {
    const answer = await ask(`${url}/api/v1/session`, { method: 'POST', body: { user, password } })
    const [line] = answer.headers.getSetCookie()
    if (line === undefined) throw new Error(`no cookie: ${JSON.stringify(answer.body)}`)
    return line.split(';', 1)[0] as string
  }
}

/** One request; the answer's body is read as JSON where it is JSON. */
export async function ask(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

async function layOut(webFolder: string, mapFolder: string): Promise<void> {
  await mkdir(join(webFolder, 'assets'), { recursive: true })
  await mkdir(mapFolder)
  await writeFile(join(webFolder, 'index.html'), '<!doctype html><title>CityPulse</title>')
  await writeFile(join(webFolder, 'assets', 'index-Bx3kQ9aZ.js'), 'export {}')
  await writeFile(join(mapFolder, 'notes.txt'), 'not for the window')
  await writeFile(
    join(mapFolder, 'districts.geojson'),
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: {},
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [121, 31],
                [122, 31],
                [122, 32],
                [121, 31],
              ],
            ],
          },
        },
      ],
    }),
  )
}

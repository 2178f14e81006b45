import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import { type Program, runProgram } from './support/city.ts'
import { until } from './support/until.ts'

/** A city as somebody has it who has typed `npm start`, but for its ports. */
interface Fresh {
  readonly program: Program
  readonly data: string
  readonly url: string
  readonly ports: Readonly<Record<string, number | null>>
  readonly password: string
}

const configs = [copyOfShipped(), copyOfShipped()]
const folders: string[] = []
let fresh: Fresh
let other: Fresh
beforeAll(async () => {
  ;[fresh, other] = (await Promise.all(configs.map(({ folder }) => install(folder)))) as [Fresh, Fresh]
})
afterAll(async () => {
  await Promise.all([fresh, other].map((city) => city?.program.kill('SIGKILL')))
  for (const config of configs) config[Symbol.dispose]()
  for (const folder of folders) await rm(folder, { recursive: true })
})

async function install(config: string): Promise<Fresh> {
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-fresh-'))
  folders.push(folder)
  const data = join(folder, 'data')
  const program = runProgram({ CITY_CONFIG: config, CITY_DATA: data })
  await until(() => program.log().includes('Ctrl-C ends it') || program.exitCode() !== null)
  const ports = JSON.parse(await readFile(join(data, 'run.json'), 'utf8')) as Record<string, number | null>
  const [, password = ''] = /Sign in as admin with (\S+)/.exec(program.log()) ?? []
  return { program, data, ports, password, url: `http://127.0.0.1:${ports['http']}` }
}

async function signIn(city: Fresh): Promise<string> {
  const answer = await fetch(`${city.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'admin', password: city.password }),
  })
  return answer.headers.getSetCookie()[0]!.split(';')[0]!
}

/** As it is written, without what `fetch` makes of paths and methods. */
async function raw(method: string, path: string): Promise<{ status: number; text: string }> {
  const asked = request({ host: '127.0.0.1', port: fresh.ports['http'], method, path, agent: false })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [import('node:http').IncomingMessage]
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return { status: answer.statusCode!, text }
}

describe('a city that was just installed', () => {
  it('has no password or secret that another one has', async () => {
    const secretsOf = async ({ data, password }: Fresh) => {
      const kept: unknown = JSON.parse(await readFile(join(data, 'secrets.json'), 'utf8'))
      return [password, await readFile(join(data, 'secrets.key'), 'utf8'), ...textsIn(kept)]
    }
    const [own, foreign] = [await secretsOf(fresh), await secretsOf(other)]
    expect(own.length).toBeGreaterThan(5)
    expect(own.filter((secret) => secret.length < 16)).toEqual([])
    expect(own.filter((secret) => foreign.includes(secret))).toEqual([])
  })

  it('lets its password do nothing before it was changed', async () => {
    const cookie = await signIn(fresh)
    const answer = await fetch(`${fresh.url}/api/v1/stations`, { headers: { cookie } })
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'password-change-required'])
  })

  it('opens sessions whose tokens are long and all different', async () => {
    const tokens = await Promise.all(Array.from({ length: 5 }, () => signIn(fresh)))
    const bare = tokens.map((cookie) => decodeURIComponent(cookie.split('=')[1]!).split('.')[0]!)
    expect(new Set(bare).size).toBe(5)
    // Letters and digits of 62: 22 of them have 128 bits.
    for (const token of bare) expect(token).toMatch(/^[A-Za-z0-9_-]{22,}$/)
  })

  it('shows people their sessions, and ends one when told to', async () => {
    const [here, there] = [await signIn(other), await signIn(other)]
    const next = 'seven lively otters sing at night'
    const changed = await fetch(`${other.url}/api/v1/profile/password`, {
      method: 'PUT',
      headers: { cookie: here, 'content-type': 'application/json' },
      body: JSON.stringify({ password: other.password, next }),
    })
    expect(changed.status).toBe(200)
    const cookie = changed.headers.getSetCookie()[0]!.split(';')[0]!
    Object.assign(other, { password: next })
    const second = await signIn(other)
    const ask = (path: string, by: string, method = 'GET') =>
      fetch(`${other.url}/api/v1${path}`, { method, headers: { cookie: by } })
    expect((await ask('/session', there)).status).toBe(401)
    const { items } = (await (await ask('/profile/sessions', cookie)).json()) as {
      items: { id: string; isThis: boolean }[]
    }
    expect(items).toHaveLength(2)
    const elsewhere = items.find(({ isThis }) => !isThis)!
    expect((await ask(`/profile/sessions/${elsewhere.id}`, cookie, 'DELETE')).status).toBe(204)
    expect([(await ask('/session', second)).status, (await ask('/session', cookie)).status]).toEqual([401, 200])
  })

  it('gives out cookies that no script reads and no other site sends', async () => {
    const answer = await fetch(`${fresh.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'admin', password: fresh.password }),
    })
    const cookies = answer.headers.getSetCookie()
    expect(cookies).toHaveLength(1)
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookies[0]).toContain(`; ${part}`)
    expect(cookies[0]).not.toMatch(/domain=/i)
  })

  it('listens nowhere but where it says, and to this machine alone', async () => {
    const said = Object.entries(fresh.ports).filter(([name, port]) => name !== 'pid' && typeof port === 'number')
    expect(await listenersOf(fresh.program.pid)).toEqual(said.map(([, port]) => `7F000001:${port}`).toSorted())
  })

  it('opens its plain ports to this machine alone', async () => {
    const addresses = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address)
    const open = Object.entries(fresh.ports).filter(([name, port]) => name !== 'pid' && typeof port === 'number')
    expect(open.map(([name]) => name).toSorted()).toEqual(['http', 'mqtt', 'ws'])
    for (const [, port] of open) {
      expect(await isOpen('127.0.0.1', port!)).toBe(true)
      for (const address of addresses) expect([address, await isOpen(address, port!)]).toEqual([address, false])
    }
  })

  it('keeps its files for its owner', async () => {
    const modes: string[] = []
    for (const name of ['.', ...(await readdir(fresh.data))]) {
      const { mode } = await stat(join(fresh.data, name))
      if (name === '.' || /secret|\.key$|\.json$/.test(name)) modes.push(`${name} ${(mode & 0o077).toString(8)}`)
    }
    expect(modes.length).toBeGreaterThan(2)
    expect(modes.filter((mode) => !mode.endsWith(' 0'))).toEqual([])
  })

  it.each([
    '/',
    'a script',
    '/alarms',
    '/api/v1/session',
    '/api/v1/nothing',
    '/health/live',
    '/nothing.js',
    '/api/docs/',
  ])('answers %s with the headers that keep browsers safe', async (named) => {
    const path = named === 'a script' ? /\/assets\/[\w-]+\.js/.exec((await raw('GET', '/')).text)![0] : named
    const { headers } = await fetch(`${fresh.url}${path}`, { headers: { accept: 'text/html' }, redirect: 'manual' })
    const policy = headers.get('content-security-policy') ?? ''
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(part)
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline|unsafe-eval/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null])
    expect(headers.get('content-type')).toMatch(/charset=utf-8|^application\/(problem\+)?json/)
    if (path.startsWith('/api/v1')) expect(headers.get('cache-control')).toBe('no-store')
  })

  it.each([
    '/.git/config',
    '/.git/HEAD',
    '/package.json',
    '/main.ts',
    '/config/city.yaml',
    '/data/records.db',
    '/data/secrets.json',
    '/node_modules/fastify/package.json',
    '/dashboard/web/app.ts',
    '/assets/',
    '/map/',
    '/.env',
    '/index.html.map',
  ])('serves nothing of its sources, configuration or data: %s', async (path) => {
    const { text } = await raw('GET', path)
    // What is no file is the page itself, or a problem.
    expect(text).toMatch(/^<!doctype html>.*<city-app|^\{"type":.*"status":404/is)
    expect(text).not.toMatch(/\[core\]|"dependencies"|import |Index of|sourcesContent/)
  })

  it('has no maps of its sources beside what it serves', async () => {
    const page = (await raw('GET', '/')).text
    const [script] = /\/assets\/[\w-]+\.js/.exec(page) ?? []
    expect(script).toBeDefined()
    expect((await raw('GET', script!)).text).not.toContain('sourceMappingURL')
    expect((await raw('GET', `${script}.map`)).status).toBe(404)
  })

  it.each(['TRACE', 'PROPFIND', 'MKCOL', 'PATCH', 'LINK', 'OPTIONS'])(
    'refuses methods that it does not know: %s',
    async (method) => {
      for (const path of ['/', '/api/v1/stations', '/api/v1/session', '/health/live']) {
        const { status, text } = await raw(method, path)
        expect([path, status >= 400]).toEqual([path, true])
        expect(text).not.toContain('agent')
      }
    },
  )
})

/** Where a process listens over TCP: address in hex as the kernel has it, IPv4 in the order of the wire, and port. */
async function listenersOf(pid: number): Promise<readonly string[]> {
  const own = new Set<string>()
  for (const fd of await readdir(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')
    const [, inode] = /^socket:\[(\d+)\]$/.exec(target) ?? []
    if (inode !== undefined) own.add(inode)
  }
  const found: string[] = []
  for (const table of ['tcp', 'tcp6'])
    for (const line of (await readFile(`/proc/${pid}/net/${table}`, 'utf8')).trim().split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
      if (state !== '0A' || !own.has(inode)) continue
      const [address = '', port = ''] = local.split(':')
      found.push(`${address.match(/../g)!.toReversed().join('')}:${Number.parseInt(port, 16)}`)
    }
  return found.toSorted()
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(textsIn)
}

async function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: 5_000 })
  socket.once('timeout', () => socket.destroy(new Error('no answer')))
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy())
}

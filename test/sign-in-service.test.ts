import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import { runProgram, type Program } from './support/city.ts'
import { PASSWORD } from './support/city.ts'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './support/until.ts'

const SECRET = 'the city of the test, a long secret'
const CLAIMS: Record<string, object> = {
  wang: { preferred_username: 'wang.wei', groups: ['water-desk'] },
  lina: { preferred_username: 'li.na', groups: ['water-desk', 'all-staff'] },
  stranger: { preferred_username: 'stranger', groups: ['all-staff'] },
}

let provider: Server
let issuer: string
let city: Program
let url: string
let data: string
beforeAll(async () => {
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  ;[provider, issuer] = await startProvider(`${url}/api/v1/sign-in-service/return`)
  using config = copyOfShipped()
  const access = {
    signInService: {
      issuer,
      clientId: 'citypulse',
      scopes: ['profile', 'groups'],
      publicUrl: url,
      people: [{ claim: 'groups', is: 'water-desk', roles: ['operator', 'shift-lead'], departments: ['water'] }],
    },
  }
  config.write('city.yaml', `${config.read('city.yaml')}access: ${JSON.stringify(access)}\n`)
  data = await mkdtemp(join(tmpdir(), 'citypulse-oidc-'))
  const env = { ADMIN_PASSWORD: PASSWORD, HTTP_PORT: String(port), OIDC_CLIENT_SECRET: SECRET }
  city = runProgram({ CITY_CONFIG: config.folder, CITY_DATA: data, ...env })
  await until(async () => {
    if (city.exitCode() !== null) throw new Error(city.log())
    return (
      existsSync(join(data, 'run.json')) &&
      (await fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ))
    )
  })
  expect(JSON.parse(readFileSync(join(data, 'run.json'), 'utf8'))).toMatchObject({ http: port })
})
afterAll(async () => {
  await city?.kill('SIGKILL')
  provider?.closeAllConnections()
  provider?.close()
  await rm(data, { recursive: true, force: true })
})

/** A real provider; whoever comes is let in as the person that the address of its page names. */
async function startProvider(redirectUri: string): Promise<[Server, string]> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const oidc = new Provider(address, {
    clients: [
      {
        client_id: 'citypulse',
        client_secret: SECRET,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
      },
    ],
    scopes: ['openid', 'profile', 'groups'],
    claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub, ...CLAIMS[sub] }) }),
  })
  server.on('request', oidc.callback())
  return [server, address]
}

async function freePort(): Promise<number> {
  const server = createTcp().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** A browser without a screen: cookies by host, forms by hand. */
function browse() {
  const jars = new Map<string, Map<string, string>>()
  async function go(
    address: string,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const { host } = new URL(address)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(address, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /Max-Age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return answer
  }
  const follow = async (address: string): Promise<string> => {
    for (let at = address; ; ) {
      const answer = await go(at)
      const next = answer.headers.get('location')
      if (next === null || new URL(next, at).pathname === '/') return next ? new URL(next, at).href : at
      at = new URL(next, at).href
    }
  }
  const submit = async (address: string, fields: Record<string, string>): Promise<string> => {
    const body = new URLSearchParams(fields).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await go(address, { method: 'POST', headers, body })
    return follow(new URL(answer.headers.get('location') ?? '', address).href)
  }
  return {
    go,
    follow,
    /** From the city's sign-in page through the provider's two pages and back. */
    async signIn(as: string, query = ''): Promise<string> {
      const login = await follow(`${url}/api/v1/sign-in-service/begin${query}`)
      const consent = await submit(login, { prompt: 'login', login: as, password: 'any' })
      return submit(consent, { prompt: 'consent' })
    },
  }
}

describe('a sign-in service that speaks OpenID Connect', () => {
  it('lets in whom a rule fits, with the roles and departments of the rule', async () => {
    const browser = browse()
    expect(await browser.signIn('lina')).toBe(`${url}/`)
    const answer = await browser.go(`${url}/api/v1/session`)
    expect(await answer.json()).toMatchObject({
      user: 'li.na',
      roles: ['operator', 'shift-lead'],
      departments: ['water'],
      by: 'cookie',
    })
    const change = { method: 'PUT', headers: { 'content-type': 'application/json' } }
    const body = JSON.stringify({ password: 'x', next: 'a sentence of mine' })
    expect((await browser.go(`${url}/api/v1/profile/password`, { ...change, body })).status).toBe(409)
    // The same person comes back as the same account.
    const again = browse()
    expect(await again.signIn('lina')).toBe(`${url}/`)
  })

  it('proves who sits there when it is asked to, and not by letting a browser in that it knows', async () => {
    const browser = browse()
    const isProved = async () => {
      const answer = await browser.go(`${url}/api/v1/session`)
      return ((await answer.json()) as { provedUntil: number }).provedUntil > Date.now()
    }
    await browser.signIn('lina')
    expect(await browser.follow(`${url}/api/v1/sign-in-service/begin`)).toBe(`${url}/`)
    expect(await isProved()).toBe(false)
    expect(await browser.signIn('lina', '?again=true')).toBe(`${url}/`)
    expect(await isProved()).toBe(true)
  })

  it('lets in nobody whom no rule fits', async () => {
    const browser = browse()
    expect(await browser.signIn('stranger')).toBe(`${url}/?sign-in=not-allowed`)
    expect((await browser.go(`${url}/api/v1/session`)).status).toBe(401)
  })

  it('ends the sessions and API tokens of somebody whom no rule fits any more', async () => {
    const [old, fresh] = [browse(), browse()]
    await old.signIn('wang', '?again=true')
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ name: 'script', days: 300 })
    const made = await old.go(`${url}/api/v1/tokens`, { method: 'POST', headers, body })
    const { token, item } = (await made.json()) as { token: string; item: { expiresAt: number } }
    // What acts for somebody whom the service answers for is no longer valid than a month.
    expect(Math.round((item.expiresAt - Date.now()) / 86_400_000)).toBe(30)
    const byToken = () => fetch(`${url}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } })
    expect([(await old.go(`${url}/api/v1/session`)).status, (await byToken()).status]).toEqual([200, 200])
    CLAIMS['wang'] = { preferred_username: 'wang.wei', groups: ['all-staff'] }
    expect(await fresh.signIn('wang')).toBe(`${url}/?sign-in=not-allowed`)
    expect([(await old.go(`${url}/api/v1/session`)).status, (await byToken()).status]).toEqual([401, 401])
  })

  it('is not believed when the answer is to another question', async () => {
    const browser = browse()
    const begun = await browser.go(`${url}/api/v1/sign-in-service/begin`)
    expect(begun.headers.get('location')).toContain('code_challenge_method=S256')
    const forged = await browser.go(`${url}/api/v1/sign-in-service/return?code=x&state=${'a'.repeat(43)}`)
    expect(forged.headers.get('location')).toBe('/?sign-in=sign-in-failed')
    const bare = await browse().go(`${url}/api/v1/sign-in-service/return?code=x&state=y`)
    expect(bare.headers.get('location')).toBe('/?sign-in=sign-in-failed')
  })

  it('is in the audit: whom it brought, and whom it did not', async () => {
    expect(await auditOf('action=create-person&object=li.na')).toMatchObject([{ actor: 'sign-in-service' }])
    expect((await auditOf('action=denied&object=sign-in%20service')).map(({ detail }) => detail)).toEqual(
      expect.arrayContaining(['not-allowed', 'sign-in-failed']),
    )
  })

  it('does not keep anybody from a password of this city', async () => {
    expect((await signInHere()).status).toBe(200)
  })
})

function signInHere(): Promise<Response> {
  return fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'admin', password: PASSWORD }),
  })
}

async function auditOf(filter: string): Promise<readonly { readonly actor: string; readonly detail: string }[]> {
  const cookie = (await signInHere()).headers.getSetCookie()[0]!.split(';', 1)[0]!
  const answer = await fetch(`${url}/api/v1/audit?${filter}`, { headers: { cookie } })
  return ((await answer.json()) as { items: { actor: string; detail: string }[] }).items
}

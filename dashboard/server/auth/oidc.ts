import { createHash, createPublicKey, randomBytes, timingSafeEqual, verify } from 'node:crypto'
import { PROOF_MS } from '../../../domain/access/table.ts'
import { CityError } from '../../../domain/errors.ts'

type JsonWebKey = import('node:crypto').webcrypto.JsonWebKey & Readonly<Record<string, unknown>>

const TIMEOUT_MS = 10_000
const KEEP_MS = 60 * 60_000
const SKEW_SECONDS = 60
const HASHES: Readonly<Record<string, string>> = { RS256: 'sha256', PS256: 'sha256', ES256: 'sha256' }

/** A sign-in service that speaks OpenID Connect, and what this city is to it. */
export interface OidcOptions {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret?: string
  readonly redirectUri: string
  /** Besides `openid`. */
  readonly scopes: readonly string[]
  readonly now: () => number
}

/** What is kept in the browser between leaving and coming back. */
export interface Journey {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string }

/** Authorization code with PKCE (OpenID Connect Core 3.1, RFC 7636). Failures of the other side are `sign-in-elsewhere`. */
export interface Oidc {
  /** `again`: the person must prove once more who they are, even where the service knows the browser. */
  begin(of?: { readonly again?: boolean | undefined }): Promise<{ readonly url: string; readonly journey: Journey }>
  /** Claims of the person who came back. Throws `sign-in-failed` for an answer that is not to our question. */
  finish(
    query: { readonly code?: string; readonly state?: string; readonly error?: string },
    of: Journey,
  ): Promise<Claims>
}

interface Discovery {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri: string
}

export function makeOidc(options: OidcOptions): Oidc {
  const { issuer, clientId, clientSecret, redirectUri, scopes, now } = options
  let discovered: { readonly at: number; readonly of: Discovery } | null = null
  let keys: readonly JsonWebKey[] = []

  async function discovery(): Promise<Discovery> {
    if (discovered && now() - discovered.at < KEEP_MS) return discovered.of
    const of = await ask<Discovery>(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    // OpenID Connect Discovery 4.3: or another service could speak for this one.
    if (of.issuer !== issuer) throw elsewhere(`it says that it is ${JSON.stringify(of.issuer).slice(0, 200)}`)
    discovered = { at: now(), of }
    return of
  }

  async function keyOf(header: { readonly kid?: string; readonly alg?: string }, of: Discovery): Promise<JsonWebKey> {
    const fits = (key: JsonWebKey) =>
      (header.kid === undefined || key['kid'] === header.kid) && (key['use'] === undefined || key['use'] === 'sig')
    const known = keys.find(fits)
    if (known) return known
    // It may have new keys since.
    keys = (await ask<{ keys: JsonWebKey[] }>(of.jwks_uri)).keys
    const found = keys.find(fits)
    if (!found) throw elsewhere('its answer is signed with a key that it does not publish')
    return found
  }

  async function judge(token: string, nonce: string, of: Discovery): Promise<Claims> {
    const [head = '', body = '', signature = ''] = token.split('.')
    const header = parsed(head) as { kid?: string; alg?: string }
    const hash = HASHES[header.alg ?? '']
    // `none` and HMAC are not among them: a public key must not pass for a shared secret.
    if (!hash) throw elsewhere(`it signs with ${String(header.alg)}, expected one of ${Object.keys(HASHES).join(', ')}`)
    const key = createPublicKey({ key: await keyOf(header, of), format: 'jwk' })
    const how = {
      key,
      ...(header.alg === 'ES256' && { dsaEncoding: 'ieee-p1363' as const }),
      ...(header.alg === 'PS256' && { padding: 6, saltLength: 32 }),
    }
    if (!verify(hash, Buffer.from(`${head}.${body}`), how, Buffer.from(signature, 'base64url')))
      throw elsewhere('its answer is not signed by it')
    const claims = parsed(body)
    const { iss, sub, aud, azp, exp, nonce: said } = claims
    const audience = Array.isArray(aud) ? aud : [aud]
    const isOurs = audience.includes(clientId) && (audience.length === 1 || azp === clientId)
    if (iss !== issuer || !isOurs || typeof sub !== 'string') throw elsewhere('its answer is meant for somebody else')
    if (typeof exp !== 'number' || exp + SKEW_SECONDS < now() / 1000) throw elsewhere('its answer is over')
    if (said !== nonce) throw new CityError('sign-in-failed', 'The answer is not to the question that was asked.')
    return claims as Claims
  }

  return {
    async begin({ again = false } = {}) {
      const of = await discovery()
      const journey = { state: secret(), nonce: secret(), verifier: secret() }
      const url = new URL(of.authorization_endpoint)
      const challenge = createHash('sha256').update(journey.verifier).digest('base64url')
      for (const [name, value] of Object.entries({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: ['openid', ...scopes].join(' '),
        state: journey.state,
        nonce: journey.nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        // OpenID Connect Core 3.1.2.1: whoever is asked for an age of the proof tells it as `auth_time`.
        ...(again && { prompt: 'login', max_age: String(PROOF_MS / 1000) }),
      }))
        url.searchParams.set(name, value)
      return { url: url.href, journey }
    },
    async finish({ code, state, error }, journey) {
      if (state === undefined || !isSame(state, journey.state))
        throw new CityError('sign-in-failed', 'The answer is not to the question that was asked.')
      if (error !== undefined || code === undefined)
        throw new CityError('sign-in-failed', `The sign-in service says: ${String(error).slice(0, 100)}.`)
      const of = await discovery()
      const form = new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        client_id: clientId,
        code_verifier: journey.verifier,
      })
      const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' }
      if (clientSecret !== undefined) {
        // RFC 6749, 2.3.1: encoded as a form before it is joined.
        const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`
        headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`
      }
      const answer = await ask<{ id_token?: string }>(of.token_endpoint, {
        method: 'POST',
        headers,
        body: form.toString(),
      })
      if (typeof answer.id_token !== 'string') throw elsewhere('it gave no identity')
      return judge(answer.id_token, journey.nonce, of)
    },
  }
}

async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (answer.ok) return (await answer.json()) as T
    throw new Error(`${url} answered ${answer.status}`)
  } catch (error) {
    throw elsewhere((error as Error).message, error)
  }
}

function parsed(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  } catch (error) {
    throw elsewhere('its answer cannot be read', error)
  }
}

function elsewhere(why: string, cause?: unknown): CityError {
  return new CityError('sign-in-elsewhere', `The sign-in service: ${why}.`, { cause })
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function isSame(a: string, b: string): boolean {
  const [one, two] = [Buffer.from(a), Buffer.from(b)]
  return one.length === two.length && timingSafeEqual(one, two)
}

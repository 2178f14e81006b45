import { type Static, Type } from 'typebox'

/** How a device proves who it is, from the weakest to the strictest. */
export const SIGN_INS = ['password', 'signed', 'certificate'] as const
export const SignIn = Type.Enum([...SIGN_INS])
export type SignIn = Static<typeof SignIn>

/** Whether a way of signing in is at least as strict as another one. */
export function isAsStrictAs(way: SignIn, least: SignIn): boolean {
  return SIGN_INS.indexOf(way) >= SIGN_INS.indexOf(least)
}

/** SHA-256 of a certificate in DER, 64 hexadecimal digits. */
export const FINGERPRINT = '^[0-9a-f]{64}$'

/** `AB:CD:…` or `abcd…` as it is kept; null when it is no fingerprint. */
export function fingerprintOf(text: string): string | null {
  const plain = text.replaceAll(/[:\s]/g, '').toLowerCase()
  return new RegExp(FINGERPRINT).test(plain) ? plain : null
}

/** Longest life of a signed password, seconds: of devices that stay connected, and of those that sleep for days. */
export const CONNECTED_SECONDS = 86_400
export const SLEEPY_SECONDS = 30 * 86_400
/** How far the clock of a device may be off for its signed password. */
export const CLOCK_SECONDS = 300

/** `v1.<exp>.<mac>`: exp in seconds since 1970, mac as base64url of HMAC-SHA-256 of `<id>|<exp>` under the secret. */
export function signedPassword(exp: number, mac: string): string {
  return `v1.${exp}.${mac}`
}

/** What the secret signs. */
export function signedText(id: string, exp: number): string {
  return `${id}|${exp}`
}

/** The parts of a signed password; null when it is none. */
export function readSigned(password: string): { readonly exp: number; readonly mac: string } | null {
  const [, exp, mac] = /^v1\.([1-9][0-9]{0,11})\.([A-Za-z0-9_-]{43})$/.exec(password) ?? []
  return exp === undefined || mac === undefined ? null : { exp: Number(exp), mac }
}

/** Whether a signed password may still be used, and was not made to live longer than it may. */
export function isInTime(exp: number, nowSeconds: number, longest: number): boolean {
  return exp > nowSeconds - CLOCK_SECONDS && exp <= nowSeconds + longest + CLOCK_SECONDS
}

/** Users of MQTT that are no devices: who has a code, and who asks to be registered. */
export const ENROL_USER = 'enrol'
export const NEW_USER = 'new:'

/** Whether an id could be mistaken for one of these. */
export function isReserved(id: string): boolean {
  return id === ENROL_USER || id.startsWith(NEW_USER)
}

/** A credential of a device, without what it proves itself with. */
export const CredentialSlot = Type.Object({
  issue: Type.Integer({ description: 'Counts up with every credential of the device' }),
  mode: SignIn,
  createdAt: Type.Number(),
  endsAt: Type.Union([Type.Number(), Type.Null()], { description: 'Its successor is valid beside it until then' }),
  fingerprint: Type.Optional(Type.String({ description: 'SHA-256 of the pinned certificate' })),
})
export type CredentialSlot = Static<typeof CredentialSlot>

/** How a device may sign in. */
export const DeviceAccess = Type.Object({
  id: Type.String(),
  of: Type.Enum(['station', 'gateway', 'service']),
  slots: Type.Array(CredentialSlot),
  disabled: Type.Union([Type.Object({ at: Type.Number(), by: Type.String(), why: Type.String() }), Type.Null()]),
})
export type DeviceAccess = Static<typeof DeviceAccess>

/** What a client has shown of itself over TLS, and that it has the key of. */
export interface ClientCertificate {
  readonly fingerprint: string
  /** Common name of its subject. */
  readonly name: string
  /** No authority of devices is configured, or one of them vouches for it and has not revoked it. */
  readonly isTrusted: boolean
  /** UTC ms. */
  readonly validFrom: number
  readonly validTo: number
  /** Hexadecimal digits, without leading zeros. */
  readonly serial: string
}

/** Why a device was not let in. */
export type SignInRefusal =
  | 'wrong-credentials'
  | 'credentials-expired'
  | 'certificate-not-valid'
  | 'sign-in-too-weak'
  | 'disabled'

/** How a simulated device signs in: about half of them as simple devices do, the others sign their passwords. */
export function simulatedSignIn(id: string, least: SignIn): 'password' | 'signed' {
  if (least !== 'password') return 'signed'
  let sum = 0
  for (let i = 0; i < id.length; i++) sum += id.charCodeAt(i)
  return sum % 2 === 0 ? 'signed' : 'password'
}

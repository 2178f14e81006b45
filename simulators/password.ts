import { createHmac } from 'node:crypto'
import { type SignIn, signedPassword, signedText, simulatedSignIn } from '../domain/sign-in.ts'

/** A simulated device's signed password lives this long; it signs a new one whenever it connects. */
const LIFE_SECONDS = 6 * 3_600

/**
 * Passwords of simulated devices, made anew at every call: base64url of HMAC-SHA-256 of the id under the city's key
 * (base64url), or signed with it as secret. `least`: what the city asks of its devices.
 */
export function passwordsOf(key: string, least: SignIn = 'password', now = Date.now): (id: string) => string {
  const bytes = Buffer.from(key, 'base64url')
  return (id) => {
    const secret = createHmac('sha256', bytes).update(id).digest('base64url')
    return simulatedSignIn(id, least) === 'password' ? secret : signed(secret, id, now)
  }
}

/** A password of a device, signed with its secret (base64url), good for six hours. */
export function signed(secret: string, id: string, now = Date.now): string {
  const exp = Math.floor(now() / 1000) + LIFE_SECONDS
  const mac = createHmac('sha256', Buffer.from(secret, 'base64url')).update(signedText(id, exp)).digest('base64url')
  return signedPassword(exp, mac)
}

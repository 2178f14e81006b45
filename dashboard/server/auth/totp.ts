import { createHmac, timingSafeEqual } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6
/** A clock may be so many steps off. */
const WINDOW = 1
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The code of a step of 30 seconds: RFC 6238 over SHA-1, which is what authenticator apps speak. */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  // RFC 4226, 5.3: dynamic truncation.
  const at = (mac.at(-1) ?? 0) & 0x0f
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The step whose code this is, newer than `after`; null for a wrong code, or one that was used. */
export function stepOf(
  code: string,
  of: { readonly secret: Uint8Array; readonly now: number; readonly after: number },
): number | null {
  const given = Buffer.from(code.replaceAll(/\s/g, ''))
  const now = Math.floor(of.now / STEP_MS)
  let found: number | null = null
  for (let step = now - WINDOW; step <= now + WINDOW; step++) {
    const wanted = Buffer.from(codeAt(of.secret, step))
    if (given.length === wanted.length && timingSafeEqual(given, wanted) && step > of.after) found ??= step
  }
  return found
}

/** What an authenticator app reads from the picture (Key Uri Format). */
export function keyUri(of: { readonly secret: Uint8Array; readonly issuer: string; readonly user: string }): string {
  const label = `${encodeURIComponent(of.issuer)}:${encodeURIComponent(of.user)}`
  const query = new URLSearchParams({ secret: base32(of.secret), issuer: of.issuer })
  // Apps do not read a plus as a space.
  return `otpauth://totp/${label}?${query.toString().replaceAll('+', '%20')}&algorithm=SHA1&digits=${DIGITS}&period=30`
}

/** RFC 4648, without padding. */
export function base32(bytes: Uint8Array): string {
  let bits = 0
  let value = 0
  let text = ''
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(value >>> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + ALPHABET[(value << (5 - bits)) & 31]
}

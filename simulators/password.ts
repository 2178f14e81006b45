import { createHmac } from 'node:crypto'

/** Passwords of simulated devices: base64url of HMAC-SHA-256 of the id under the city's key (base64url). */
export function passwordsOf(key: string): (id: string) => string {
  const bytes = Buffer.from(key, 'base64url')
  return (id) => createHmac('sha256', bytes).update(id).digest('base64url')
}

import { createHmac } from 'node:crypto'

/** Passwords of simulated devices: base64url of HMAC-SHA-256 of the id under the city's key. */
export function passwordsOf(key: string): (id: string) => string {
  return (id) => createHmac('sha256', key).update(id).digest('base64url')
}

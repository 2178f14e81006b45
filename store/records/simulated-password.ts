import { createHmac } from 'node:crypto'

/** Password of a simulated station or gateway: whoever simulates can derive it, so nobody has to keep it. */
export function simulatedPassword(simulationKey: Uint8Array, id: string): string {
  return createHmac('sha256', simulationKey).update(id).digest('base64url')
}

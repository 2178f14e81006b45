import type { Socket } from 'node:net'
import { networkOf } from './auth/network.ts'
import type { Trust } from './proxies.ts'

/** Connections of one network: a control room behind one address has some hundred; who has more takes the place of others. */
const MOST_OF_NETWORK = 4_000

/** Counts the connections of the window by network, so that one cannot take all there are. */
export interface Crowd {
  /** Whether another connection of its network may be taken; counts it until it is closed. A trusted proxy speaks for many. */
  admits(socket: Socket): boolean
}

export function makeCrowd(trust: Trust = () => false, most = MOST_OF_NETWORK): Crowd {
  const open = new Map<string, number>()

  return {
    admits(socket) {
      const { remoteAddress } = socket
      if (remoteAddress === undefined || trust(remoteAddress, 0)) return true
      const network = networkOf(remoteAddress)
      const count = open.get(network) ?? 0
      if (count >= most) return false
      open.set(network, count + 1)
      socket.once('close', () => {
        const left = (open.get(network) ?? 1) - 1
        if (left > 0) open.set(network, left)
        else open.delete(network)
      })
      return true
    },
  }
}

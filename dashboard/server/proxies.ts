import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'

/** Whether the proxy at an address may say for whom it asks, and over what; `hop` 0 is whoever is connected. */
export type Trust = (address: string, hop: number) => boolean

/** Trusts these addresses and networks, and nobody else. */
export function trustIn(networks: readonly string[]): Trust {
  return networks.length === 0 ? () => false : proxyAddr.compile([...networks])
}

/** Who asks: what proxies say of it in `X-Forwarded-For` counts only as far back as they are trusted. */
export function addressOf(request: IncomingMessage, trust: Trust): string {
  return proxyAddr(request, trust)
}

/** Whether somebody asks over TLS: of this server, or of a trusted proxy that says so in `X-Forwarded-Proto`. */
export function isOverTls({ socket, headers }: IncomingMessage, trust: Trust): boolean {
  if ('encrypted' in socket) return true
  const said = String(headers['x-forwarded-proto'] ?? '')
  return said.split(',').at(-1)?.trim() === 'https' && trust(socket.remoteAddress ?? '', 0)
}

import type { Socket } from 'node:net'
import { type PeerCertificate, TLSSocket } from 'node:tls'
import type { Client } from 'aedes'
import { type ClientCertificate, fingerprintOf } from '../domain/sign-in.ts'
import type { Presented } from './gate.ts'

/** What a client shows besides its password. `hasAuthority`: certificates of devices must come from one that is configured. */
export function presentedBy(client: Client, hasAuthority: boolean): Presented {
  const socket = client.req?.socket ?? (client.conn as Socket)
  const certificate = socket instanceof TLSSocket ? certificateOf(socket, hasAuthority) : null
  const address = socket.remoteAddress ?? ''
  return { certificate, address, isLocal: isLoopback(address) }
}

function certificateOf(socket: TLSSocket, hasAuthority: boolean): ClientCertificate | null {
  const found = socket.getPeerCertificate() as Partial<PeerCertificate> | null
  const fingerprint = fingerprintOf(found?.fingerprint256 ?? '')
  if (!found || fingerprint === null) return null
  return {
    fingerprint,
    name: typeof found.subject?.CN === 'string' ? found.subject.CN : '',
    isTrusted: !hasAuthority || socket.authorized,
    validFrom: Date.parse(found.valid_from ?? ''),
    validTo: Date.parse(found.valid_to ?? ''),
    serial: serialOf(found.serialNumber ?? ''),
  }
}

/** As it is compared with a list of revoked ones. */
export function serialOf(text: string): string {
  return text.toLowerCase().replace(/^0+(?=.)/, '')
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

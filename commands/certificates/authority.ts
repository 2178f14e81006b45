import { randomBytes, X509Certificate as NodeCertificate } from 'node:crypto'
import '../../config/reflect-metadata.ts'
import type * as X509 from '@peculiar/x509'

const DAY = 86_400_000
/** Longest life that browsers take (CA/Browser Forum, 398 days), less one for clocks. */
export const MOST_DAYS = 397
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
/** Clocks of devices may be behind. */
const BACK_MS = 3_600_000

/** A certificate and its key as PEM. */
export interface Pair {
  readonly cert: string
  readonly key: string
}

export interface Wish {
  readonly name: string
  /** Host names and addresses of a server; none: it is a device's. */
  readonly hosts: readonly string[]
  readonly days: number
  readonly now: number
}

/** Makes certificates with ECDSA P-256 for trials. */
export interface Authority {
  readonly own: Pair
  issue(wish: Wish): Promise<Pair>
  /** A list of revoked certificates as PEM; good as long as the authority is. */
  revoke(serials: readonly string[], now: number): Promise<string>
}

/** Takes up an authority, or makes a new one. */
export async function openAuthority(
  kept: Pair | null,
  { days, now }: { readonly days: number; readonly now: number },
): Promise<Authority> {
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(crypto)
  const own = kept ?? (await makeRoot(x509, days, now))
  const root = new x509.X509Certificate(own.cert)
  const signingKey = await crypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(own.key), EC, false, ['sign'])

  return {
    own,
    async issue(wish) {
      const keys = await crypto.subtle.generateKey(EC, true, ['sign', 'verify'])
      const cert = await x509.X509CertificateGenerator.create({
        serialNumber: newSerial(),
        subject: nameOf(wish.name),
        issuer: root.subject,
        notBefore: new Date(Math.max(wish.now - BACK_MS, root.notBefore.getTime())),
        notAfter: new Date(Math.min(wish.now + wish.days * DAY, root.notAfter.getTime())),
        signingAlgorithm: EC,
        signingKey,
        publicKey: keys.publicKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([
            wish.hosts.length > 0 ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth,
          ]),
          ...(wish.hosts.length > 0 ? [new x509.SubjectAlternativeNameExtension(wish.hosts.map(hostName))] : []),
          await x509.AuthorityKeyIdentifierExtension.create(root.publicKey),
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        ],
      })
      return { cert: `${cert.toString('pem')}\n`, key: await keyPem(x509, keys.privateKey) }
    },
    async revoke(serials, now) {
      const list = await x509.X509CrlGenerator.create({
        issuer: root.subject,
        thisUpdate: new Date(now - BACK_MS),
        nextUpdate: root.notAfter,
        entries: serials.map((serialNumber) => ({
          serialNumber,
          revocationDate: new Date(now),
          reason: x509.X509CrlReason.cessationOfOperation,
        })),
        signingAlgorithm: EC,
        signingKey,
        extensions: [await x509.AuthorityKeyIdentifierExtension.create(root.publicKey)],
      })
      // OpenSSL knows no other name for it (RFC 7468, 6).
      return `${x509.PemConverter.encode(list.rawData, 'X509 CRL')}\n`
    },
  }
}

/** SHA-256 of a certificate, as it is pinned, its serial number, and its end. */
export function factsOf(pem: string): {
  readonly fingerprint: string
  readonly serial: string
  readonly subject: string
  readonly validTo: Date
} {
  const found = new NodeCertificate(pem)
  const fingerprint = found.fingerprint256.replaceAll(':', '').toLowerCase()
  return { fingerprint, serial: found.serialNumber.toLowerCase(), subject: found.subject, validTo: found.validToDate }
}

async function makeRoot(x509: typeof X509, days: number, now: number): Promise<Pair> {
  const keys = await crypto.subtle.generateKey(EC, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: nameOf('CityPulse trial authority'),
    notBefore: new Date(now - BACK_MS),
    notAfter: new Date(now + days * DAY),
    signingAlgorithm: EC,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: `${cert.toString('pem')}\n`, key: await keyPem(x509, keys.privateKey) }
}

async function keyPem(x509: typeof X509, key: CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`
}

/** Positive, as RFC 5280 asks (4.1.2.2), and never the same. */
function newSerial(): string {
  return `4${randomBytes(15).toString('hex')}`.padStart(32, '0')
}

function nameOf(text: string): { CN: string[] }[] {
  return [{ CN: [text] }]
}

function hostName(host: string): { type: 'ip' | 'dns'; value: string } {
  return { type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns', value: host }
}

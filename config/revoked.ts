import { CityError } from '../domain/errors.ts'
import { pemBlocks } from './pem.ts'

/** As OpenSSL names it, which knows no other name (RFC 7468, 6). */
export const CRL = 'X509 CRL'

/** Serial numbers that a PEM file of revocation lists names: hexadecimal digits without leading zeros. What else the file holds is passed over. Rejects when one of them is not whole. */
export async function revokedSerials(pem: Buffer): Promise<ReadonlySet<string>> {
  await import('./reflect-metadata.ts')
  const { X509Crl, PemConverter } = await import('@peculiar/x509')
  const serials = new Set<string>()
  const blocks = pemBlocks(pem, CRL)
  if (!blocks) throw new CityError('config-invalid', 'a list of revoked certificates is not whole')
  for (const block of blocks) {
    for (const { serialNumber } of new X509Crl(PemConverter.decodeFirst(block)).entries)
      serials.add(serialNumber.toLowerCase().replace(/^0+(?=.)/, ''))
  }
  return serials
}

/** Serial numbers that a PEM file of revocation lists names: hexadecimal digits without leading zeros. */
export async function revokedSerials(pem: Buffer): Promise<ReadonlySet<string>> {
  await import('./reflect-metadata.ts')
  const { X509Crl, PemConverter } = await import('@peculiar/x509')
  const serials = new Set<string>()
  for (const raw of PemConverter.decode(pem.toString('latin1'))) {
    for (const { serialNumber } of new X509Crl(raw).entries)
      serials.add(serialNumber.toLowerCase().replace(/^0+(?=.)/, ''))
  }
  return serials
}

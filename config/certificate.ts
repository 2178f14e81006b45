import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { CityError } from '../domain/errors.ts'
import type { Settings } from './settings.ts'

/** The TLS door's certificate and key. Throws `config-invalid` when they cannot be read or do not belong together. */
export function readCertificate({ certFile, keyFile }: NonNullable<Settings['tls']>): { cert: Buffer; key: Buffer } {
  const read = (path: string, name: string) => {
    try {
      return readFileSync(path)
    } catch (error) {
      throw new CityError(
        'config-invalid',
        `${name}: ${path} cannot be read (${(error as Error).message}); give the path of a PEM file, or unset it`,
      )
    }
  }
  const pair = { cert: read(certFile, 'MQTTS_CERT'), key: read(keyFile, 'MQTTS_KEY') }
  try {
    createSecureContext(pair)
    return pair
  } catch (error) {
    throw new CityError(
      'config-invalid',
      `MQTTS_CERT and MQTTS_KEY: ${certFile} and ${keyFile} are not a certificate and its key in PEM (${(error as Error).message}); give a pair that belongs together, or unset both`,
      { cause: error },
    )
  }
}

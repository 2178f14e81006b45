import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { CityError } from '../domain/errors.ts'
import { pemBlocks } from './pem.ts'
import { CRL } from './revoked.ts'

/** Absolute paths of PEM files. */
export interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
  /** Authorities whose certificates devices may have. */
  readonly clientCaFile?: string
  /** What these have revoked. */
  readonly clientCrlFile?: string
}

/** What is in them. */
export interface TlsMaterial {
  readonly cert: Buffer
  readonly key: Buffer
  readonly ca?: Buffer
  readonly crl?: Buffer
  /** UTC ms until which the certificate of the server is good. */
  readonly validTo: number
}

/** The certificate that is in force; it may be replaced while the city runs. */
export interface TlsSource {
  current(): TlsMaterial
  /** Returns what stops it. */
  onChange(listener: (material: TlsMaterial) => void): () => void
}

/** Reads the files again; what was in force stays so when they are not good. Throws `config-invalid`. */
export interface TlsKeeper extends TlsSource {
  reload(now: number): void
  readonly files: TlsFiles
}

/** TLS 1.2 with forward secrecy and authenticated encryption, and TLS 1.3. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

/** What a TLS server of the city is made of; `ofDevices`: with what certificates of devices are judged by. */
export function secureOptions({ cert, key, ca, crl }: TlsMaterial, ofDevices: boolean): SecureContextOptions {
  return {
    cert,
    key,
    ...(ofDevices && ca ? { ca } : {}),
    // Of a text OpenSSL reads the first list only.
    ...(ofDevices && crl ? { crl: [...(pemBlocks(crl, CRL) ?? [])] } : {}),
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    honorCipherOrder: true,
  }
}

/** Opens the files. Throws `config-invalid` when they cannot be read or do not belong together. */
export function openCertificate(files: TlsFiles): TlsKeeper {
  let material = readCertificate(files)
  const listeners = new Set<(material: TlsMaterial) => void>()
  return {
    files,
    current: () => material,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    reload(now) {
      const next = readCertificate(files)
      if (next.validTo <= now && material.validTo > now) {
        throw new CityError('config-invalid', `${files.certFile} has ended already; put one that is valid in its place`)
      }
      material = next
      for (const listener of listeners) listener(material)
    },
  }
}

/** The certificate with its key, and what devices are judged by. Throws `config-invalid`. */
export function readCertificate({ certFile, keyFile, clientCaFile, clientCrlFile }: TlsFiles): TlsMaterial {
  const [cert, key] = [read(OF_SERVER, certFile), read(OF_SERVER, keyFile)]
  const ca = clientCaFile === undefined ? undefined : read('TLS_CLIENT_CA', clientCaFile)
  const crl = clientCrlFile === undefined ? undefined : read('TLS_CLIENT_CRL', clientCrlFile)
  const pair = demand(OF_SERVER, `${certFile} and ${keyFile} are not a certificate and its key in PEM`, () => {
    const found = new X509Certificate(cert)
    createSecureContext({ cert, key })
    return found
  })
  if (ca)
    demand('TLS_CLIENT_CA', `${clientCaFile} is no PEM file of certificates`, () => {
      for (const one of blocksIn(ca, 'CERTIFICATE')) new X509Certificate(one)
    })
  if (crl)
    demand('TLS_CLIENT_CRL', `${clientCrlFile} is no PEM file of revoked certificates`, () => {
      for (const one of blocksIn(crl, CRL)) createSecureContext({ crl: one })
    })
  return { cert, key, ...(ca ? { ca } : {}), ...(crl ? { crl } : {}), validTo: pair.validToDate.getTime() }
}

/** Each block must be good: OpenSSL takes those before a broken one, and says nothing of the rest. */
function blocksIn(pem: Buffer, name: string): readonly string[] {
  const blocks = pemBlocks(pem, name)
  if (!blocks?.length) throw new Error(blocks ? `no ${name} is in it` : `a ${name} in it is not whole`)
  return blocks
}

const OF_SERVER = 'TLS_CERT, TLS_KEY, MQTTS_CERT, MQTTS_KEY'

function read(variables: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new CityError(
      'config-invalid',
      `${variables}: ${path} cannot be read (${(error as Error).message}); give the path of a PEM file, or unset it`,
      { cause: error },
    )
  }
}

function demand<T>(variables: string, what: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw new CityError(
      'config-invalid',
      `${variables}: ${what} (${(error as Error).message}); give what belongs together`,
      {
        cause: error,
      },
    )
  }
}

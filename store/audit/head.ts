import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** What the log was when it was signed: its first `size` entries, and nothing else. */
export interface AuditHead {
  readonly size: number
  /** Number of its newest entry. */
  readonly seq: number
  /** UTC ms. */
  readonly at: number
  /** Root of the Merkle tree (RFC 6962) over the links of all entries, hex. */
  readonly root: string
  /** Link of the newest entry, hex. */
  readonly link: string
  /** Of the public key: the first 16 hex digits of the SHA-256 of its SPKI. */
  readonly key: string
  /** Ed25519, base64url. */
  readonly signature: string
}

/** Signs heads. */
export interface AuditSigner {
  readonly key: string
  /** PEM. */
  readonly publicKey: string
  sign(head: Omit<AuditHead, 'key' | 'signature'>): AuditHead
}

/** RFC 8410, 7: what stands before the seed of a private key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The signer of a seed of 32 bytes. */
export function makeAuditSigner(seed: Uint8Array): AuditSigner {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  const key = keyId(publicKey)
  return {
    key,
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }),
    sign(head) {
      const { size, seq, at, root, link } = head
      const signature = sign(null, signedText({ ...head, key }), privateKey).toString('base64url')
      return { size, seq, at, root, link, key, signature }
    },
  }
}

/** Public keys by their id; `pem` may hold several. */
export function auditKeysOf(pem: string): ReadonlyMap<string, KeyObject> {
  const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []
  return new Map(
    blocks.map((block) => {
      const key = createPublicKey(block)
      return [keyId(key), key]
    }),
  )
}

/** Whether one of the keys signed the head. */
export function isSigned(head: AuditHead, keys: ReadonlyMap<string, KeyObject>): boolean {
  const key = keys.get(head.key)
  return key !== undefined && verify(null, signedText(head), key, Buffer.from(head.signature, 'base64url'))
}

/** Heads of a file, one a line; the newest may be half written after a power failure. Throws for any other line that is none. */
export function headsOf(text: string): AuditHead[] {
  const lines = text.split('\n')
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return []
    const head = headIn(line)
    if (head) return [head]
    if (i === lines.length - 1) return []
    throw new Error(`line ${i + 1} is no head`)
  })
}

function headIn(line: string): AuditHead | null {
  try {
    const head = JSON.parse(line) as Partial<Record<keyof AuditHead, unknown>> | null
    const isWhole =
      [head?.size, head?.seq, head?.at].every((value) => typeof value === 'number') &&
      [head?.root, head?.link, head?.key, head?.signature].every((value) => typeof value === 'string')
    return isWhole ? (head as AuditHead) : null
  } catch {
    return null
  }
}

function signedText({ size, seq, at, root, link, key }: Omit<AuditHead, 'signature'>): Buffer {
  return Buffer.from(`citypulse audit head v1\n${JSON.stringify({ at, key, link, root, seq, size })}`)
}

function keyId(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16)
}

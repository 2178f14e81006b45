import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { CityError } from '../../domain/errors.ts'

/** Keeps what must not be read from a copy of the records: sealed with a key that stands beside them, in the data folder. */
export interface Seal {
  /** `place` is where it is kept; what is copied to another place cannot be opened there. */
  close(text: string, place: string): string
  /** Throws `records-failed` for what was not sealed with this key at this place. */
  open(sealed: string, place: string): string
}

const VERSION = 's1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM under a key made from `secret`, with the place as associated data. */
export function makeSeal(secret: Uint8Array, random: (size: number) => Buffer = randomBytes): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'citypulse records seal', 32))
  return {
    close(text, place) {
      const nonce = random(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed, place) {
      try {
        const [version, text = ''] = sealed.split('.')
        if (version !== VERSION) throw new Error('unknown version')
        const bytes = Buffer.from(text, 'base64url')
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
        decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString()
      } catch (error) {
        throw new CityError('records-failed', `a secret of ${place} cannot be opened: enter it anew`, { cause: error })
      }
    },
  }
}

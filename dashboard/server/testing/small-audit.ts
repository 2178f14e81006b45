import type { AuditEntry } from '../../../domain/audit.ts'
import { CityError } from '../../../domain/errors.ts'
import type { Denial } from '../audit-of-city.ts'
import type { City } from '../city.ts'
import { page } from './page.ts'

const ZERO = '0'.repeat(64)
const HEAD = { size: 1, seq: 1, at: 0, root: ZERO, link: ZERO, key: '0'.repeat(16), signature: '' }

/** An audit in memory; what was denied is kept by itself. */
export function smallAudit(now: () => number): City['audit'] & {
  readonly entries: AuditEntry[]
  readonly denials: Denial[]
} {
  const entries: AuditEntry[] = []
  const denials: Denial[] = []
  let verifiedAt: number | null = null
  return {
    entries,
    denials,
    list: async ({ actor, text, limit, cursor }) => {
      const found = entries
        .filter((entry) => actor === undefined || entry.actor === actor)
        .filter((entry) => text === undefined || JSON.stringify(entry).includes(text))
      return page(found.toReversed(), { limit, ...(cursor === undefined ? {} : { cursor }) })
    },
    heads: async (paging) => page([HEAD], paging),
    async proof(seq) {
      const entry = entries.find((one) => one.seq === seq)
      if (!entry) throw new CityError('not-found', `The audit has no entry ${seq}.`)
      return { entry, index: seq - 1, before: ZERO, link: ZERO, path: [], head: HEAD }
    },
    async consistency(from, to) {
      if (from !== 1 || to !== 1) throw new CityError('not-found', `There is no signed head of ${to} entries.`)
      return { from: HEAD, to: HEAD, path: [] }
    },
    state: () => ({
      head: HEAD,
      publicKey: '-----BEGIN PUBLIC KEY-----',
      keepDays: 400,
      anchors: [],
      anchorFault: null,
      verifiedAt,
      isVerifying: false,
      entries: entries.length,
      broken: null,
    }),
    verify: async () => {
      verifiedAt = now()
    },
    note: async (entry) => void entries.push({ seq: entries.length + 1, at: now(), ...entry }),
    denied: (denial) => void denials.push(denial),
  }
}

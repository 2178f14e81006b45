import type { Compilable } from 'kysely'
import { CityError } from '../../domain/errors.ts'
import type { Records } from '../records/records.ts'
import { statement } from '../records/statement.ts'
import type { AuditHead } from './head.ts'
import { NO_LINK } from './link.ts'
import {
  consistencySpans,
  frontierPlaces,
  inclusionSpans,
  makeFrontier,
  nodeHash,
  splitOf,
  type TreeNode,
} from './tree.ts'

/** Subtrees of so many leaves (2^level) are kept; smaller ones are worked out. */
const KEPT_LEVEL = 8
const CHUNK = 4_096

/** The chain, its heads and its tree in the records. */
export interface AuditBook {
  /** Newest entry and how many there ever were. */
  tip(): Promise<{ readonly size: number; readonly seq: number; readonly link: Uint8Array }>
  /** Newest first. */
  heads(of: { readonly limit: number; readonly below?: number }): Promise<readonly AuditHead[]>
  headOf(size: number): Promise<AuditHead | undefined>
  /** Root of the first `size` entries and the statements that keep the subtrees found on the way from `from`. */
  grow(
    from: AuditHead | null,
    size: number,
  ): Promise<{ readonly root: Uint8Array; readonly nodes: readonly Compilable[] }>
  keepHead(head: AuditHead): Compilable
  /** Leaf, link, and path of an entry in the tree of `size`. Throws `not-found`. */
  inclusion(
    seq: number,
    size: number,
  ): Promise<{
    readonly n: number
    readonly link: Uint8Array
    readonly before: Uint8Array
    readonly path: readonly Uint8Array[]
  }>
  /** Throws `not-found` for a size below the cut. */
  consistency(earlier: number, size: number): Promise<readonly Uint8Array[]>
  /** Takes away the entries that a head spoke of; it stays provable with the head. */
  cut(head: AuditHead, at: number): Promise<readonly Compilable[]>
  /** Entries that were taken away because they were old. */
  cutSize(): Promise<number>
}

export function buildAuditBook({ db }: Pick<Records, 'db'>): AuditBook {
  const cutSize = async () => {
    const row = await db.selectFrom('audit_cuts').select('size').orderBy('size', 'desc').limit(1).executeTakeFirst()
    return row?.size ?? 0
  }

  async function leaves(from: number, to: number): Promise<Uint8Array[]> {
    const rows = await db
      .selectFrom('audit_chain')
      .select('link')
      .where('n', '>=', from)
      .where('n', '<', to)
      .orderBy('n')
      .execute()
    if (rows.length !== to - from)
      throw new CityError('not-found', `Entries ${from} to ${to} of the audit were taken away when they were old.`)
    return rows.map(({ link }) => link)
  }

  async function kept(level: number, place: number): Promise<Uint8Array | undefined> {
    const query = db.selectFrom('audit_nodes').select('hash').where('level', '=', level).where('place', '=', place)
    return (await query.executeTakeFirst())?.hash
  }

  /** Root of the leaves [from, to). */
  async function rootOf(from: number, to: number, cut: number): Promise<Uint8Array> {
    const width = to - from
    const level = Math.log2(width)
    if (Number.isInteger(level) && from % width === 0) {
      const node = await kept(level, from / width)
      if (node) return node
    }
    if (width === 1 || (width <= 2 ** KEPT_LEVEL && from >= cut)) {
      const frontier = makeFrontier()
      for (const leaf of await leaves(from, to)) frontier.push(leaf)
      return frontier.root()
    }
    const middle = from + splitOf(width)
    return nodeHash(await rootOf(from, middle, cut), await rootOf(middle, to, cut))
  }

  async function frontierAt(size: number): Promise<TreeNode[]> {
    const nodes: TreeNode[] = []
    const cut = await cutSize()
    for (const { level, index } of size === 0 ? [] : frontierPlaces(size)) {
      const from = index * 2 ** level
      nodes.push({ level, index, hash: await rootOf(from, from + 2 ** level, cut) })
    }
    return nodes
  }

  async function rootsOf(spans: ReturnType<typeof inclusionSpans>): Promise<Uint8Array[]> {
    const cut = await cutSize()
    const roots: Uint8Array[] = []
    for (const [from, to] of spans) roots.push(await rootOf(from, to, cut))
    return roots
  }

  /** What the entry `n` is linked to; of the first behind a cut it stands in the head of the cut. */
  async function linkBefore(n: number): Promise<Uint8Array> {
    if (n === 0) return NO_LINK
    if (n === (await cutSize())) return Buffer.from((await headOf(n))!.link, 'hex')
    return (await leaves(n - 1, n))[0]!
  }

  async function headOf(size: number): Promise<AuditHead | undefined> {
    const row = await db.selectFrom('audit_heads').select('head').where('size', '=', size).executeTakeFirst()
    return row && (JSON.parse(row.head) as AuditHead)
  }

  return {
    cutSize,
    headOf,
    async tip() {
      const row = await db.selectFrom('audit_chain').selectAll().orderBy('n', 'desc').limit(1).executeTakeFirst()
      return row ? { size: row.n + 1, seq: row.seq, link: row.link } : { size: 0, seq: 0, link: NO_LINK }
    },
    async heads({ limit, below }) {
      let query = db.selectFrom('audit_heads').select('head').orderBy('size', 'desc').limit(limit)
      if (below !== undefined) query = query.where('size', '<', below)
      return (await query.execute()).map(({ head }) => JSON.parse(head) as AuditHead)
    },
    async grow(from, size) {
      const nodes: Compilable[] = []
      const begun = from?.size ?? 0
      const frontier = makeFrontier(begun, await frontierAt(begun), (node) => {
        if (node.level >= KEPT_LEVEL) nodes.push(keepNode(node))
      })
      for (let at = begun; at < size; at += CHUNK)
        for (const leaf of await leaves(at, Math.min(size, at + CHUNK))) frontier.push(leaf)
      return { root: frontier.root(), nodes }
    },
    keepHead: (head) =>
      statement('insert into audit_heads (size, head) values (?, ?)', [head.size, JSON.stringify(head)]),
    async inclusion(seq, size) {
      const row = await db.selectFrom('audit_chain').selectAll().where('seq', '=', seq).executeTakeFirst()
      if (!row || row.n >= size) throw new CityError('not-found', `The audit has no entry ${seq} that is signed.`)
      const path = await rootsOf(inclusionSpans(row.n, size))
      return { n: row.n, link: row.link, before: await linkBefore(row.n), path }
    },
    async consistency(earlier, size) {
      return rootsOf(consistencySpans(earlier, size))
    },
    async cut(head, at) {
      const nodes = await frontierAt(head.size)
      const frontier = nodes.map(({ level, index, hash }) => ({
        level,
        index,
        hash: Buffer.from(hash).toString('hex'),
      }))
      return [
        ...nodes.map(keepNode),
        statement('insert into audit_cuts (size, seq, at, frontier) values (?, ?, ?, ?)', [
          head.size,
          head.seq,
          at,
          JSON.stringify(frontier),
        ]),
        statement('delete from audit where seq <= ?', [head.seq]),
        statement('delete from audit_chain where seq <= ?', [head.seq]),
        statement('delete from audit_heads where size < ?', [head.size]),
      ]
    },
  }
}

function keepNode({ level, index, hash }: TreeNode): Compilable {
  return statement('insert or ignore into audit_nodes (level, place, hash) values (?, ?, ?)', [level, index, hash])
}

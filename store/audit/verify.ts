import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { CITY_SAYS, citySays } from '../../domain/city-says.ts'
import { CUT_ACTION, cutProof } from './cut.ts'
import { AUDIT_KEYS_FILE, HEADS_FILE } from './files.ts'
import { type AuditHead, auditKeysOf, headsOf, isSigned } from './head.ts'
import { type AuditLine, makeLinker, NO_LINK } from './link.ts'
import { longerTail, type Tail, tailFault } from './tail.ts'
import { makeFrontier, type TreeNode } from './tree.ts'

/** What was found. */
export interface AuditVerdict {
  readonly isWhole: boolean
  /** Entries that were looked at and are as they were written. */
  readonly entries: number
  readonly heads: number
  /** Number of the first and the newest entry that is there; null for an empty log. */
  readonly first: number | null
  readonly last: number | null
  /** The newest head that holds. */
  readonly head: AuditHead | null
  /** The first entry that is not as it was written, and what is wrong. */
  readonly broken: { readonly seq: number; readonly what: string } | null
  /** Whose word it is that the heads are the city's: a person's, that of the sealed secrets, or only that of the folder itself. */
  readonly keysFrom: 'given' | 'secrets' | 'folder'
}

export interface VerifyOptions {
  /** Data folder, or a backup. */
  readonly folder: string
  /** Copies of `audit-heads.jsonl` that were kept elsewhere. */
  readonly anchors?: readonly string[]
  /** PEM of the public keys to believe, whatever the folder says. */
  readonly keys?: string
  /** PEM of the key that the secrets of the city hold: newest heads of the folder are believed with it alone. */
  readonly own?: string
}

interface Row extends AuditLine {
  readonly n: number
  readonly link: Uint8Array
}

const ROWS = `select a.seq, a.at, a.actor, a.source, a.action, a.object, a.result, a.detail, c.n, c.link
  from audit a left join audit_chain c on c.seq = a.seq order by a.seq`

/**
 * Goes through the audit of a folder, whether its city runs or not: every entry against its link, every link against the signed heads of the
 * records, of the folder, and of the anchors. Throws for a folder that has no audit.
 */
export function verifyAudit({ folder, anchors = [], keys, own }: VerifyOptions): AuditVerdict {
  const file = join(folder, 'records.db')
  if (!existsSync(file)) throw new Error(`${folder} has no records.db: give the data folder of a city, or a backup`)
  // Heads first: a city that runs signs entries while they are gone through.
  const told = [join(folder, HEADS_FILE), ...anchors].map((path) => readHeads(path, anchors.includes(path)))
  const keyFile = join(folder, AUDIT_KEYS_FILE)
  const kept = existsSync(keyFile) ? readFileSync(keyFile, 'utf8') : ''
  const [believed, known] = [auditKeysOf(keys ?? own ?? kept), auditKeysOf(`${kept}\n${keys ?? ''}\n${own ?? ''}`)]
  using db = openReadOnly(file)
  db.exec('begin')
  const keysFrom = keys !== undefined ? 'given' : own !== undefined ? 'secrets' : 'folder'
  return { ...verifyRecords(db, { told, believed, known }), keysFrom }
}

/** Keys by their id. */
type Keys = ReturnType<typeof auditKeysOf>

/** The same for records that are open. `told` are heads from elsewhere, one list a place; keys that are only `known` are enough for an anchor. */
function verifyRecords(
  db: DatabaseSync,
  of: { readonly told: readonly HeadsOf[]; readonly believed: Keys; readonly known: Keys },
): Omit<AuditVerdict, 'keysFrom'> {
  const kept: HeadsOf = {
    from: 'the records',
    isAnchor: false,
    heads: db
      .prepare('select head from audit_heads order by size')
      .all()
      .map(({ head }) => JSON.parse(String(head)) as AuditHead),
  }
  const heads = [kept, ...of.told].flatMap(({ from, heads: list, isAnchor }) =>
    list.map((head) => ({ head, from, isAnchor })),
  )
  const cut = cutOf(db)
  // Whoever changes entries below a head changes its root, and so all heads after it: the newest of each place tells.
  const newest = [kept, ...of.told].flatMap(({ heads: list }) => list.slice(-1))
  const isBelieved = ({ head, isAnchor }: (typeof heads)[number]) =>
    isSigned(head, of.believed) || (isAnchor && (!of.known.has(head.key) || isSigned(head, of.known)))
  const forged = heads.find((one) => newest.includes(one.head) && !isBelieved(one))
  const inOrder = heads.toSorted((a, b) => a.head.size - b.head.size)
  const link = makeLinker()
  const frontier = makeFrontier(cut?.size ?? 0, cut?.frontier)
  let before: Uint8Array = NO_LINK
  let [entries, first, last] = [0, null as number | null, null as number | null]
  let holds: AuditHead | null = null
  let next = 0
  /** Of the newest head that held: what is wrong comes after it. */
  let soundSeq = 0

  /** What no head speaks of. */
  let tail: Tail | null = null
  const signedSize = inOrder.at(-1)?.head.size ?? 0

  const verdict = (broken: AuditVerdict['broken']): Omit<AuditVerdict, 'keysFrom'> => ({
    isWhole: broken === null,
    entries,
    heads: heads.length,
    first,
    last,
    head: holds,
    broken,
  })
  if (forged) return verdict({ seq: forged.head.seq, what: citySays('headForged', { from: forged.from }) })
  const lacking = lackingIn(kept, of.told, cut?.size ?? 0)
  if (lacking) return verdict(lacking)

  /** What the entry of the cut says, and how many entries there are with it; 0: it was not met yet. */
  let [cutSaid, toldBy] = ['', 0]

  /** Heads of the size that was reached. */
  function judgeHeads(): AuditVerdict['broken'] {
    const { size } = frontier
    while (next < inOrder.length && inOrder[next]!.head.size < size) next++
    for (; inOrder[next]?.head.size === size; next++) {
      const { head, from } = inOrder[next]!
      const root = Buffer.from(frontier.root()).toString('hex')
      if (root !== head.root)
        return { seq: soundSeq + 1, what: citySays('entriesOther', { first: soundSeq + 1, last: head.seq, from }) }
      holds = head
      soundSeq = head.seq
    }
    return null
  }

  if (cut) {
    const there = inOrder.filter(({ head }) => head.size === cut.size)
    if (there.length === 0) return verdict({ seq: cut.seq, what: CITY_SAYS.cutUnsigned.en })
    before = Buffer.from(there[0]!.head.link, 'hex')
    cutSaid = cutProof(there[0]!.head)
    while (next < inOrder.length && inOrder[next]!.head.size < cut.size) next++
    const wrong = judgeHeads()
    if (wrong) return verdict(wrong)
    soundSeq = cut.seq
  }
  const rows = db.prepare(ROWS)
  rows.setReturnArrays(true)
  for (const cells of rows.iterate() as Iterable<unknown>) {
    const row = rowOf(cells as readonly never[])
    first ??= row.seq
    if (row.n !== frontier.size)
      return verdict({
        seq: soundOf(last, soundSeq) + 1,
        what:
          row.n === null
            ? citySays('entryUnlinked', { row: row.seq })
            : citySays('entriesGone', { count: row.n - frontier.size, row: row.seq }),
      })
    const expected = link(before, row)
    if (Buffer.compare(expected, row.link) !== 0) return verdict({ seq: row.seq, what: CITY_SAYS.entryOther.en })
    frontier.push(row.link)
    before = row.link
    last = row.seq
    entries++
    if (frontier.size > signedSize) tail = longerTail(tail, row)
    if (cut && row.action === CUT_ACTION && row.detail.endsWith(cutSaid)) toldBy ||= frontier.size
    if (inOrder[next] !== undefined && inOrder[next]!.head.size <= frontier.size) {
      const wrong = judgeHeads()
      if (wrong) return verdict(wrong)
    }
  }
  const beyond = inOrder.findLast(({ head }) => head.size > frontier.size)
  if (beyond) {
    const seq = soundOf(last, soundSeq) + 1
    return verdict({ seq, what: citySays('entriesCut', { first: seq, last: beyond.head.seq, from: beyond.from }) })
  }
  // Anybody can link another entry to the last; only the city signs.
  if (cut && (toldBy === 0 || toldBy > signedSize))
    return verdict({ seq: cut.seq, what: citySays('cutUntold', { seq: cut.seq }) })
  // What came after the newest head is signed by nobody, but the database knows how far it had counted.
  const counted = Number(db.prepare("select seq from sqlite_sequence where name = 'audit'").get()?.['seq'] ?? 0)
  if (counted > (last ?? 0)) {
    const seq = soundOf(last, soundSeq) + 1
    return verdict({ seq, what: citySays('entriesCut', { first: seq, last: counted, from: 'the records' }) })
  }
  const links = db.prepare('select count(*) as count, max(n) as n from audit_chain').get()!
  if (Number(links['count']) !== entries)
    return verdict({ seq: soundOf(last, soundSeq) + 1, what: CITY_SAYS.linksAlone.en })
  return verdict(tailFault(tail))
}

/** Heads that were kept in one place. */
export interface HeadsOf {
  readonly from: string
  /** Kept elsewhere by somebody: it is believed also when its key is not known here. */
  readonly isAnchor: boolean
  readonly heads: readonly AuditHead[]
}

function soundOf(last: number | null, soundSeq: number): number {
  return last ?? soundSeq
}

/** The file of the folder has every head that the records have, and the other way round. */
function lackingIn(kept: HeadsOf, told: readonly HeadsOf[], cutSize: number): AuditVerdict['broken'] {
  const own = told.find(({ isAnchor }) => !isAnchor)
  if (!own) return null
  const newest = own.heads.at(-1)?.size ?? (kept.heads.length > 1 ? Infinity : 0)
  // The file is written after the records and read before them: it may lack what is newest.
  const lacking = missingIn(own, kept.heads, (size) => size >= cutSize && size <= newest)
  return lacking ?? missingIn(kept, own.heads, (size) => size >= cutSize)
}

function missingIn(
  here: HeadsOf,
  heads: readonly AuditHead[],
  concerns: (size: number) => boolean,
): AuditVerdict['broken'] {
  const all = new Set(here.heads.map(({ signature }) => signature))
  const missing = heads.find((head) => concerns(head.size) && !all.has(head.signature))
  return missing ? { seq: missing.seq, what: citySays('headLacking', { from: here.from, size: missing.size }) } : null
}

function readHeads(path: string, isAnchor: boolean): HeadsOf {
  if (!existsSync(path)) {
    if (isAnchor) throw new Error(`${path} is not there: give a copy of ${HEADS_FILE}`)
    return { from: path, isAnchor, heads: [] }
  }
  try {
    return { from: path, isAnchor, heads: headsOf(readFileSync(path, 'utf8')) }
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error })
  }
}

interface Cut {
  readonly size: number
  readonly seq: number
  readonly frontier: readonly TreeNode[]
}

function cutOf(db: DatabaseSync): Cut | null {
  const row = db.prepare('select size, seq, frontier from audit_cuts order by size desc limit 1').get()
  if (!row) return null
  const nodes = JSON.parse(String(row['frontier'])) as { level: number; index: number; hash: string }[]
  return {
    size: Number(row['size']),
    seq: Number(row['seq']),
    frontier: nodes.map(({ level, index, hash }) => ({ level, index, hash: Buffer.from(hash, 'hex') })),
  }
}

function rowOf(cells: readonly never[]): Row {
  const [seq, at, actor, source, action, object, result, detail, n, link] = cells
  return { seq, at, actor, source, action, object, result, detail, n, link } as unknown as Row
}

/** Reads beside the city that writes; on a medium that cannot be written, without its log. */
function openReadOnly(file: string): DatabaseSync {
  try {
    const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    db.prepare('select count(*) from sqlite_master').get()
    return db
  } catch {
    return new DatabaseSync(new URL(`${pathToFileURL(file).href}?immutable=1`), { readOnly: true })
  }
}

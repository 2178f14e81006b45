import { appendFile, open, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buildAuditRecords } from '../records/audit.ts'
import type { Records } from '../records/records.ts'
import { buildAuditBook } from './book.ts'
import { AUDIT_KEYS_FILE, HEADS_FILE } from './files.ts'
import { type AuditHead, type AuditSigner, auditKeysOf } from './head.ts'
import { CUT_ACTION, cutProof } from './cut.ts'
import { HEAD_ENTRIES, HEAD_MS } from './tail.ts'

const LOOK_MS = 1_000
const DAY = 86_400_000

export interface AuditKeeperOptions {
  readonly records: Records
  readonly signer: AuditSigner
  /** Data folder. */
  readonly folder: string
  /** Further files that every head is written to. */
  readonly anchors: readonly string[]
  /** Told of every head; a syslog server, for example. */
  readonly send?: ((head: AuditHead) => void) | undefined
  readonly keepDays: number
  readonly now: () => number
  /** Whether heads reach the anchors: null, or why not. */
  readonly onAnchors: (fault: string | null) => void
  readonly log: { warn(detail: object, text: string): void; info(detail: object, text: string): void }
}

/** Signs heads of the audit as it grows, and takes away what is old. */
export interface AuditKeeper extends AsyncDisposable {
  /** Signs what is not signed yet. */
  sign(): Promise<AuditHead | null>
  /** Takes away entries older than `keepDays`; says how many. */
  trim(): Promise<number>
  readonly last: AuditHead | null
}

/** Starts with a head over everything that is not signed. */
export async function startAuditKeeper(options: AuditKeeperOptions): Promise<AuditKeeper> {
  const { records, signer, folder, anchors, send, keepDays, now, onAnchors, log } = options
  const book = buildAuditBook(records)
  const audit = buildAuditRecords(records)
  const file = join(folder, HEADS_FILE)
  await tellKey(join(folder, AUDIT_KEYS_FILE), signer)
  let last: AuditHead | null = (await book.heads({ limit: 1 }))[0] ?? null
  // The process ended between the records and the file.
  if (last && !(await endOf(file)).includes(last.signature)) await addLine(file, JSON.stringify(last))
  let signing: Promise<AuditHead | null> = Promise.resolve(null)

  async function signNow(): Promise<AuditHead | null> {
    const { size, seq, link } = await book.tip()
    if (size === (last?.size ?? 0)) return null
    const { root, nodes } = await book.grow(last, size)
    const [rootHex, linkHex] = [Buffer.from(root).toString('hex'), Buffer.from(link).toString('hex')]
    const head = signer.sign({ size, seq, at: now(), root: rootHex, link: linkHex })
    await records.transact([...nodes, book.keepHead(head)])
    last = head
    const line = JSON.stringify(head)
    await addLine(file, line)
    let fault: string | null = null
    for (const anchor of anchors) {
      await addLine(anchor, line).catch((error: unknown) => {
        fault = `${anchor}: ${(error as Error).message}`
      })
    }
    onAnchors(fault)
    send?.(head)
    return head
  }

  function sign(): Promise<AuditHead | null> {
    signing = signing.catch(() => null).then(signNow)
    return signing
  }

  async function look(): Promise<void> {
    const { size } = await book.tip()
    const fresh = size - (last?.size ?? 0)
    if (fresh >= HEAD_ENTRIES || (fresh > 0 && Math.abs(now() - (last?.at ?? 0)) >= HEAD_MS)) await sign()
  }

  async function trim(): Promise<number> {
    const before = now() - keepDays * DAY
    const old = await records.db
      .selectFrom('audit')
      .select('seq')
      .where('at', '<', before)
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!old) return 0
    const head = await headBelow(old.seq)
    const cut = await book.cutSize()
    // The newest entry stays: the next one is linked to it.
    if (!head || head.size <= cut || head.size === last?.size) return 0
    const count = head.size - cut
    const detail = `${count} entries up to ${head.seq}, older than ${keepDays} days; ${cutProof(head)}`
    const entry = { at: now(), actor: 'system', action: CUT_ACTION, object: 'audit', result: 'done', detail }
    // Signed before it is done: nothing is believed to be away by right that no head speaks of.
    await records.transact([audit.add(entry)])
    await sign()
    await records.transact(await book.cut(head, now()))
    log.info({ count, seq: head.seq }, 'old entries of the audit taken away')
    return count
  }

  /** The newest head all of whose entries are old. */
  async function headBelow(seq: number): Promise<AuditHead | undefined> {
    let below: number | undefined
    for (;;) {
      const page = await book.heads({ limit: 500, ...(below === undefined ? {} : { below }) })
      const found = page.find((head) => head.seq <= seq)
      if (found || page.length === 0) return found
      below = page.at(-1)!.size
    }
  }

  await sign()
  const timer = setInterval(() => {
    look().catch((error: unknown) => log.warn({ err: error }, 'the audit could not be signed; it is tried again'))
  }, LOOK_MS).unref()
  return {
    sign,
    trim,
    get last() {
      return last
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await sign().catch((error: unknown) => log.warn({ err: error }, 'the end of the audit is not signed'))
    },
  }
}

/** The public key is kept beside the heads, after those that signed before. */
async function tellKey(file: string, { key, publicKey }: AuditSigner): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '')
  if (!auditKeysOf(text).has(key)) await appendFile(file, publicKey, { mode: 0o644 })
}

async function endOf(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => null)
  if (!handle) return ''
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, 64 * 1024))
    await handle.read(bytes, 0, bytes.length, size - bytes.length)
    return bytes.toString()
  } finally {
    await handle.close()
  }
}

/** Durable when it resolves. */
async function addLine(file: string, line: string): Promise<void> {
  const end = await endOf(file)
  const handle = await open(file, 'a', 0o600)
  try {
    // What was half written when the power failed is written anew.
    const half = end.length - (end.lastIndexOf('\n') + 1)
    if (half > 0) await handle.truncate((await handle.stat()).size - half)
    await handle.appendFile(`${line}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (end !== '') return
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

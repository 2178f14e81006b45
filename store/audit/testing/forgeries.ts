import { DatabaseSync } from 'node:sqlite'
import type { AuditLine } from '../link.ts'
import { CUT_ACTION, cutProof } from '../cut.ts'
import { makeLinker, NO_LINK } from '../link.ts'
import { makeFrontier } from '../tree.ts'

/** Random numbers from a seed, so that a failure can be repeated: [0, 1). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Ways to falsify the records of a city; each says what it did. The file is opened without the triggers that guard it. */
export const FORGERIES: Readonly<Record<string, (db: DatabaseSync, random: () => number) => string>> = {
  edit(db, random) {
    const [seq, column] = [
      someSeq(db, random),
      pick(['actor', 'action', 'object', 'result', 'detail', 'source'], random),
    ]
    db.prepare(`update audit set ${column} = ${column} || 'x' where seq = ?`).run(seq)
    return `edit ${column} of ${seq}`
  },
  time(db, random) {
    const seq = someSeq(db, random)
    db.prepare('update audit set at = at + 1 where seq = ?').run(seq)
    return `time of ${seq}`
  },
  'edit and link anew'(db, random) {
    const seq = someSeq(db, random)
    db.prepare(`update audit set actor = 'nobody' where seq = ?`).run(seq)
    linkAnew(db)
    return `edit ${seq} and link all anew`
  },
  delete(db, random) {
    const seq = someSeq(db, random, 1)
    db.prepare('delete from audit where seq = ?').run(seq)
    return `delete ${seq}`
  },
  'delete and link anew'(db, random) {
    const seq = someSeq(db, random, 1)
    db.prepare('delete from audit where seq = ?').run(seq)
    linkAnew(db)
    return `delete ${seq} and link all anew`
  },
  reorder(db, random) {
    const seq = someSeq(db, random, 1)
    swap(db, seq)
    return `swap ${seq} and ${seq + 1}`
  },
  'reorder and link anew'(db, random) {
    const seq = someSeq(db, random, 1)
    swap(db, seq)
    linkAnew(db)
    return `swap ${seq} and ${seq + 1} and link all anew`
  },
  insert(db, random) {
    const seq = someSeq(db, random)
    db.prepare('update audit set seq = -seq - 1 where seq > ?').run(seq)
    db.prepare('update audit set seq = -seq where seq < 0').run()
    db.prepare(
      `insert into audit (seq, at, actor, action, object, result, detail) values (?, 1, 'x', 'x', 'x', 'x', 'x')`,
    ).run(seq + 1)
    linkAnew(db)
    return `insert behind ${seq} and link all anew`
  },
  truncate(db, random) {
    const seq = someSeq(db, random)
    for (const table of ['audit', 'audit_chain']) db.prepare(`delete from ${table} where seq >= ?`).run(seq)
    return `cut off from ${seq} on`
  },
  'truncate with heads'(db, random) {
    const seq = someSeq(db, random)
    for (const table of ['audit', 'audit_chain']) db.prepare(`delete from ${table} where seq >= ?`).run(seq)
    const { size } = db.prepare('select count(*) as size from audit').get() as { size: number }
    db.prepare('delete from audit_heads where size > ?').run(size)
    return `cut off from ${seq} on, heads too`
  },
  'cut the beginning'(db, random) {
    const seq = someSeq(db, random)
    for (const table of ['audit', 'audit_chain']) db.prepare(`delete from ${table} where seq <= ?`).run(seq)
    return `take away up to ${seq}`
  },
  'take the beginning away as if it were old'(db, random) {
    const heads = db.prepare('select size, head from audit_heads order by size').all()
    const { size, head } = heads[Math.floor(random() * (heads.length - 1))]!
    const { seq } = JSON.parse(String(head)) as { seq: number }
    const nodes: object[] = []
    const frontier = makeFrontier()
    const links = db.prepare('select link from audit_chain where n < ? order by n').all(size!)
    for (const { link } of links) frontier.push(link as Uint8Array)
    for (const { level, index, hash } of frontier.nodes())
      nodes.push({ level, index, hash: Buffer.from(hash).toString('hex') })
    db.prepare('insert into audit_cuts (size, seq, at, frontier) values (?, ?, 1, ?)').run(
      size!,
      seq,
      JSON.stringify(nodes),
    )
    for (const table of ['audit', 'audit_chain']) db.prepare(`delete from ${table} where seq <= ?`).run(seq)
    db.prepare('delete from audit_heads where size < ?').run(size!)
    if (random() < 0.5) return `cut up to ${seq} without a word`
    // With an entry that says so, linked as it should be, which anybody can do.
    const before = db.prepare('select * from audit_chain order by n desc limit 1').get()!
    const line: AuditLine = {
      seq: Number(before['seq']) + 1,
      at: 2,
      actor: 'system',
      source: '',
      action: CUT_ACTION,
      object: 'audit',
      result: 'done',
      detail: cutProof(JSON.parse(String(head)) as { root: string }),
    }
    db.prepare(
      'insert into audit (seq, at, actor, source, action, object, result, detail) values (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(line.seq, line.at, line.actor, line.source, line.action, line.object, line.result, line.detail)
    const link = makeLinker()(before['link'] as Uint8Array, line)
    db.prepare('insert into audit_chain (seq, n, link) values (?, ?, ?)').run(line.seq, Number(before['n']) + 1, link)
    return `cut up to ${seq} with an entry that nobody signed`
  },
  rewrite(db, random) {
    db.prepare(`update audit set detail = ?`).run(`written anew ${random()}`)
    linkAnew(db)
    db.exec('delete from audit_heads')
    return 'write everything anew, without heads'
  },
}

/** Opens the records with nothing that guards them. */
export function openUnguarded(file: string): DatabaseSync {
  const db = new DatabaseSync(file)
  const triggers = db.prepare("select name from sqlite_master where type = 'trigger' and tbl_name like 'audit%'").all()
  for (const { name } of triggers) db.exec(`drop trigger "${String(name)}"`)
  return db
}

/** The links that the entries would have, were they what was written. */
export function linkAnew(db: DatabaseSync): void {
  const link = makeLinker()
  let before = NO_LINK
  db.exec('delete from audit_chain')
  const insert = db.prepare('insert into audit_chain (seq, n, link) values (?, ?, ?)')
  const rows = db.prepare('select * from audit order by seq').all() as unknown as AuditLine[]
  for (const [n, row] of rows.entries()) {
    before = link(before, row)
    insert.run(row.seq, n, before)
  }
}

function swap(db: DatabaseSync, seq: number): void {
  db.prepare('update audit set seq = -1 where seq = ?').run(seq)
  db.prepare('update audit set seq = ? where seq = ?').run(seq, seq + 1)
  db.prepare('update audit set seq = ? where seq = -1').run(seq + 1)
}

function someSeq(db: DatabaseSync, random: () => number, before = 0): number {
  const { last } = db.prepare('select max(seq) as last from audit').get() as { last: number }
  return 1 + Math.floor(random() * (last - before))
}

function pick<T>(of: readonly T[], random: () => number): T {
  return of[Math.floor(random() * of.length)]!
}

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { AuditEntry } from '../domain/audit.ts'
import { BOM } from '../domain/csv.ts'
import { visibleWord } from '../domain/visible.ts'
import { AUDIT_KEYS_FILE } from '../store/audit/files.ts'
import { auditKeysOf, makeAuditSigner } from '../store/audit/head.ts'
import { type AuditVerdict, verifyAudit } from '../store/audit/verify.ts'
import { KEY_FILE } from '../store/records/key-file.ts'
import { readAuditKey } from '../store/records/secrets.ts'
import type { Query } from './api.ts'
import { apiOf, asking, type Asking, momentOf, printJson, several, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { table } from './table.ts'

/** `audit`: who did what, and whether it is whole. */
export function auditCommand(terminal: Terminal): Command {
  return new Command('audit')
    .description('who did what in the city, and whether that is whole')
    .addCommand(verifyCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(exportCommand(terminal))
}

interface Verifying {
  readonly anchor?: readonly string[]
  readonly keys?: string
  readonly json?: boolean
}

function verifyCommand(terminal: Terminal): Command {
  return new Command('verify')
    .description('go through every entry: of a running city, a closed one, or a backup')
    .argument('[folder]', 'data folder or backup', terminal.dataFolder)
    .option(
      '--anchor <file>',
      'a copy of audit-heads.jsonl that was kept elsewhere; may be given several times',
      several,
    )
    .option('--keys <file>', 'public keys (PEM) to believe, whatever the folder says')
    .option('--json', 'print JSON, for programs')
    .addHelpText(
      'after',
      '\nWithout --anchor it is the folder that speaks for itself: who can write it and has its keys can write a whole other log.',
    )
    .action(async (given: string, { anchor = [], keys, json = false }: Verifying) => {
      const folder = resolve(given)
      const begunAt = performance.now()
      const verdict = verified(folder, {
        anchors: anchor.map((path) => resolve(path)),
        ...(keys === undefined ? await ownKey(folder, terminal) : { keys: keysIn(resolve(keys)) }),
      })
      const seconds = (performance.now() - begunAt) / 1000
      if (json) printJson(terminal, { folder, ...verdict, seconds })
      const { broken, entries, head, heads, first, last, keysFrom } = verdict
      if (broken)
        throw failure(`${folder}: the audit is broken from entry ${broken.seq} on: ${broken.what}`, EXIT.failed)
      if (json) return
      terminal.print(`${folder}: ${entries} entries (${first ?? '-'} to ${last ?? '-'}) are as they were written`)
      if (head)
        terminal.print(
          `Newest of ${heads} heads: ${head.size} entries, root ${head.root}, signed ${new Date(head.at).toISOString()} by ${head.key}`,
        )
      if (keysFrom === 'folder' && head)
        terminal.print(
          `Its secrets cannot be opened here, so ${AUDIT_KEYS_FILE} speaks for itself: who can write the folder can have signed with a key of their own. Give --keys, --anchor, or CITY_KEY_FILE.`,
        )
      terminal.print(`${Math.round(entries / seconds)} entries a second`)
    })
}

/** The key of the folder's own secrets; those of a backup may be sealed with the key file of the city. */
async function ownKey(folder: string, { keyFile, dataFolder }: Terminal): Promise<{ own?: string }> {
  const seed = (await readAuditKey(folder, keyFile)) ?? (await readAuditKey(folder, join(dataFolder, KEY_FILE)))
  return seed === null ? {} : { own: makeAuditSigner(seed).publicKey }
}

function keysIn(path: string): string {
  const text = readFileSync(path, 'utf8')
  if (auditKeysOf(text).size === 0) throw failure(`${path} holds no public key (PEM)`, EXIT.usage)
  return text
}

function verified(folder: string, options: { anchors: readonly string[]; keys?: string; own?: string }): AuditVerdict {
  try {
    return verifyAudit({ folder, ...options })
  } catch (error) {
    throw failure((error as Error).message, EXIT.failed, { cause: error })
  }
}

interface Listing extends Asking {
  readonly actor?: string
  readonly action?: string
  readonly object?: string
  readonly result?: string
  readonly text?: string
  readonly from?: string
  readonly to?: string
  readonly limit?: string
  readonly format?: string
}

function filtered(name: string, description: string): Command {
  return asking(name, description)
    .option('--actor <user>', 'who did it')
    .option('--action <action>', 'what: sign-in, or channel-* for all that begin so')
    .option('--object <object>', 'what it was done to')
    .option('--result <result>', 'how it ended: done, ok, refused, failed')
    .option('--text <text>', 'anywhere in an entry')
    .option('--from <time>', 'UTC ms, ISO 8601, or how long ago, as 6h or 2d')
    .option('--to <time>', 'the same')
}

function queryOf({ actor, action, object, result, text, from, to }: Listing, now: number): Query {
  return { actor, action, object, result, text, from: momentOf(from, now), to: momentOf(to, now) }
}

function listCommand(terminal: Terminal): Command {
  return filtered('list', 'entries, newest first')
    .option('--limit <count>', 'at most so many', '50')
    .action(async (given: Listing) => {
      const most = Number(given.limit)
      if (!Number.isInteger(most) || most < 1) throw failure(`--limit is ${given.limit}, expected a number`, EXIT.usage)
      const api = await apiOf(given, terminal)
      const entries: AuditEntry[] = []
      for await (const entry of api.all<AuditEntry>('/audit', queryOf(given, terminal.now()))) {
        entries.push(entry)
        if (entries.length >= most) break
      }
      if (given.json) return printJson(terminal, entries)
      if (entries.length === 0) return terminal.print('No entry is like that.')
      const rows = entries.map(({ seq, at, actor, source, action, object, result, detail }) => [
        seq,
        new Date(at).toISOString(),
        ...[actor, source, action, object, result, detail.slice(0, 80)].map((text) => visibleWord(text)),
      ])
      terminal.print(table(['seq', 'time', 'who', 'from', 'what', 'object', 'result', 'detail'], rows))
    })
}

function exportCommand(terminal: Terminal): Command {
  return filtered('export', 'all entries, newest first, for another program; it is noted who took them')
    .addOption(
      new Option('--format <format>', 'one JSON object a line, or a table').choices(['jsonl', 'csv']).default('jsonl'),
    )
    .action(async (given: Listing) => {
      const api = await apiOf(given, terminal)
      const query = queryOf(given, terminal.now())
      const { format } = given
      // The city writes this down; page by page it would be a mere look.
      const text = await api.text('/audit', { ...query, format })
      terminal.print(format === 'csv' ? (text.startsWith(BOM) ? text : BOM + text).trimEnd() : text.trimEnd())
    })
}

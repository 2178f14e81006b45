import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesIn } from './backup/tree.ts'
import type { Door } from './broker/door.ts'
import { auditOf } from './config/audit.ts'
import type { CityConfig } from './config/schema.ts'
import type { Settings } from './config/settings.ts'
import type { City } from './dashboard/server/city.ts'
import type { AuditState } from './domain/audit.ts'
import { citySays } from './domain/city-says.ts'
import { CityError } from './domain/errors.ts'
import type { Line } from './ingest/line.ts'
import { buildAuditBook } from './store/audit/book.ts'
import { makeDenials } from './store/audit/denials.ts'
import { makeAuditSigner } from './store/audit/head.ts'
import { startAuditKeeper } from './store/audit/keeper.ts'
import { faultOfEnd } from './store/audit/unsigned.ts'
import { verifyAuditAside } from './store/audit/verify-aside.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import { seenIn, pageOf } from './store/records/page.ts'
import type { Records } from './store/records/records.ts'
import type { Secrets } from './store/records/secrets.ts'
import { buildSettingRecords } from './store/records/settings.ts'
import { openSyslog } from './syslog.ts'

const MINUTE = 60_000
const FIRST_VERIFY_MS = 30_000
const VERIFY_MS = 6 * 3_600_000
const TRIM_MS = 3_600_000
/** A log that is gone through is waited for so long. */
const CLOSING_MS = 3_000
const CONFIG_FILE = /\.(ya?ml|csv|geojson)$/

/** The audit of a city that runs. */
export interface CityAudit extends AsyncDisposable {
  readonly view: City['audit']
}

/** Signs and looks through the audit while the city runs, and puts into it what nobody else does: starts, ends, changed files, refusals at the door. */
export async function openCityAudit(of: {
  readonly config: Pick<CityConfig, 'city'>
  readonly settings: Pick<Settings, 'dataFolder' | 'configFolder'>
  readonly records: Records
  readonly secrets: Pick<Secrets, 'auditKey'>
  readonly version: string
  readonly door: () => Pick<Door, 'takeRefused'> | null
  readonly line: { readonly troubles: Pick<Line['troubles'], 'raise' | 'clear'> }
  readonly log: { warn(detail: object, text: string): void; info(detail: object, text: string): void }
}): Promise<CityAudit> {
  const { records, version, log } = of
  const { dataFolder: folder, configFolder } = of.settings
  const settings = auditOf(of.config.city, folder)
  const { troubles } = of.line
  const now = Date.now
  const audit = buildAuditRecords(records)
  const book = buildAuditBook(records)
  const kept = buildSettingRecords(records)
  const signer = makeAuditSigner(of.secrets.auditKey)
  const syslog = settings.syslog === null ? null : openSyslog(settings.syslog, log)
  let anchorFault: string | null = null
  let [verifiedAt, entries] = [null as number | null, 0]
  let broken: AuditState['broken'] = null
  let verifying: Promise<void> | null = null

  // Before the first head of this run speaks for what it found.
  const endFault = await faultOfEnd(records, { signer, startedAt: now() - process.uptime() * 1_000 })
  await noteStart()
  const keeper = await startAuditKeeper({
    records,
    signer,
    folder,
    anchors: settings.anchors,
    send: syslog ? (head) => syslog.send('audit-head', JSON.stringify(head)) : undefined,
    keepDays: settings.keepDays,
    now,
    onAnchors(fault) {
      if (fault === null) troubles.clear('audit-unanchored')
      else if (fault !== anchorFault) troubles.raise('audit-unanchored', fault)
      anchorFault = fault
    },
    log,
  })
  if (endFault) await tellBroken(endFault, 'system')
  const denials = makeDenials(({ actor, source, object, why }, count) => {
    const detail = count === 1 ? why : `${why}, ${count} times more within a minute`
    quietly(note({ actor, source, action: 'denied', object, result: 'refused', detail }))
  }, now)
  const timers = [
    setInterval(() => quietly(everyMinute()), MINUTE),
    setInterval(() => quietly(keeper.trim()), TRIM_MS),
    setInterval(() => quietly(verify('schedule')), VERIFY_MS),
  ].map((timer) => timer.unref())
  const first = setTimeout(() => quietly(verify('schedule')), FIRST_VERIFY_MS).unref()

  function quietly(work: Promise<unknown>): void {
    work.catch((error: unknown) => log.warn({ err: error }, 'an entry of the audit could not be kept'))
  }

  function note(entry: Parameters<City['audit']['note']>[0]): Promise<void> {
    return records.transact([audit.add({ at: now(), ...entry })])
  }

  async function noteStart(): Promise<void> {
    const started = (action: string, object: string, detail: string) =>
      audit.add({ at: now(), actor: 'system', action, object, result: 'done', detail })
    const [before, files, restored, noted] = await Promise.all([
      kept.get('config-files'),
      configSums(configFolder),
      readFile(join(folder, 'restored.json'), 'utf8').catch(() => null),
      kept.get('restore-noted'),
    ])
    const statements = [started('city-start', 'city', await startDetail())]
    const changes = changesBetween(before, files)
    if (changes !== null) statements.push(started('config-change', 'configuration', changes))
    const sum = restored === null ? null : sumOf(restored)
    if (restored !== null && sum !== noted)
      statements.push(started('restore', 'city', restoreDetail(restored)), kept.save('restore-noted', sum!))
    await records.transact([...statements, kept.save('config-files', JSON.stringify(files))])
  }

  async function startDetail(): Promise<string> {
    const { items } = await audit.list({ action: 'city-*', limit: 1 })
    const isOrderly = items[0]?.action !== 'city-start'
    return `version ${version}${isOrderly ? '' : '; the run before ended without closing'}`
  }

  async function everyMinute(): Promise<void> {
    denials.flush()
    await noteRefusals()
  }

  async function noteRefusals(): Promise<void> {
    const statements = (of.door()?.takeRefused() ?? []).map(({ reason, address, names, count }) =>
      audit.add({
        at: now(),
        actor: names.join(', ') || '*',
        source: address ?? 'mqtt',
        action: 'denied',
        object: `MQTT ${reason}`,
        result: 'refused',
        detail: `${count} within a minute`,
      }),
    )
    if (statements.length > 0) await records.transact(statements)
  }

  function verify(by: string): Promise<void> {
    verifying ??= verifyNow(by).finally(() => {
      verifying = null
    })
    return verifying
  }

  async function verifyNow(by: string): Promise<void> {
    await keeper.sign()
    const anchors = settings.anchors.filter(() => anchorFault === null)
    const verdict = await verifyAuditAside({ folder, anchors, own: signer.publicKey })
    entries = verdict.entries
    verifiedAt = now()
    // What was found when this run began stays: signed since, it looks whole.
    const found = verdict.broken ?? endFault
    if (found) return tellBroken(found, by)
    broken = null
    troubles.clear('audit-broken')
    if (by !== 'schedule') await noteVerified(by, 'ok', `${entries} entries`)
  }

  async function tellBroken(found: NonNullable<AuditState['broken']>, by: string): Promise<void> {
    broken = found
    troubles.raise('audit-broken', citySays('auditBroken', found))
    await noteVerified(by, 'failed', `from entry ${found.seq} on: ${found.what}`)
  }

  function noteVerified(by: string, result: string, detail: string): Promise<void> {
    return note({ actor: by, source: '', action: 'verify-audit', object: 'audit', result, detail })
  }

  return {
    view: {
      list: (query) => audit.list(query),
      async heads({ limit, cursor }) {
        const below = seenIn(cursor)
        const rows = await book.heads({ limit: limit + 1, ...(below === null ? {} : { below }) })
        return pageOf(rows, limit, { numberOf: ({ size }) => size, toItem: (head) => head })
      },
      async proof(seq, size) {
        const head = size === undefined ? await signedWith(seq) : await headOf(size)
        const { n, before, link, path } = await book.inclusion(seq, head.size)
        const entry = await records.db.selectFrom('audit').selectAll().where('seq', '=', seq).executeTakeFirst()
        if (!entry) throw new CityError('not-found', `The audit has no entry ${seq}.`)
        return { entry, index: n, before: hex(before), link: hex(link), path: path.map(hex), head }
      },
      async consistency(from, to) {
        const [earlier, later] = [await headOf(from), await headOf(to)]
        return { from: earlier, to: later, path: (await book.consistency(from, to)).map(hex) }
      },
      state: () => ({
        head: keeper.last,
        publicKey: signer.publicKey,
        keepDays: settings.keepDays,
        anchors: [...settings.anchors],
        anchorFault,
        verifiedAt,
        isVerifying: verifying !== null,
        entries,
        broken,
      }),
      verify,
      note,
      denied: (denial) => denials.add(denial),
    },
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearInterval(timer)
      clearTimeout(first)
      await Promise.race([
        verifying?.catch(() => {}),
        new Promise((resolve) => setTimeout(resolve, CLOSING_MS).unref()),
      ])
      await everyMinute().catch(() => {})
      await note({
        actor: 'system',
        source: '',
        action: 'city-stop',
        object: 'city',
        result: 'done',
        detail: '',
      }).catch(() => {})
      await keeper[Symbol.asyncDispose]()
      syslog?.[Symbol.dispose]()
    },
  }

  /** An entry that is not signed yet is signed now. */
  async function signedWith(seq: number) {
    const head = keeper.last
    if (head && head.seq >= seq) return head
    const signed = await keeper.sign()
    if (signed && signed.seq >= seq) return signed
    throw new CityError('not-found', `The audit has no entry ${seq}.`)
  }

  async function headOf(size: number) {
    const head = await book.headOf(size)
    if (!head) throw new CityError('not-found', `There is no signed head of ${size} entries.`)
    return head
  }
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex')
}

function sumOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

/** SHA-256 of every file of the configuration. */
async function configSums(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await filesIn(folder)).filter((name) => CONFIG_FILE.test(name))
  const sums = await Promise.all(names.map(async (name) => [name, sumOf(await readFile(join(folder, name)))] as const))
  return Object.fromEntries(sums)
}

/** Files that were changed since the last start; null: none, or this is the first. */
function changesBetween(before: string | undefined, files: Readonly<Record<string, string>>): string | null {
  if (before === undefined) return null
  const known = JSON.parse(before) as Record<string, string>
  const names = [...new Set([...Object.keys(known), ...Object.keys(files)])].toSorted()
  const changes = names
    .filter((name) => known[name] !== files[name])
    .map((name) => `${name} ${known[name] === undefined ? 'added' : files[name] === undefined ? 'removed' : 'changed'}`)
  return changes.length === 0 ? null : changes.join(', ').slice(0, 2_000)
}

function restoreDetail(text: string): string {
  const { at, beganAt, version } = JSON.parse(text) as { at: number; beganAt: number; version: string }
  return `from a backup of ${new Date(beganAt).toISOString()} made by ${version}, restored at ${new Date(at).toISOString()}`
}

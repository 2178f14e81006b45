import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { runCity } from '../commands/program.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm } from '../domain/alarm.ts'
import type { AuditEntry, AuditProof, AuditState } from '../domain/audit.ts'
import { isSigned, auditKeysOf } from '../store/audit/head.ts'
import { makeLinker } from '../store/audit/link.ts'
import { linkAnew, openUnguarded } from '../store/audit/testing/forgeries.ts'
import { rootOfInclusion } from '../store/audit/tree.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { temporaryFolder } from './support/temporary.ts'
import { until } from './support/until.ts'

async function run(data: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const streams = { print: (text: string) => void (out += `${text}\n`), complain: (text: string) => void (err += text) }
  const code = await runCity(args, streams, { CITY_DATA: data })
  return { code, out, err }
}

async function entriesOf(city: RunningCity): Promise<readonly AuditEntry[]> {
  const { items } = await city.api<{ items: AuditEntry[] }>('GET', '/audit?limit=1000')
  return items.toReversed()
}

it('a city notes what people do and who is turned away, signs it, and proves it running, closed and from a backup', async () => {
  const folder = await temporaryFolder()
  const [data, backup, anchor] = [join(folder, 'data'), join(folder, 'backup'), join(folder, 'anchor.jsonl')]
  const config = copyOfShipped()
  onTestFinished(() => config[Symbol.dispose]())
  config.replace('city.yaml', 'map: map', `map: map\naudit: { anchors: [${anchor}] }`)
  {
    await using city = await startCity({ data, config: config.folder })
    const device = await city.register({ id: 'noise-1', kind: 'noise' })
    await using noise = await connectDevice(device, { port: city.mqttPort, kind: 'noise' })
    await noise.send({ ts: Date.now() - 1_000, values: { LAmax: 125 } })
    let alarm: Alarm | undefined
    await until(async () => {
      const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=50')
      alarm = items.find(({ station }) => station === 'noise-1')
      return alarm !== undefined
    })
    await city.api('POST', `/alarms/${alarm!.id}/ack`, {})
    await expect(
      connectDevice({ ...device, password: 'wrong' }, { port: city.mqttPort, kind: 'noise' }),
    ).rejects.toThrow()
    await fetch(`${city.url}/api/v1/stations`)
    await fetch(`${city.url}/api/v1/ledger?format=csv`, { headers: { cookie: city.cookie } })
    await city.api('POST', '/tokens', { name: 'for a script' })

    const noted = await entriesOf(city)
    const of = (action: string) => noted.filter((entry) => entry.action === action)
    expect(of('city-start')).toMatchObject([{ actor: 'system' }])
    expect(of('sign-in')).toMatchObject([{ actor: 'admin', result: 'done' }])
    expect(of('alarm-ack')).toMatchObject([{ actor: 'admin', object: alarm!.id, result: 'done' }])
    expect(of('denied')).toMatchObject([{ actor: '?', source: '127.0.0.1', object: 'GET /api/v1/stations' }])
    expect(of('export')).toMatchObject([{ actor: 'admin', object: 'GET /api/v1/ledger ledger.csv' }])
    expect(of('create-token')).toMatchObject([{ actor: 'admin' }])

    const { seq } = of('alarm-ack')[0]!
    const proof = await city.api<AuditProof>('GET', `/audit/${seq}/proof`)
    const bytes = (hex: string) => Buffer.from(hex, 'hex')
    const leaf = makeLinker()(bytes(proof.before), proof.entry)
    const path = proof.path.map(bytes)
    const root = rootOfInclusion(leaf, { index: proof.index, size: proof.head.size, path })
    expect(Buffer.from(root!).toString('hex')).toBe(proof.head.root)
    const { publicKey } = await city.api<AuditState>('GET', '/audit/state')
    expect(isSigned(proof.head, auditKeysOf(publicKey))).toBe(true)

    expect(await run(data, 'audit', 'verify', data)).toMatchObject({ code: 0, err: '' })
    expect((await run(data, 'audit', 'list', '--action', 'alarm-*')).out).toContain('alarm-ack')
    expect((await run(data, 'audit', 'export', '--format', 'csv', '--actor', 'admin')).out).toContain('create-token')
    await city.api('POST', '/audit/verify', {})
    await until(async () => (await city.api<AuditState>('GET', '/audit/state')).verifiedAt !== null)
    expect(await city.api<AuditState>('GET', '/audit/state')).toMatchObject({ broken: null, anchorFault: null })
    expect(await run(data, 'backup', backup)).toMatchObject({ code: 0, err: '' })
    expect((await city.stop()).code).toBe(0)
  }
  expect(await run(data, 'audit', 'verify', data, '--anchor', anchor)).toMatchObject({ code: 0, err: '' })
  expect(await run(data, 'audit', 'verify', backup)).toMatchObject({ code: 0, err: '' })
  const shorter = await run(data, 'audit', 'verify', backup, '--anchor', anchor)
  expect(shorter).toMatchObject({ code: 1, err: expect.stringContaining('were cut off') as string })
  expect(await readFile(anchor, 'utf8')).toBe(await readFile(join(data, 'audit-heads.jsonl'), 'utf8'))

  config.replace('city.yaml', 'audit: {', 'audit: { keepDays: 500,')
  {
    await using city = await startCity({ data, config: config.folder })
    const noted = await entriesOf(city)
    expect(noted.filter(({ action }) => action === 'city-stop')).toHaveLength(1)
    expect(noted.find(({ action }) => action === 'config-change')?.detail).toBe('city.yaml changed')
    expect(noted.filter(({ object }) => object.startsWith('MQTT'))).toMatchObject([
      { action: 'denied', actor: 'noise-1', source: '127.0.0.1', object: 'MQTT wrong-credentials' },
    ])
    await city.kill()
  }
  const { seq } = atRest(data)
  const db = openUnguarded(join(data, 'records.db'))
  db.prepare(`update audit set actor = 'nobody' where seq = ?`).run(seq)
  db.close()
  const broken = await run(data, 'audit', 'verify', data)
  expect(broken).toMatchObject({ code: 1, err: expect.stringContaining(`broken from entry ${seq} on`) as string })
  {
    await using city = await startCity({ data, config: config.folder })
    const starts = (await entriesOf(city)).filter(({ action }) => action === 'city-start')
    expect(starts.map(({ detail }) => detail.includes('ended without closing'))).toEqual([false, false, true])
    await city.api('POST', '/audit/verify', {})
    await until(async () => {
      const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=50')
      return items.some(({ rule, severity }) => rule === 'audit-broken' && severity === 'red')
    })
    expect((await city.api<AuditState>('GET', '/audit/state')).broken).toMatchObject({ seq })
  }
})

it('a city that starts upon a falsified log says so for as long as it runs, and in the log itself', async () => {
  const folder = await temporaryFolder()
  const data = join(folder, 'data')
  const config = copyOfShipped()
  onTestFinished(() => config[Symbol.dispose]())
  {
    await using city = await startCity({ data, config: config.folder })
    await city.api('POST', '/tokens', { name: 'for a script' })
    expect((await city.stop()).code).toBe(0)
  }
  expect(await run(data, 'audit', 'verify', data)).toMatchObject({ code: 0, out: expect.stringContaining('heads') })
  const guards = guardsOf(data)
  const db = openUnguarded(join(data, 'records.db'))
  db.exec(`update audit set object = 'somebody else' where action = 'create-token';
    update audit set at = at - 600000 where seq = 1; delete from audit_heads; delete from audit_nodes`)
  linkAnew(db)
  for (const guard of guards) db.exec(guard)
  db.close()
  await writeFile(join(data, 'audit-heads.jsonl'), '')
  const broken = { code: 1, err: expect.stringContaining('are signed by no head') as string }
  expect(await run(data, 'audit', 'verify', data)).toMatchObject(broken)
  await using city = await startCity({ data, config: config.folder })
  const fault = { seq: 1, what: expect.stringContaining('are signed by no head') as string }
  expect((await city.api<AuditState>('GET', '/audit/state')).broken).toMatchObject(fault)
  await city.api('POST', '/audit/verify', {})
  await until(async () => (await city.api<AuditState>('GET', '/audit/state')).verifiedAt !== null)
  expect((await city.api<AuditState>('GET', '/audit/state')).broken).toMatchObject(fault)
  const failed = (await entriesOf(city)).filter(
    ({ action, result }) => action === 'verify-audit' && result === 'failed',
  )
  expect(failed.map(({ actor }) => actor)).toEqual(['system', 'admin'])
})

function atRest(data: string): { seq: number } {
  using db = new DatabaseSync(join(data, 'records.db'), { readOnly: true })
  return db.prepare(`select seq from audit where action = 'alarm-ack'`).get() as { seq: number }
}

/** What somebody who covers their traces puts back. */
function guardsOf(data: string): string[] {
  using db = new DatabaseSync(join(data, 'records.db'), { readOnly: true })
  const rows = db.prepare(`select sql from sqlite_master where type = 'trigger' and tbl_name like 'audit%'`).all()
  return rows.map(({ sql }) => String(sql))
}

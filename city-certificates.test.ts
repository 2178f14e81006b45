import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openAuthority } from './commands/certificates/authority.ts'
import { openCertificate } from './config/certificate.ts'
import { watchCertificates } from './city-certificates.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import { openRecords } from './store/records/open.ts'
import { until } from './test/support/until.ts'

const DAY = 86_400_000

it('tells of a certificate that is about to end, and ends it with a new one that takes its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-watch-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') }
  const authority = await openAuthority(null, { days: 300, now: Date.now() })
  const put = async (days: number) => {
    const pair = await authority.issue({ name: 'localhost', hosts: ['localhost'], days, now: Date.now() })
    writeFileSync(files.certFile, pair.cert)
    writeFileSync(files.keyFile, pair.key)
  }
  await put(31)
  const keeper = openCertificate(files)
  await using records = await openRecords({ file: join(folder, 'records.db') })
  const held = new Map<string, string>()
  let ahead = 0
  let reloads = 0
  await using watch = watchCertificates(
    { http: keeper, mqtt: keeper },
    {
      records,
      troubles: { raise: (name, detail) => void held.set(name, detail), clear: (name) => void held.delete(name) },
      onReloaded: () => void reloads++,
      now: () => Date.now() + ahead,
      log: { info() {}, warn() {} },
    },
  )
  ahead = 2 * DAY
  await until(() => held.get('certificate-expiring')?.startsWith('It ends on ') === true)
  ahead = 0
  await put(200)
  await until(() => reloads === 1 && held.size === 0)
  const noted = () => buildAuditRecords(records).list({ action: 'change-certificate', limit: 10 })
  await until(async () => (await noted()).items.length === 1)
  const end = new Date(keeper.current().validTo).toISOString()
  expect((await noted()).items).toMatchObject([{ object: files.certFile, detail: `valid to ${end}` }])
  expect(keeper.current().validTo).toBeGreaterThan(Date.now() + 190 * DAY)
  writeFileSync(files.keyFile, 'nothing')
  watch.reload()
  await until(() => held.has('certificate-refused'))
  expect([...held]).toEqual([['certificate-refused', expect.stringContaining(files.keyFile)]])
})

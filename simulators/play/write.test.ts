import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseTopic } from '../../domain/topic.ts'
import { copyOfShipped } from '../../config/testing/folder.ts'
import { startCity } from '../../test/support/city.ts'
import { ROOT } from '../../test/support/sources.ts'
import { until } from '../../test/support/until.ts'
import type { RecordedMessage } from '../recording/recording.ts'

interface LedgerEntry {
  readonly stored: number
  readonly refused: number
  readonly duplicate: number
}

const run = promisify(execFile)
let folder = ''
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'citypulse-write-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** In a process of its own, as a person would run it. */
async function write(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const out = join(folder, name)
  await run(process.execPath, ['city.ts', 'simulate', 'write', '--out', out, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  })
  return readFileSync(out)
}

const messagesIn = (bytes: Buffer) =>
  gunzipSync(bytes)
    .toString()
    .trimEnd()
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as RecordedMessage)

describe('a simulated city written to a file', () => {
  it('is the same bytes for the same seed in another process, another zone and another language, and others for another seed', async () => {
    const span = ['--from', '2026-06-10T14:00', '--span', '30m', '--faults', 'late:5%,duplicate:2%,hostile:1%']
    const [one, other, different] = await Promise.all([
      write('one', [...span, '--seed', '7'], { TZ: 'Asia/Shanghai' }),
      write('other', [...span, '--seed', '7'], { TZ: 'America/New_York', LANG: 'zh_CN.UTF-8' }),
      write('different', [...span, '--seed', '8']),
    ])
    expect(one.equals(other)).toBe(true)
    expect(one.equals(different)).toBe(false)
    expect(messagesIn(one).length).toBeGreaterThan(1_000)
  })

  it('has every reading of a scenario once, in the order of its time, with what the scenario does', async () => {
    const messages = messagesIn(await write('plume', ['--scenario', 'plume']))
    expect(messages.every(({ t }, i) => t >= (messages[i - 1]?.t ?? 0))).toBe(true)
    const air = messages
      .filter(({ topic }) => parseTopic(topic)?.id === 'air-025')
      .map(({ text }) => JSON.parse(text!) as { ts: number; seq: number; values: { so2: number } })
    // An hour of quiet and the 150 minutes of the scenario, a reading a minute.
    expect(air).toHaveLength(210)
    expect(air.every(({ seq }, i) => i === 0 || seq === air[i - 1]!.seq + 1)).toBe(true)
    const highest = (some: typeof air) => Math.max(...some.map(({ values }) => values.so2))
    expect(highest(air.slice(60 + 20, 60 + 60))).toBeGreaterThan(highest(air.slice(0, 60)) + 300)
  })

  it('is played by `replay` as the simulated stations themselves, and the city takes every reading of it', async () => {
    using config = copyOfShipped()
    await write('minutes', ['--from', '2026-06-10T14:00', '--span', '10m', '--config', config.folder])
    await using city = await startCity({ config: config.folder })
    const { stdout } = await run(
      process.execPath,
      ['city.ts', 'replay', join(folder, 'minutes'), '--shift-ts', '--speed', '300', '--json'],
      { cwd: ROOT, env: { ...process.env, CITY_DATA: city.data } },
    )
    const counts = JSON.parse(stdout) as { read: number; acknowledged: number }
    expect(counts.read).toBeGreaterThan(100)
    expect(counts.acknowledged).toBe(counts.read)
    await until(async () => {
      const { items } = await city.api<{ items: LedgerEntry[] }>('GET', '/ledger?limit=1000')
      return items.reduce((sum, { stored }) => sum + stored, 0) === counts.read
    })
    const { items } = await city.api<{ items: LedgerEntry[] }>('GET', '/ledger?limit=1000')
    expect(items.filter(({ refused, duplicate }) => refused + duplicate > 0)).toEqual([])
  })

  it('never writes over a file, and says what is missing', async () => {
    await write('there', ['--from', '2026-06-10T14:00', '--span', '1m'])
    await expect(write('there', ['--from', '2026-06-10T14:00', '--span', '1m'])).rejects.toThrow(/EEXIST/)
    await expect(write('nothing', ['--span', '1m'])).rejects.toThrow(/--from/)
    await expect(write('wrong', ['--from', 'yesterday', '--span', '1m'])).rejects.toThrow(/2026-06-10T14:00/)
  })
})

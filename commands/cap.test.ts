import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { buildAlert } from '../domain/cap/build.ts'
import { CONTEXT, factsOf, WARNING } from '../domain/cap/testing/sample.ts'
import { capXml } from '../domain/cap/write.ts'
import { runCity } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'citypulse-cap-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function check(text: string, ...flags: string[]) {
  const file = join(folder, 'a.xml')
  writeFileSync(file, text)
  let [out, err] = ['', '']
  const streams = { print: (line: string) => void (out += `${line}\n`), complain: (line: string) => void (err += line) }
  const code = await runCity(['cap', 'check', file, ...flags], streams, {})
  return { code, err, out: out.replaceAll(file, 'a.xml') }
}

const GOOD = capXml(buildAlert(WARNING, factsOf(), CONTEXT))

it('checks a file without a city: exit code 0 when it is right, 1 with every fault by line when it is not', async () => {
  expect(await check(GOOD)).toEqual({ code: 0, err: '', out: 'a.xml: no faults\n' })
  const bad = GOOD.replace('12:00:01+08:00', '04:00:01Z').replace('>Actual<', '>actual<')
  expect(await check(bad)).toEqual({
    code: 1,
    err: '2 faults',
    out:
      'a.xml:5: <sent> is "2026-11-25T04:00:01Z"; Z is not allowed in CAP: UTC is -00:00\n' +
      'a.xml:6: <status> is "actual"; expected Actual\n',
  })
})

it('lets advice pass unless it is asked to be strict, and prints JSON for programs', async () => {
  const advised = GOOD.replace('>Actual<', '>Exercise<')
  expect((await check(advised)).code).toBe(0)
  expect((await check(advised, '--strict')).code).toBe(1)
  const { out } = await check(advised, '--json')
  expect(JSON.parse(out)).toMatchObject([{ faults: [{ line: 2, level: 'advice', rule: 'note' }] }])
})

it('says what is wrong with a file that is no XML at all', async () => {
  expect(await check('{"identifier": 1}')).toMatchObject({ code: 1, out: 'a.xml:1: text outside the root element\n' })
})

import { spawn } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SHIPPED } from '../../config/testing/folder.ts'
import { placeInTime } from '../../simulators/play/place-in-time.ts'
import { loadScenarios } from '../../simulators/scenarios/load-scenarios.ts'
import { startCity } from '../support/city.ts'
import { ROOT } from '../support/sources.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { SHIPPED_CITY } from './judge.ts'

/** The command line as a person types it. */
async function simulate(data: string, ...args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const line = [join(ROOT, 'city.ts'), 'simulate', '--data', data, '--config', SHIPPED, ...args]
  const child = spawn(process.execPath, line, { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', CITY_DATA: data } })
  let text = ''
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (text += bytes.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, text }
}

it('is checked against a scenario: a city with the rules passes, one whose rule was spoiled is told which alarm it owes', async () => {
  const config = join(await temporaryFolder(), 'config')
  cpSync(SHIPPED, config, { recursive: true })
  const file = join(config, 'rules', 'patterns.yaml')
  const spoiled = readFileSync(file, 'utf8').replace(
    'value: so2, above: 150, clear: 100',
    'value: so2, above: 1200, clear: 100',
  )
  writeFileSync(file, spoiled)
  await using city = await startCity({ config })

  const scenarios = loadScenarios(SHIPPED_CITY)
  // The one that has been earlier is played first: rules do not look at what is older than what they have seen.
  const order = ['pile-up', 'plume'].toSorted((a, b) => placed(a) - placed(b))
  function placed(id: string): number {
    return placeInTime(scenarios.get(id)!, 900, Date.now).startedAt
  }
  for (const id of order) {
    const { code, text } = await simulate(city.data, '--scenario', id, '--speed', '900', '--check', '--patience', '5')
    expect(text).toContain('PASS both books agree')
    if (id === 'pile-up') expect(text).toContain('PASS the city raised what pile-up expects, and nothing else')
    else expect(text).toContain('DIFFERENT air-sulphur-plume at air-025 was not raised')
    expect(text).not.toContain('DIFFERENT air-gas-leak')
    expect(code).toBe(id === 'pile-up' ? 0 : 1)
  }

  const again = await simulate(city.data, '--scenario', order[0]!, '--speed', '900')
  expect(again.code).toBe(1)
  expect(again.text).toMatch(
    /the city has readings up to .* play it at --speed 1, which begins now, or at this speed from/,
  )
})

it('is filled with history, and plays a scenario after it', async () => {
  await using city = await startCity({ config: SHIPPED })
  const fill = ['--fill', '6h', '--every', '10m'] as const
  const first = await simulate(city.data, ...fill, '--scenario', 'pile-up', '--speed', '900', '--check')
  expect(first.text.match(/PASS both books agree/g)).toHaveLength(2)
  expect(first.text).toContain('PASS the city raised what pile-up expects, and nothing else')
  expect(first.code).toBe(0)

  expect((await simulate(city.data, ...fill)).code).toBe(0)
  const again = await simulate(city.data, ...fill)
  expect(again.text).toMatch(/\d+ of them the city had already\nPASS both books agree/)
  expect(again.code).toBe(0)
})

it.each([
  [['--fill', '0d'], 'expected a span above 0'],
  [['--scenario', 'plume', '--broker', 'mqtt://127.0.0.1:1'], 'another broker has none'],
] as const)('says what is wrong with %j', async (args, says) => {
  const { code, text } = await simulate(await temporaryFolder(), ...args)
  expect(code).not.toBe(0)
  expect(text).toContain(says)
})

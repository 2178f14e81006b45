import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { readCommonPasswords } from './common-passwords.ts'
import { demandPassword } from './password-rules.ts'

it('takes sentences and strings of chance, whatever signs they have', () => {
  for (const good of [
    'nine green bottles on a wall',
    'xkqvbmzt',
    '红色的桥下有三只白鹅',
    'Kx7!mQ2#',
    'zebra-violet-anchor',
    '8390174652',
    'p@rk-b3nch-r0se',
  ])
    expect(() => demandPassword(good, 'li.na')).not.toThrow()
})

it('refuses what is short, widely used, a run, or made of the name', () => {
  for (const bad of [
    'short1!',
    'password',
    'Password1',
    'P@ssw0rd',
    'admin2026',
    '12345678',
    'qwertyuiop',
    'aaaaaaaaaa',
    'abababab',
    'li.na2026',
    '2026citypulse!',
    'c0mpu73r!',
    'St@rw4rs',
    'P@ssw0rd!!2027',
    '77iloveyou77',
    'vinogradov',
    'ZAQ!2WSX',
  ])
    expect([bad, codeOf(bad)]).toEqual([bad, 'password-too-weak'])
})

it('knows more than seventeen thousand published passwords of eight characters and more, in whatever case', () => {
  const published = gunzipSync(readFileSync(join(import.meta.dirname, 'common-passwords.txt.gz')))
    .toString()
    .split('\n')
  const words = published.filter((line) => line !== '' && !line.startsWith('#'))
  expect(new Set(words).size).toBeGreaterThan(17_000)
  expect(words.filter((word) => Array.from(word).length < 8)).toEqual([])
  const isCommon = readCommonPasswords()
  expect(words.filter((word, at) => at % 20 === 0 && !isCommon(word.toUpperCase()))).toEqual([])
  expect(['', 'MIT', 'corset-lamp-otter'].filter(isCommon)).toEqual([])
})

function codeOf(password: string): string {
  try {
    demandPassword(password, 'li.na')
    return 'taken'
  } catch (error) {
    return (error as { code: string }).code
  }
}

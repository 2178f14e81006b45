import { expect, it } from 'vitest'
import { demandPassword } from './password-rules.ts'

it('takes sentences and strings of chance, whatever signs they have', () => {
  for (const good of [
    'nine green bottles on a wall',
    'xkqvbmzt',
    '红色的桥下有三只白鹅',
    'Kx7!mQ2#',
    'zebra-violet-anchor',
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
  ])
    expect([bad, codeOf(bad)]).toEqual([bad, 'password-too-weak'])
})

function codeOf(password: string): string {
  try {
    demandPassword(password, 'li.na')
    return 'taken'
  } catch (error) {
    return (error as { code: string }).code
  }
}

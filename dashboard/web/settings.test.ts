import { expect, it } from 'vitest'
import { isNight, nextTheme, THEMES } from './settings.ts'

it('a night may pass midnight, and ends with the minute that it names', () => {
  const night = { from: '19:00', to: '07:00' }
  expect(['18:59', '19:00', '00:00', '06:59', '07:00', '12:00'].map((time) => isNight(night, time))).toEqual([
    false,
    true,
    true,
    true,
    false,
    false,
  ])
  expect(isNight({ from: '01:00', to: '05:00' }, '00:59')).toBe(false)
  expect(isNight({ from: '01:00', to: '05:00' }, '03:00')).toBe(true)
})

it('the key for the theme comes round to where it began', () => {
  let theme = THEMES[0]
  for (const _ of THEMES) theme = nextTheme(theme) as typeof theme
  expect(theme).toBe('light')
})

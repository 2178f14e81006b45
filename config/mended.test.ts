import { expect, it } from 'vitest'
import { findFaults } from './load.ts'
import { copyOfShipped } from './testing/folder.ts'

it('tells of faults of meaning in a file that has faults of shape as well, and of nothing twice', () => {
  using folder = copyOfShipped()
  folder.write(
    'kinds/light.yaml',
    `id: light
label: { zh: 路灯, en: Street light }
owner: nobody
sharing: maybe
everySeconds: 60
shape: star
headline: powr
values:
  power: { unit: ppb, label: { zh: 功率, en: Power }, decimals: 0, fail: [1000, 0] }
  volts: { unit: V, label: { zh: 电压, en: Volts }, decimals: none }
`,
  )
  const faults = findFaults(folder.folder).map(({ line, found }) => `${line} ${found}`)
  expect(faults).toEqual([
    '3 owner is "nobody"',
    '4 sharing is "maybe"',
    '7 headline is "powr"',
    '9 values.power.fail runs from 1000 to 0',
    '9 values.power.unit is "ppb"',
    '10 values.volts.decimals is "none"',
  ])
})

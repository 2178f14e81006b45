import { expect, it } from 'vitest'
import { SHIPPED_CITY } from '../../test/scenarios/judge.ts'
import { expectTargets, isMeant, parseFaults } from './parse-faults.ts'

const { stations } = SHIPPED_CITY
const behind = stations.find(({ gateway, simulated }) => simulated && gateway !== undefined)!

it('a fault may be aimed at a station, a gateway, a kind, a district or a vendor', () => {
  for (const who of [behind.id, behind.gateway!, behind.kind, behind.district, behind.vendor!]) {
    const wishes = parseFaults(`late:5%@${who}`)
    expectTargets(wishes, stations)
    const meant = stations.filter((station) => isMeant(wishes.readings[0]!, station))
    expect([who, meant.some(({ id }) => id === behind.id)]).toEqual([who, true])
    expect([who, meant.length < stations.length]).toEqual([who, true])
  }
})

it.each([
  ['', 'expected at least one fault'],
  [',', 'expected at least one fault'],
  ['late', 'late is no fault'],
  ['late:0%', 'from above 0 to 100 %'],
  ['later:5%', 'did you mean "late"'],
  ['late:5%@airs', 'did you mean "air"'],
  ['late:5%@nowhere', 'no simulated station, gateway, kind, district or vendor is named so; besides single stations'],
  [`truncated:5%@${behind.gateway}`, 'would do nothing: it is not sent of stations behind a gateway'],
])('%j is told what is wrong with it', (text, says) => {
  expect(() => expectTargets(parseFaults(text), stations)).toThrow(says)
})

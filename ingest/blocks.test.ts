import { describe, expect, it, onTestFinished } from 'vitest'
import { openSmallLine } from './testing/small-line.ts'

const TOPIC = 'city/v1/gateways/g/readings'
const at = (minute: number) => ({ s: { ts: Date.now() - minute * 60_000, values: { LAeq: 60 } } })

async function open() {
  const line = await openSmallLine()
  onTestFinished(() => line[Symbol.asyncDispose]())
  line.town.addGateway('g')
  line.town.add('s', 'noise', { gateway: 'g' })
  return line
}

describe('what came while a station was disabled', () => {
  it('is refused, also from its gateway, and nothing that came before or after it', async () => {
    const line = await open()
    await line.send(TOPIC, at(9))
    line.town.setDisabled('s', true)
    await line.send(TOPIC, at(8))
    await line.send('city/v1/noise/s/readings', at(7).s)
    line.town.setDisabled('s', false)
    await line.send(TOPIC, at(6))
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [4, 2, 0, 2, 0] })
    const { items } = await line.tables.deadLetters.list({ limit: 10 })
    expect(items.map(({ reason }) => reason)).toEqual(['station-disabled', 'station-disabled'])
  })

  it('is refused again, and counted once, when the journal is gone through after the store was away', async () => {
    const line = await open()
    line.setAway(true)
    for (const [n, isDisabled] of [false, true, true, false].entries()) {
      line.town.setDisabled('s', isDisabled)
      await line.send(TOPIC, at(9 - n))
    }
    line.town.setDisabled('s', true)
    await line.restart()
    line.setAway(false)
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [4, 2, 0, 2, 0] })
    expect(await line.proof()).toMatchObject({ isExact: true })
    await line.send(TOPIC, at(1))
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [5, 2, 0, 3, 0] })
  })

  it('is known to a line that was closed when the station was disabled', async () => {
    const line = await open()
    await line.restart(() => line.town.setDisabled('s', true))
    await line.send(TOPIC, at(1))
    await line.restart(() => line.town.setDisabled('s', false))
    await line.send(TOPIC, at(0))
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [2, 1, 0, 1, 0] })
  })
})

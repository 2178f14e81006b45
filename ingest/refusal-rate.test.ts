import { expect, it } from 'vitest'
import type { FaultReason } from '../domain/errors.ts'
import { makeRefusalRate } from './refusal-rate.ts'
import type { Place } from './place.ts'

function bench() {
  let at = 1_000_000
  let told: string | null = null
  const log: string[] = []
  const rate = makeRefusalRate(
    {
      raise(_, detail) {
        told = detail
        log.push('raise')
      },
      clear() {
        if (told !== null) log.push('clear')
        told = null
      },
      holds: () => told !== null,
    },
    () => at,
  )
  return {
    log,
    told: () => told,
    take(received: number, refused = 0, vendor?: string, reason: FaultReason = 'unknown-value') {
      rate.received(received)
      const place = { station: { id: 'air-7', station: vendor === undefined ? {} : { vendor } } } as Place
      const refusal = { place, topic: 'x', fault: { reason, detail: '' } }
      for (let n = 0; n < refused; n++) rate.refused(refusal)
      rate.tick(at)
    },
    nobody(count: number) {
      const fault = { reason: 'unknown-station', detail: '' } as const
      for (let n = 0; n < count; n++) rate.refused({ place: null, topic: 'city/v1/air/lost/readings', fault })
      rate.tick(at)
    },
    pass(ms: number) {
      for (const end = at + ms; at < end; ) {
        at = Math.min(end, at + 1_000)
        rate.tick(at)
      }
    },
  }
}

it('raises above a thousandth of five minutes, and names the worst vendor, station and reason', () => {
  const city = bench()
  city.take(10_000, 10, 'Acme')
  expect(city.told()).toBeNull()
  city.take(0, 1, undefined, 'not-json')
  expect(city.told()).toBe(
    '11 of 10000 readings of the last 5 minutes (0.11 %) were refused; most of them: unknown-value from vendor Acme, station air-7 (10)',
  )
  city.take(10, 10, 'Acme')
  expect(city.log).toEqual(['raise'])
})

it('says nothing of a few refusals, whatever their share', () => {
  const city = bench()
  city.take(9, 9)
  expect(city.told()).toBeNull()
})

it('counts messages of nobody as input, for no station counts them', () => {
  const city = bench()
  city.nobody(10)
  expect(city.told()).toMatch(
    /^10 of 10 readings .* \(100 %\).*unknown-station from city\/v1\/air\/lost\/readings \(10\)/,
  )
})

it('ends by itself when the five minutes are over', () => {
  const city = bench()
  city.take(100, 20)
  city.pass(280_000)
  expect(city.log).toEqual(['raise'])
  city.pass(30_000)
  expect(city.log).toEqual(['raise', 'clear'])
})

it('does not come and go at the border', () => {
  const city = bench()
  city.take(10_000, 11)
  city.take(5_000)
  expect(city.log).toEqual(['raise'])
  city.take(10_000)
  expect(city.log).toEqual(['raise', 'clear'])
})

it('survives a clock that is set back', () => {
  const city = bench()
  city.take(100, 20)
  city.pass(-1)
  expect(city.told()).not.toBeNull()
})

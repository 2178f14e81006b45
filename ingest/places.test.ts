import { expect, it } from 'vitest'
import { planKinds } from './catalogue.ts'
import { makePlaces } from './places.ts'
import { KINDS, makeTown } from './testing/town.ts'

function open() {
  const town = makeTown()
  const places = makePlaces(town, planKinds(KINDS))
  return { town, places }
}

it('knows a station by its own topic only', () => {
  const { town, places } = open()
  town.add('a', 'noise')
  expect(places.sourceOf('city/v1/noise/a/readings')).toMatchObject({ id: 'a', channel: 'readings' })
  expect(places.sourceOf('city/v1/noise/a/status')).toMatchObject({ id: 'a', channel: 'status' })
  for (const topic of [
    'city/v1/air/a/readings',
    'city/v1/noise/b/readings',
    'city/v1/noise/a/faults',
    'city/v1/noise/a/readings/',
    'city/v2/noise/a/readings',
    'city/v1/gateways/a/readings',
    'noise/a',
  ]) {
    expect(places.sourceOf(topic), topic).toBeNull()
  }
})

it('knows a gateway, which has no place of its own', () => {
  const { town, places } = open()
  town.addGateway('g')
  expect(places.sourceOf('city/v1/gateways/g/readings')).toEqual({ id: 'g', place: null, channel: 'readings' })
})

it('knows a station from the moment it is registered to the moment it retires', () => {
  const { town, places } = open()
  const topic = 'city/v1/noise/late/readings'
  expect(places.sourceOf(topic)).toBeNull()
  town.add('late', 'noise')
  expect(places.sourceOf(topic)?.place?.station.id).toBe('late')
  town.retire('late')
  expect(places.sourceOf(topic)).toBeNull()
  expect(places.byId('late')).toBeUndefined()
  expect([...places.all()]).toEqual([])
})

it('keeps what it knows of a station when another one changes', () => {
  const { town, places } = open()
  town.add('a', 'noise')
  const place = places.byId('a')!
  place.lastTs = 5
  town.add('b', 'noise')
  town.retire('b')
  expect(places.byId('a')).toBe(place)
})

it('has no place for a station whose kind the configuration no longer has', () => {
  const { town, places } = open()
  town.add('old', 'steam-engine')
  expect(places.byId('old')).toBeUndefined()
  expect(places.sourceOf('city/v1/steam-engine/old/readings')).toBeNull()
})

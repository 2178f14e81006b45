import { expect, it } from 'vitest'
import { planKinds } from './catalogue.ts'
import { makePlaces } from './places.ts'
import { makePresenceBook } from './presence.ts'
import { KINDS, makeTown, NOON } from './testing/town.ts'

function open() {
  const town = makeTown()
  town.add('slow', 'water', { everySeconds: 3_600 })
  town.add('bin', 'waste', { gateway: 'g' })
  town.addGateway('g')
  const places = makePlaces(town, planKinds(KINDS))
  const changed: string[] = []
  const book = makePresenceBook((id) => changed.push(id))
  const say = (topic: string, text: string, at: number) => book.status(places.sourceOf(topic)!, Buffer.from(text), at)
  return { book, places, changed, say, slow: places.byId('slow')!, bin: places.byId('bin')! }
}

it('judges a station that goes by its own cadence, not by another', () => {
  const { book, slow, changed } = open()
  book.heard(slow, NOON)
  book.session('slow', true, NOON + 1_000)
  book.session('slow', false, NOON + 1_800_000)
  expect(book.of('slow')).toMatchObject({ state: 'online', reason: 'reading' })
  expect(changed).toEqual(['slow', 'slow', 'slow'])
})

it('takes a last will for what it is, and a late one for nothing', () => {
  const { book, slow, say } = open()
  book.heard(slow, NOON)
  book.session('slow', true, NOON + 10)
  say('city/v1/water/slow/status', 'offline', NOON + 5)
  expect(book.of('slow').state).toBe('online')
  book.session('slow', false, NOON + 20)
  say('city/v1/water/slow/status', 'offline', NOON + 20)
  expect(book.of('slow')).toEqual({ state: 'offline', reason: 'lwt', since: NOON + 20 })
  say('city/v1/water/slow/status', 'online', NOON + 30)
  expect(book.of('slow').state).toBe('online')
})

it('takes the stations behind a gateway down with it, and up again with their readings', () => {
  const { book, bin, say, places } = open()
  book.heard(bin, NOON)
  say('city/v1/gateways/g/status', '{"state":"offline"}', NOON + 1_000)
  book.tick(places.all(), NOON + 1_001)
  expect(book.of('bin')).toMatchObject({ state: 'offline', reason: 'gateway' })
  book.heard(bin, NOON + 2_000)
  expect(book.of('bin').state).toBe('online')
})

it('tells of changes only', () => {
  const { book, slow, changed, places } = open()
  book.heard(slow, NOON)
  book.heard(slow, NOON + 1)
  book.tick(places.all(), NOON + 2)
  expect(changed).toEqual(['slow'])
  book.tick(places.all(), NOON + 3 * 3_600_000)
  expect(changed).toEqual(['slow', 'slow'])
  expect(book.of('slow').state).toBe('stale')
})

it('knows after a restart who had gone with a last will, until something newer is heard', () => {
  const before = open()
  before.book.heard(before.slow, NOON)
  before.say('city/v1/water/slow/status', 'offline', NOON + 20)
  const { book, slow } = open()
  book.restore('slow', before.book.of('slow'))
  book.heard(slow, NOON)
  expect(book.of('slow')).toEqual({ state: 'offline', reason: 'lwt', since: NOON + 20 })
  book.heard(slow, NOON + 30)
  expect(book.of('slow').state).toBe('online')
})

it('knows after a restart that a gateway had gone, and says so of its stations', () => {
  const { book, places, bin } = open()
  book.restore('g', { state: 'offline', reason: 'lwt', since: NOON + 20 })
  book.heard(bin, NOON)
  book.tick(places.all(), NOON + 30)
  expect(book.of('bin')).toMatchObject({ state: 'offline', reason: 'gateway' })
})

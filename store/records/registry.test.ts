import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Gateway } from '../../domain/station.ts'
import { buildAuditRecords } from './audit.ts'
import { openRecords } from './open.ts'
import type { Records } from './records.ts'
import { openRegistry, type Registry } from './registry.ts'
import { makeSeal } from './seal.ts'
import { passwordsOf } from '../../simulators/password.ts'
import { KINDS, makeStation } from './testing/kinds.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const KEYS = {
  hashKey: Buffer.alloc(32, 1),
  simulationKey: Buffer.alloc(32, 2),
  seal: makeSeal(Buffer.alloc(32, 3)),
  kinds: KINDS,
}
const GATEWAY: Gateway = { id: 'gw-1', name: 'Gateway', district: 'north', lon: 120, lat: 30 }

/** Runs with a registry on a new file; `reopen` gives the registry that the next start would have. */
async function withRegistry(
  work: (registry: Registry, more: { records: Records; reopen: () => Promise<Registry> }) => Promise<void>,
): Promise<void> {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  const open = () => openRegistry(records, { ...KEYS, now: () => 1000 })
  await work(await open(), { records, reopen: open })
}

const idsOf = (registry: Registry) => Array.from(registry.all(), ({ id }) => id)

describe('the registry', () => {
  it('fills in what the station leaves to its kind', async () => {
    await withRegistry(async (registry) => {
      const { station } = await registry.create(makeStation('a', { traits: { zone: '4' } }), 'ann')
      expect(station).toMatchObject({ number: 1, owner: 'ecology', everySeconds: 60, retired: false })
      expect(station.traits).toEqual({ zone: '4', floor: 1 })
      const own = await registry.create(makeStation('b', { owner: 'police', everySeconds: 5 }), 'ann')
      expect(own.station).toMatchObject({ owner: 'police', everySeconds: 5, traits: { zone: '2', floor: 1 } })
    })
  })

  it('finds the same stations under the same numbers after a restart', async () => {
    await withRegistry(async (registry, { reopen }) => {
      await registry.createMany(
        ['c', 'a', 'b'].map((id) => makeStation(id)),
        'ann',
      )
      await registry.retire('a', 'ann')
      const again = await reopen()
      expect(idsOf(again)).toEqual(['c', 'b'])
      expect([1, 2, 3].map((number) => again.byNumber(number))).toEqual([1, 2, 3].map((n) => registry.byNumber(n)))
      expect(again.byId('a')).toMatchObject({ number: 2, retired: true })
      expect(again.byNumber(0)).toBeUndefined()
      expect(again.size).toBe(2)
      const { station } = await again.create(makeStation('d'), 'ann')
      expect(station.number).toBe(4)
    })
  })

  it('changes a station under its number and tells of it, and the change outlives a restart', async () => {
    await withRegistry(async (registry, { records, reopen }) => {
      await registry.create(makeStation('a', { everySeconds: 5, vendor: 'Acme' }), 'ann')
      const told: string[] = []
      registry.onChange(({ id, station }) => told.push(`${id} ${JSON.stringify(station.name)}`))
      const changed = await registry.change('a', { name: 'Pier', everySeconds: null }, 'bob')
      expect(changed).toMatchObject({ number: 1, everySeconds: 60, station: { name: 'Pier', vendor: 'Acme' } })
      expect(told).toEqual(['a "Pier"'])
      expect((await reopen()).byId('a')).toEqual(changed)
      const { items } = await buildAuditRecords(records).list({ object: 'a', limit: 1 })
      expect(items).toMatchObject([{ actor: 'bob', action: 'change-station' }])
      await registry.retire('a', 'bob')
      await expect(registry.change('a', { name: 'x' }, 'bob')).rejects.toMatchObject({ code: 'not-found' })
    })
  })

  it('moves a station to another gateway, to none, and to none that there is not', async () => {
    await withRegistry(async (registry, { reopen }) => {
      const [first, second] = ['gw-1', 'gw-2'].map((id) => ({ id, name: id, district: 'east', lon: 1, lat: 2 }))
      await registry.createGateway(first!, 'ann')
      await registry.createGateway(second!, 'ann')
      await registry.create(makeStation('a', { gateway: 'gw-1' }), 'ann')
      const behind = (gateway: string) => [...registry.stationsOf(gateway)].map(({ id }) => id)
      await registry.change('a', { gateway: 'gw-2' }, 'bob')
      expect([behind('gw-1'), behind('gw-2')]).toEqual([[], ['a']])
      expect((await reopen()).byId('a')?.gateway).toBe('gw-2')
      await registry.change('a', { gateway: null }, 'bob')
      expect([behind('gw-2'), registry.byId('a')?.gateway]).toEqual([[], undefined])
      await registry.retire('gw-1', 'bob')
      for (const gateway of ['gw-1', 'gw-9'])
        await expect(registry.change('a', { gateway }, 'bob')).rejects.toMatchObject({ code: 'request-invalid' })
    })
  })

  it('gives no number again, also when its row was lost', async () => {
    await withRegistry(async (registry, { records, reopen }) => {
      await registry.create(makeStation('a'), 'ann')
      await registry.create(makeStation('b'), 'ann')
      await records.db.deleteFrom('stations').where('id', '=', 'b').execute()
      const { station } = await (await reopen()).create(makeStation('c'), 'ann')
      expect(station.number).toBe(3)
    })
  })

  it('refuses an id that a station, retired station, gateway or account has', async () => {
    await withRegistry(async (registry, { reopen }) => {
      await registry.create(makeStation('a'), 'ann')
      await registry.create(makeStation('old'), 'ann')
      await registry.retire('old', 'ann')
      await registry.createGateway(GATEWAY, 'ann')
      await registry.createService('siren', 'ann')
      for (const known of [registry, await reopen()]) {
        for (const id of ['a', 'old', 'gw-1', 'siren']) {
          await expect(known.create(makeStation(id), 'bob')).rejects.toMatchObject({ code: 'station-exists' })
        }
        await expect(known.createService('a', 'bob')).rejects.toMatchObject({ code: 'station-exists' })
        await expect(known.createGateway({ ...GATEWAY, id: 'a' }, 'bob')).rejects.toMatchObject({
          code: 'station-exists',
        })
      }
    })
  })

  it('gives an id that two ask for at once to the first only', async () => {
    await withRegistry(async (registry) => {
      const results = await Promise.allSettled([1, 2, 3].map(() => registry.create(makeStation('a'), 'ann')))
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    })
  })

  it('creates all of many stations or none', async () => {
    await withRegistry(async (registry, { reopen }) => {
      await registry.create(makeStation('b'), 'ann')
      const stations = ['a', 'b', 'c'].map((id) => makeStation(id))
      await expect(registry.createMany(stations, 'ann')).rejects.toMatchObject({ code: 'station-exists' })
      expect(idsOf(registry)).toEqual(['b'])
      expect(idsOf(await reopen())).toEqual(['b'])
      const twice = [makeStation('x'), makeStation('x')]
      await expect(registry.createMany(twice, 'ann')).rejects.toMatchObject({ code: 'station-exists' })
    })
  })

  it('refuses a kind or gateway that is not there', async () => {
    await withRegistry(async (registry) => {
      const creating = registry.create(makeStation('a', { kind: 'magic' }), 'ann')
      await expect(creating).rejects.toMatchObject({ code: 'request-invalid' })
      const alone = registry.create(makeStation('a', { gateway: 'gw-1' }), 'ann')
      await expect(alone).rejects.toMatchObject({ code: 'request-invalid' })
      await registry.createGateway(GATEWAY, 'ann')
      await registry.create(makeStation('a', { gateway: 'gw-1' }), 'ann')
      expect(Array.from(registry.stationsOf('gw-1'), ({ id }) => id)).toEqual(['a'])
      await registry.retire('a', 'ann')
      expect([...registry.stationsOf('gw-1')]).toEqual([])
    })
  })

  it('tells of each created and retired station, until the listener is taken off', async () => {
    await withRegistry(async (registry) => {
      const told: string[] = []
      const stop = registry.onChange(({ id, retired }) => told.push(`${id} ${retired}`))
      await registry.create(makeStation('a'), 'ann')
      await registry.retire('a', 'ann')
      stop()
      await registry.create(makeStation('b'), 'ann')
      expect(told).toEqual(['a false', 'a true'])
    })
  })

  it('writes down who created, retired and rotated', async () => {
    await withRegistry(async (registry, { records }) => {
      await registry.create(makeStation('a'), 'ann')
      await registry.rotate('a', 'bob')
      await registry.retire('a', 'cleo')
      const { items } = await buildAuditRecords(records).list({ object: 'a', limit: 10 })
      expect(items.map(({ actor, action }) => [actor, action])).toEqual([
        ['cleo', 'retire-station'],
        ['bob', 'rotate-password'],
        ['ann', 'create-station'],
      ])
    })
  })

  it('holds 100,000 stations', async () => {
    await withRegistry(async (registry, { reopen }) => {
      const count = 100_000
      const stations = Array.from({ length: count }, (_, i) => makeStation(`s${i}`))
      expect(await registry.seed(stations, [])).toEqual({ stations: count, gateways: 0 })
      const again = await reopen()
      expect(again.size).toBe(count)
      expect(again.byId('s99999')).toEqual(registry.byId('s99999'))
      expect(again.byNumber(count)?.id).toBe('s99999')
      expect(idsOf(again)).toEqual(stations.map(({ id }) => id))
    })
  })
})

describe('a seed', () => {
  it('makes what is missing and leaves what people changed', async () => {
    await withRegistry(async (registry, { reopen }) => {
      await registry.create(makeStation('a', { name: 'renamed' }), 'ann')
      await registry.create(makeStation('b'), 'ann')
      await registry.retire('b', 'ann')
      const wanted = ['a', 'b', 'c'].map((id) => makeStation(id, { gateway: 'gw-1' }))
      expect(await registry.seed(wanted, [GATEWAY])).toEqual({ stations: 1, gateways: 1 })
      expect(await registry.seed(wanted, [GATEWAY])).toEqual({ stations: 0, gateways: 0 })
      const again = await reopen()
      expect(idsOf(again)).toEqual(['a', 'c'])
      expect(again.byId('a')?.station.name).toBe('renamed')
      expect([...again.gateways()]).toEqual([GATEWAY])
    })
  })

  it('gives simulated stations and gateways the password that simulators derive, and others none', async () => {
    await withRegistry(async (registry, { reopen }) => {
      const stations = [makeStation('sim', { simulated: true }), makeStation('real')]
      await registry.seed(stations, [{ ...GATEWAY, simulated: true }])
      for (const known of [registry, await reopen()]) {
        const derived = passwordsOf(KEYS.simulationKey.toString('base64url'), 'password', () => 1000)
        expect(known.admit('sim', derived('sim'))).toMatchObject({ of: 'station', id: 'sim' })
        expect(known.admit('gw-1', derived('gw-1'))).toMatchObject({ of: 'gateway', id: 'gw-1' })
        expect(known.admit('sim', derived('gw-1'))).toBe('wrong-credentials')
        expect(known.admit('real', derived('real'))).toBe('wrong-credentials')
      }
      const { password } = await registry.rotate('real', 'ann')
      expect(registry.admit('real', password)).toMatchObject({ of: 'station', id: 'real' })
    })
  })
})

describe('credentials', () => {
  it('let in who has the password, now and after a restart', async () => {
    await withRegistry(async (registry, { reopen }) => {
      const station = await registry.create(makeStation('a'), 'ann')
      const gateway = await registry.createGateway(GATEWAY, 'ann')
      const service = await registry.createService('siren', 'ann')
      expect(Buffer.from(station.password, 'base64url')).toHaveLength(32)
      for (const known of [registry, await reopen()]) {
        expect(known.admit('a', station.password)).toMatchObject({ of: 'station', id: 'a' })
        expect(known.admit('a', Buffer.from(station.password))).toMatchObject({ of: 'station', id: 'a' })
        expect(known.admit('gw-1', gateway.password)).toMatchObject({ of: 'gateway', id: 'gw-1' })
        expect(known.admit('siren', service.password)).toMatchObject({ of: 'service', id: 'siren' })
      }
    })
  })

  it('keep out a wrong password, an unknown user and another one’s password', async () => {
    await withRegistry(async (registry) => {
      const a = await registry.create(makeStation('a'), 'ann')
      const b = await registry.create(makeStation('b'), 'ann')
      expect(registry.admit('a', b.password)).toBe('wrong-credentials')
      expect(registry.admit('a', '')).toBe('wrong-credentials')
      expect(registry.admit('a', `${a.password}x`)).toBe('wrong-credentials')
      expect(registry.admit('A', a.password)).toBe('wrong-credentials')
      expect(registry.admit('nobody', a.password)).toBe('wrong-credentials')
      expect(registry.admit('__proto__', a.password)).toBe('wrong-credentials')
    })
  })

  it('end with rotation and retirement, for good', async () => {
    await withRegistry(async (registry, { reopen }) => {
      const first = await registry.create(makeStation('a'), 'ann')
      const second = await registry.rotate('a', 'ann')
      expect(registry.admit('a', first.password)).toBe('wrong-credentials')
      expect(registry.admit('a', second.password)).toMatchObject({ of: 'station', id: 'a' })
      const service = await registry.createService('siren', 'ann')
      await registry.retire('a', 'ann')
      await registry.retire('siren', 'ann')
      for (const known of [registry, await reopen()]) {
        expect(known.admit('a', second.password)).toBe('wrong-credentials')
        expect(known.admit('siren', service.password)).toBe('wrong-credentials')
        await expect(known.rotate('a', 'ann')).rejects.toMatchObject({ code: 'not-found' })
        await expect(known.retire('a', 'ann')).rejects.toMatchObject({ code: 'not-found' })
      }
    })
  })

  it('cannot be made for a station while it is being retired', async () => {
    await withRegistry(async (registry, { reopen }) => {
      await registry.create(makeStation('a'), 'ann')
      const retiring = registry.retire('a', 'ann')
      await expect(registry.rotate('a', 'ann')).rejects.toMatchObject({ code: 'too-many-requests' })
      await retiring
      const again = await reopen()
      await expect(again.rotate('a', 'ann')).rejects.toMatchObject({ code: 'not-found' })
    })
  })

  it('are kept only as hashes under the key', async () => {
    await withRegistry(async (registry, { records }) => {
      const { password } = await registry.create(makeStation('a'), 'ann')
      const rows = await records.db.selectFrom('credentials').selectAll().execute()
      expect(rows).toHaveLength(1)
      expect(JSON.stringify(rows)).not.toContain(password)
      const other = await openRegistry(records, { ...KEYS, hashKey: Buffer.alloc(32, 9) })
      expect(other.admit('a', password)).toBe('wrong-credentials')
    })
  })
})

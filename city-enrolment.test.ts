import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from './config/load.ts'
import { openEnrolment } from './city-enrolment.ts'
import { openRecords } from './store/records/open.ts'
import { openRegistry } from './store/records/registry.ts'
import { makeSeal } from './store/records/seal.ts'
import { makeTemporaryFolder } from './store/records/testing/temporary-folder.ts'

const config = loadConfig(join(import.meta.dirname, 'config'))
const NOON = 1_795_478_400_000
const MINUTE = 60_000
const PLACE = { district: '990101', lon: 123, lat: 31 }
const [HOME, AWAY] = ['192.0.2.1', '192.0.2.2']

async function withCity(work: (rooms: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<void> {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  await work(await open(records))
}

async function open(records: Awaited<ReturnType<typeof openRecords>>) {
  const clock = { now: NOON }
  const now = () => clock.now
  const [hashKey, simulationKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const seal = makeSeal(Buffer.alloc(32, 3))
  const registry = await openRegistry(records, { hashKey, simulationKey, seal, kinds: config.kinds, now })
  const start = () => openEnrolment({ config, records, registry, hashKey, now })
  await registry.create({ id: 'air-1', kind: 'air', name: 'One', ...PLACE }, 'ann')
  return { clock, records, registry, start, city: await start() }
}

const refused = { code: 'enrolment-refused' }
const stopped = { code: 'too-many-requests' }

describe('a code', () => {
  it('opens once, within fifteen minutes, also after a restart, and is kept only as a hash', async () => {
    await withCity(async ({ city, clock, records, registry, start }) => {
      const { code } = await city.makeCode('air-1', 'ann')
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
      expect(JSON.stringify(await records.db.selectFrom('enrolment_codes').selectAll().execute())).not.toContain(code)
      const again = await start()
      clock.now += 15 * MINUTE - 1
      const given = await again.enrol({ code }, HOME)
      expect(registry.admit('air-1', given.password)).toMatchObject({ id: 'air-1' })
      await expect(again.enrol({ code }, HOME)).rejects.toMatchObject(refused)
      await expect((await start()).enrol({ code }, HOME)).rejects.toMatchObject(refused)
      const late = await city.makeCode('air-1', 'ann')
      clock.now += 15 * MINUTE
      await expect(city.enrol({ code: late.code }, HOME)).rejects.toMatchObject(refused)
      expect(await city.codes()).toEqual([])
    })
  })

  it('ends when the device is given another one', async () => {
    await withCity(async ({ city }) => {
      const first = await city.makeCode('air-1', 'ann')
      await city.makeCode('air-1', 'ann')
      await expect(city.enrol({ code: first.code }, HOME)).rejects.toMatchObject(refused)
      expect(await city.codes()).toHaveLength(1)
      await expect(city.makeCode('nobody', 'ann')).rejects.toMatchObject({ code: 'not-found' })
    })
  })

  it('is not used up by an order that cannot be', async () => {
    await withCity(async ({ city }) => {
      const { code } = await city.makeCode('air-1', 'ann')
      await expect(city.enrol({ code, mode: 'certificate' }, HOME)).rejects.toMatchObject({ code: 'request-invalid' })
      expect(await city.enrol({ code, mode: 'certificate', fingerprint: 'ab'.repeat(32) }, HOME)).toMatchObject({
        username: 'air-1',
        password: '',
        mode: 'certificate',
      })
    })
  })

  it('cannot be guessed: ten wrong ones stop an address for a quarter of an hour, and no other one', async () => {
    await withCity(async ({ city, clock }) => {
      const { code } = await city.makeCode('air-1', 'ann')
      for (let n = 0; n < 10; n++) await expect(city.enrol({ code: `WRONG${n}` }, HOME)).rejects.toMatchObject(refused)
      for (let n = 0; n < 400; n++) await expect(city.enrol({ code }, HOME)).rejects.toMatchObject(stopped)
      expect(city.admitGuest('enrol', code, HOME)).toBe('wrong-credentials')
      expect(city.admitGuest('enrol', code, AWAY)).toMatchObject({ of: 'guest' })
      await city.enrol({ code }, AWAY)
      clock.now += 15 * MINUTE
      await expect(city.enrol({ code: 'WRONG' }, HOME)).rejects.toMatchObject(refused)
    })
  })

  it('cannot be guessed from many addresses at once', async () => {
    await withCity(async ({ city }) => {
      const tries = Array.from({ length: 310 }, (_, n) => city.enrol({ code: `WRONG${n}` }, `198.51.100.${n % 250}`))
      const codes = (await Promise.allSettled(tries)).map((one) => (one as { reason: { code: string } }).reason.code)
      expect(codes.filter((code) => code === 'enrolment-refused')).toHaveLength(300)
    })
  })

  it('opens while strangers guess from many addresses, over HTTP and MQTT, and so does a registration password', async () => {
    await withCity(async ({ city }) => {
      const { code } = await city.makeCode('air-1', 'ann')
      const { password } = await city.registration.open('ann')
      for (let n = 0; n < 320; n++) {
        const address = `198.51.${n >> 3}.1`
        await expect(city.enrol({ code: `WRONG${n}` }, address)).rejects.toMatchObject(n < 300 ? refused : stopped)
      }
      const wish = { id: 'new-1', claim: 'claim-of-new-1-12345', kind: 'air', password }
      expect(await city.registration.ask(wish, HOME)).toEqual({ state: 'pending' })
      expect(city.admitGuest('enrol', code, HOME)).toMatchObject({ of: 'guest' })
      expect(await city.enrol({ code }, AWAY)).toMatchObject({ username: 'air-1' })
    })
  })
})

describe('a registration', () => {
  const order = (id: string, claim = `claim-of-${id}-12345`) => ({ id, claim, kind: 'air' })

  it('needs the password that holds now', async () => {
    await withCity(async ({ city, start }) => {
      await expect(city.registration.ask({ ...order('a'), password: '' }, HOME)).rejects.toMatchObject(refused)
      const { password } = await city.registration.open('ann')
      const again = await start()
      expect(await again.registration.ask({ ...order('a'), password }, HOME)).toEqual({ state: 'pending' })
      const next = await again.registration.open('ann')
      await expect(again.registration.ask({ ...order('b'), password }, HOME)).rejects.toMatchObject(refused)
      await again.registration.close('ann')
      await expect(again.registration.ask({ ...order('b'), password: next.password }, HOME)).rejects.toMatchObject(
        refused,
      )
    })
  })

  it('gives nobody but the one with the claim its credentials, for a day', async () => {
    await withCity(async ({ city, clock, registry }) => {
      const { password } = await city.registration.open('ann')
      const ask = (claim?: string) => city.registration.ask({ ...order('air-9', claim), password }, HOME)
      await ask()
      await expect(ask('somebody-elses-claim')).rejects.toMatchObject(refused)
      expect(await city.registration.list()).toMatchObject([{ id: 'air-9', rivals: 1, address: HOME }])
      await city.registration.approve('air-9', { kind: 'air', name: 'Nine', ...PLACE }, 'ann')
      await expect(ask('somebody-elses-claim')).rejects.toMatchObject(refused)
      const { credentials } = await ask()
      expect(registry.admit('air-9', credentials!.password)).toMatchObject({ id: 'air-9' })
      clock.now += 24 * 60 * MINUTE + 1
      await expect(ask()).rejects.toMatchObject(refused)
      expect(registry.admit('air-9', credentials!.password)).toMatchObject({ id: 'air-9' })
    })
  })

  it('has no claim any more once somebody has changed the credentials, or disabled the device', async () => {
    await withCity(async ({ city, clock, registry }) => {
      const { password } = await city.registration.open('ann')
      const ask = (id: string) => city.registration.ask({ ...order(id), password }, HOME)
      for (const id of ['air-8', 'air-9']) {
        await ask(id)
        await city.registration.approve(id, { kind: 'air', name: id, ...PLACE }, 'ann')
        clock.now += MINUTE
        await ask(id)
        clock.now += MINUTE
        expect((await ask(id)).credentials).toBeDefined()
        clock.now += MINUTE
      }
      const changed = await registry.rotate('air-8', 'ann')
      await city.disable('air-9', 'ann', 'stolen')
      for (const id of ['air-8', 'air-9']) await expect(ask(id)).rejects.toMatchObject(refused)
      expect(registry.admit('air-8', changed.password)).toMatchObject({ id: 'air-8' })
    })
  })

  it('cannot take an id that is somebody’s, or that means something else', async () => {
    await withCity(async ({ city }) => {
      const { password } = await city.registration.open('ann')
      for (const id of ['air-1', 'enrol', 'new:x'])
        await expect(city.registration.ask({ ...order(id), password }, HOME)).rejects.toMatchObject(refused)
      expect(await city.registration.list()).toEqual([])
    })
  })

  it('is told no when it was rejected, and a thousand that wait are enough', async () => {
    await withCity(async ({ city, clock }) => {
      const { password } = await city.registration.open('ann')
      for (let n = 0; n < 1_000; n++) await city.registration.ask({ ...order(`s-${n}`), password }, `10.0.${n >> 6}.1`)
      await expect(city.registration.ask({ ...order('one-more'), password }, AWAY)).rejects.toMatchObject(stopped)
      await city.registration.reject('s-1', 'ann')
      expect(await city.registration.ask({ ...order('s-1'), password }, AWAY)).toEqual({ state: 'rejected' })
      // Whoever was decided upon waits no more, also when it asks on and on.
      expect(await city.registration.ask({ ...order('one-more'), password }, AWAY)).toEqual({ state: 'pending' })
      await expect(city.registration.approve('s-1', { kind: 'air', name: 'S', ...PLACE }, 'ann')).rejects.toMatchObject(
        {
          code: 'not-found',
        },
      )
      clock.now += 8 * 24 * 60 * MINUTE
      expect(await city.registration.ask({ ...order('one-more'), password }, AWAY)).toEqual({ state: 'pending' })
      expect(await city.registration.list()).toHaveLength(1)
    })
  })

  it('over MQTT answers whatever is said, and never throws', async () => {
    await withCity(async ({ city }) => {
      const { password } = await city.registration.open('ann')
      const guest = city.admitGuest('new:air-8', password, HOME)
      if (typeof guest !== 'object' || !guest?.talk) throw new Error('no guest')
      const claim = 'a-claim-of-its-own-8'
      for (const said of [
        '',
        '[]',
        'null',
        '7',
        '{',
        '{"claim":"short"}',
        '{"__proto__":{"a":1}}',
        `{"claim":"${claim}","x":1}`,
      ])
        expect([said, JSON.parse(await guest.talk(said))]).toEqual([
          said,
          expect.objectContaining({ error: 'request-invalid' }),
        ])
      // It speaks for nobody but itself.
      expect(JSON.parse(await guest.talk(JSON.stringify({ claim, id: 'air-7' })))).toEqual({ state: 'pending' })
      expect(await city.registration.list()).toMatchObject([{ id: 'air-8' }])
      expect(city.admitGuest('new:-bad', password, HOME)).toBe('wrong-credentials')
      expect(city.admitGuest('air-1', password, HOME)).toBeNull()
    })
  })
})

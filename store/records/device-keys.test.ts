import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ClientCertificate, SignIn } from '../../domain/sign-in.ts'
import type { Gateway } from '../../domain/station.ts'
import { signed } from '../../simulators/password.ts'
import { BOTH_VALID_MS } from './device-keys.ts'
import { openRecords } from './open.ts'
import type { Records } from './records.ts'
import { openRegistry, type Registry } from './registry.ts'
import { makeSeal } from './seal.ts'
import { KINDS, makeStation } from './testing/kinds.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const NOON = 1_795_478_400_000
const HOUR = 3_600_000
const GATEWAY: Gateway = { id: 'gw-1', name: 'Gateway', district: 'north', lon: 120, lat: 30 }
const PRINT = 'ab'.repeat(32)
const SLEEPY = new Map([...KINDS].map(([id, kind]) => [id, { ...kind, sleepy: true }]))

interface Rooms {
  readonly registry: Registry
  readonly records: Records
  readonly revoked: [string, number | undefined][]
  reopen(least?: SignIn): Promise<Registry>
  pass(ms: number): void
}

async function withRegistry(
  work: (rooms: Rooms) => Promise<void>,
  least: SignIn = 'password',
  kinds = KINDS,
): Promise<void> {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  let now = NOON
  const open = (leastSignIn: SignIn) =>
    openRegistry(records, {
      hashKey: Buffer.alloc(32, 1),
      simulationKey: Buffer.alloc(32, 2),
      seal: makeSeal(Buffer.alloc(32, 3)),
      kinds,
      leastSignIn,
      now: () => now,
    })
  const registry = await open(least)
  const revoked: [string, number | undefined][] = []
  registry.onRevoke((id, before) => revoked.push([id, before]))
  await work({ registry, records, revoked, reopen: (other = least) => open(other), pass: (ms) => void (now += ms) })
}

/** As a device's maker would write it. */
function sign(secret: string, id: string, exp: number): string {
  const mac = createHmac('sha256', Buffer.from(secret, 'base64url')).update(`${id}|${exp}`).digest('base64url')
  return `v1.${exp}.${mac}`
}

function certificate(more: Partial<ClientCertificate> = {}): { certificate: ClientCertificate } {
  const whole = {
    fingerprint: PRINT,
    name: 'a',
    isTrusted: true,
    validFrom: NOON - HOUR,
    validTo: NOON + HOUR,
    serial: '1',
  }
  return { certificate: { ...whole, ...more } }
}

const SECONDS = NOON / 1000

describe('a signed password', () => {
  it('lets in until it ends, give or take five minutes, and tells when that is', async () => {
    await withRegistry(async ({ registry, reopen, pass }) => {
      await registry.create(makeStation('a'), 'ann')
      const { password: secret, mode } = await registry.rotate('a', 'ann', { mode: 'signed' })
      expect(mode).toBe('signed')
      const password = sign(secret, 'a', SECONDS + 3600)
      const until = (SECONDS + 3600 + 300) * 1000
      for (const known of [registry, await reopen()])
        expect(known.admit('a', password)).toMatchObject({ id: 'a', until })
      pass(HOUR + 299_000)
      expect(registry.admit('a', password)).toMatchObject({ id: 'a' })
      pass(1_000)
      expect(registry.admit('a', password)).toBe('credentials-expired')
    })
  })

  it('that was made to live longer than a day is refused, of a kind that sleeps longer than thirty', async () => {
    const days = (n: number) => SECONDS + n * 86_400
    for (const [kinds, longest] of [
      [KINDS, 1],
      [SLEEPY, 30],
    ] as const) {
      await withRegistry(
        async ({ registry }) => {
          await registry.create(makeStation('a'), 'ann')
          const { password: secret } = await registry.rotate('a', 'ann', { mode: 'signed' })
          expect(registry.admit('a', sign(secret, 'a', days(longest)))).toMatchObject({ id: 'a' })
          expect(registry.admit('a', sign(secret, 'a', days(longest + 1)))).toBe('credentials-expired')
        },
        'password',
        kinds,
      )
    }
  })

  it('is worth nothing for another station, with another end, a changed letter, or as the bare secret', async () => {
    await withRegistry(async ({ registry }) => {
      await registry.createMany([makeStation('a'), makeStation('b')], 'ann')
      const a = await registry.rotate('a', 'ann', { mode: 'signed' })
      await registry.rotate('b', 'ann', { mode: 'signed' })
      const exp = SECONDS + 600
      const right = sign(a.password, 'a', exp)
      expect(registry.admit('a', right)).toMatchObject({ id: 'a' })
      const mac = right.split('.')[2]!
      const wrong = [
        a.password,
        sign(a.password, 'b', exp),
        `v1.${exp + 1}.${mac}`,
        `v1.0${exp}.${mac}`,
        `v1.${exp}.${mac}=`,
        `v2.${exp}.${mac}`,
        `v1.${exp}.${mac.slice(0, -2)}`,
        `v1.${exp}.`,
        'v1..',
        '',
      ]
      expect(wrong.map((password) => registry.admit('a', password))).toEqual(wrong.map(() => 'wrong-credentials'))
      expect(registry.admit('b', sign(a.password, 'b', exp))).toBe('wrong-credentials')
      expect(registry.admit('nobody', sign(a.password, 'nobody', exp))).toBe('wrong-credentials')
    })
  })

  it('has a secret that the records hold only sealed', async () => {
    await withRegistry(async ({ registry, records }) => {
      await registry.create(makeStation('a'), 'ann')
      const { password } = await registry.rotate('a', 'ann', { mode: 'signed' })
      expect(JSON.stringify(await records.db.selectFrom('credentials').selectAll().execute())).not.toContain(password)
      const keys = { hashKey: Buffer.alloc(32, 1), simulationKey: Buffer.alloc(32, 2), kinds: KINDS }
      const other = await openRegistry(records, { ...keys, seal: makeSeal(Buffer.alloc(32, 9)), now: () => NOON })
      expect(
        other.admit(
          'a',
          signed(password, 'a', () => NOON),
        ),
      ).toBe('wrong-credentials')
    })
  })
})

describe('a pinned certificate', () => {
  it('lets in that one alone, while it is valid and trusted', async () => {
    await withRegistry(async ({ registry, reopen }) => {
      await registry.create(makeStation('a'), 'ann')
      const made = await registry.rotate('a', 'ann', { fingerprint: PRINT })
      expect(made).toEqual({ username: 'a', password: '', mode: 'certificate' })
      for (const known of [registry, await reopen()]) {
        expect(known.admit('a', '', certificate())).toMatchObject({ id: 'a', until: NOON + HOUR })
        expect(known.admit('a', '')).toBe('wrong-credentials')
        expect(known.admit('a', PRINT)).toBe('wrong-credentials')
        expect(known.admit('a', '', certificate({ fingerprint: 'cd'.repeat(32) }))).toBe('wrong-credentials')
        expect(known.admit('a', '', certificate({ isTrusted: false }))).toBe('certificate-not-valid')
        expect(known.admit('a', '', certificate({ validTo: NOON }))).toBe('certificate-not-valid')
        expect(known.admit('a', '', certificate({ validFrom: NOON + HOUR }))).toBe('certificate-not-valid')
        expect(known.admit('b', '', certificate())).toBe('wrong-credentials')
      }
      await expect(registry.rotate('a', 'ann', { mode: 'certificate' })).rejects.toMatchObject({
        code: 'request-invalid',
      })
      await expect(registry.rotate('a', 'ann', { mode: 'signed', fingerprint: PRINT })).rejects.toMatchObject({
        code: 'request-invalid',
      })
    })
  })
})

describe('the policy of the city', () => {
  it('keeps out what is less strict, also what was let in before it', async () => {
    await withRegistry(async ({ registry, reopen }) => {
      const { password } = await registry.create(makeStation('a'), 'ann')
      await registry.create(makeStation('b'), 'ann')
      const b = await registry.rotate('b', 'ann', { mode: 'signed' })
      const [signedCity, strictest] = [await reopen('signed'), await reopen('certificate')]
      expect(signedCity.admit('a', password)).toBe('sign-in-too-weak')
      expect(
        signedCity.admit(
          'b',
          signed(b.password, 'b', () => NOON),
        ),
      ).toMatchObject({ id: 'b' })
      expect(
        strictest.admit(
          'b',
          signed(b.password, 'b', () => NOON),
        ),
      ).toBe('sign-in-too-weak')
      const { mode } = await signedCity.create(makeStation('c'), 'ann')
      expect(mode).toBe('signed')
      expect(await (await reopen('certificate')).create(makeStation('d'), 'ann')).toMatchObject({
        password: '',
        mode: 'certificate',
      })
    })
  })

  it('has the simulated city sign its passwords, from this machine only where certificates are asked for', async () => {
    await withRegistry(async ({ registry, reopen }) => {
      const stations = [makeStation('sim', { simulated: true }), makeStation('sin', { simulated: true })]
      await registry.seed(stations, [])
      const again = await reopen('certificate')
      await again.seed(stations, [])
      for (const { id } of stations) {
        const secret = createHmac('sha256', Buffer.alloc(32, 2)).update(id).digest('base64url')
        expect(
          again.admit(
            id,
            signed(secret, id, () => NOON),
            { isLocal: true },
          ),
        ).toMatchObject({ id })
        expect(
          again.admit(
            id,
            signed(secret, id, () => NOON),
          ),
        ).toBe('sign-in-too-weak')
        expect(again.admit(id, secret, { isLocal: true })).toBe('wrong-credentials')
      }
    })
  })
})

describe('two credentials', () => {
  it('are valid side by side until the newer one is used, which ends the sessions of the older', async () => {
    await withRegistry(async ({ registry, reopen, revoked }) => {
      const first = await registry.create(makeStation('a'), 'ann')
      const second = await registry.rotate('a', 'ann', { beside: true })
      expect(registry.admit('a', first.password)).toMatchObject({ issue: 1, until: NOON + BOTH_VALID_MS })
      expect(registry.access('a')?.slots).toHaveLength(2)
      expect((await reopen()).admit('a', first.password)).toMatchObject({ issue: 1 })
      revoked.length = 0
      expect(registry.admit('a', second.password)).toMatchObject({ issue: 2 })
      await expect.poll(() => revoked).toEqual([['a', 2]])
      for (const known of [registry, await reopen()]) {
        expect(known.admit('a', first.password)).toBe('wrong-credentials')
        expect(known.admit('a', second.password)).toMatchObject({ issue: 2, until: null })
      }
    })
  })

  it('become one after seven days, used or not', async () => {
    await withRegistry(async ({ registry, pass }) => {
      const first = await registry.create(makeStation('a'), 'ann')
      const second = await registry.rotate('a', 'ann', { beside: true })
      pass(BOTH_VALID_MS)
      expect(registry.admit('a', first.password)).toBe('credentials-expired')
      expect(registry.admit('a', second.password)).toMatchObject({ issue: 2 })
    })
  })

  it('are never three, and all of them end with a rotation at once', async () => {
    await withRegistry(async ({ registry, records, revoked }) => {
      const first = await registry.create(makeStation('a'), 'ann')
      const second = await registry.rotate('a', 'ann', { beside: true })
      const third = await registry.rotate('a', 'ann', { beside: true })
      expect(registry.admit('a', first.password)).toBe('wrong-credentials')
      expect(registry.admit('a', second.password)).toMatchObject({ issue: 2 })
      const fourth = await registry.rotate('a', 'ann')
      expect(revoked.at(-1)).toEqual(['a', 4])
      for (const { password } of [first, second, third]) expect(registry.admit('a', password)).toBe('wrong-credentials')
      expect(registry.admit('a', fourth.password)).toMatchObject({ issue: 4 })
      expect(await records.db.selectFrom('credentials').selectAll().execute()).toHaveLength(1)
    })
  })
})

describe('a disabled device', () => {
  it('is not let in with good credentials, also after a restart, until it is enabled', async () => {
    await withRegistry(async ({ registry, reopen, revoked }) => {
      const { password } = await registry.create(makeStation('a'), 'ann')
      await registry.disable('a', 'bob', 'stolen')
      expect(revoked).toEqual([['a', undefined]])
      for (const known of [registry, await reopen()]) {
        expect(known.admit('a', password)).toBe('disabled')
        expect(known.admit('a', 'wrong')).toBe('wrong-credentials')
        expect(known.access('a')?.disabled).toEqual({ at: NOON, by: 'bob', why: 'stolen' })
      }
      await registry.enable('a', 'bob')
      for (const known of [registry, await reopen()]) expect(known.admit('a', password)).toMatchObject({ id: 'a' })
      await expect(registry.disable('nobody', 'bob', '')).rejects.toMatchObject({ code: 'not-found' })
    })
  })

  it('that is a gateway takes the stations behind it along', async () => {
    await withRegistry(async ({ registry, revoked }) => {
      await registry.createGateway(GATEWAY, 'ann')
      const { password } = await registry.create(makeStation('a', { gateway: 'gw-1' }), 'ann')
      await registry.disable('gw-1', 'bob', 'stolen')
      expect(revoked.map(([id]) => id)).toEqual(['gw-1', 'a'])
      expect(registry.admit('a', password)).toBe('disabled')
      await registry.enable('gw-1', 'bob')
      expect(registry.admit('a', password)).toMatchObject({ id: 'a' })
    })
  })
})

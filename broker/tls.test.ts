import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Authority, factsOf, openAuthority, type Pair } from '../commands/certificates/authority.ts'
import { openCertificate, type TlsKeeper } from '../config/certificate.ts'
import { revokedSerials } from '../config/revoked.ts'
import { until } from '../test/support/until.ts'
import type { Presented } from './gate.ts'
import { serialOf } from './presented.ts'
import { openDoor } from './testing/open-door.ts'

const DAY = 86_400_000
const now = Date.now()
let ours: Authority
let foreign: Authority
let server: Pair
let device: Pair

beforeAll(async () => {
  ours = await openAuthority(null, { days: 30, now: now - 20 * DAY })
  foreign = await openAuthority(null, { days: 30, now })
  server = await ours.issue({ name: 'localhost', hosts: ['localhost', '127.0.0.1'], days: 5, now })
  device = await ours.issue({ name: 'air-1', hosts: [], days: 5, now })
})

interface Secure {
  readonly keeper: TlsKeeper
  readonly seen: Presented[]
  readonly door: Awaited<ReturnType<typeof openDoor>>
  write(files: { cert?: string; key?: string; crl?: string; ca?: string }): void
  join(pair?: Pair | null, options?: IClientOptions): Promise<MqttClient>
  readonly url: string
  readonly wssUrl: string
}

/** A door over TLS that lets in `air-1` by the certificate of `device`, and others by their passwords. */
async function openSecure(withList = true): Promise<Secure> {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const at = (name: string) => join(folder, name)
  const write: Secure['write'] = (files) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(at(`${name}.pem`), text)
  }
  write({ ...server, crl: await ours.revoke([], now) })
  writeFileSync(at('ca.pem'), ours.own.cert)
  const keeper = openCertificate({
    certFile: at('cert.pem'),
    keyFile: at('key.pem'),
    ...(withList ? { clientCaFile: at('ca.pem'), clientCrlFile: at('crl.pem') } : {}),
  })
  const seen: Presented[] = []
  const pinned = factsOf(device.cert).fingerprint
  const door = await openDoor({
    ports: { mqtt: 0, mqtts: 0, ws: null, wss: 0 },
    tls: keeper,
    gate: {
      admit(username, password, presented) {
        seen.push(presented)
        const { certificate } = presented
        if (username === 'air-2' && password === 'p-air-2') return { of: 'station', id: 'air-2', kind: 'air' }
        if (username !== 'air-1' || certificate?.fingerprint !== pinned) return 'wrong-credentials'
        return certificate.isTrusted ? { of: 'station', id: 'air-1', kind: 'air' } : 'certificate-not-valid'
      },
      isTaken: (id) => id === 'air-1' || id === 'air-2',
    },
  })
  const url = `mqtts://localhost:${door.door.ports.mqtts}`
  return {
    keeper,
    seen,
    door,
    write,
    url,
    wssUrl: `wss://localhost:${door.door.ports.wss}`,
    join: (pair = device, options = {}) => join2(url, pair, options),
  }
}

async function join2(url: string, pair: Pair | null, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(url, {
    ca: ours.own.cert,
    ...(pair ? { cert: pair.cert, key: pair.key } : {}),
    reconnectPeriod: 0,
    connectTimeout: 10_000,
    ...options,
  })
  client.on('error', () => {})
  onTestFinished(() => client.endAsync(true).catch(() => {}))
  return client
}

describe('a certificate', () => {
  it('names its device, over TCP and WebSocket, without user name or password', async () => {
    const { join, wssUrl, door } = await openSecure()
    const client = await join()
    await client.publishAsync('city/v1/air/air-1/readings', 'x', { qos: 1 })
    await client.endAsync()
    const web = await join2(wssUrl, device, { clientId: 'over-web' })
    await web.publishAsync('city/v1/air/air-1/readings', 'y', { qos: 1 })
    expect(door.taken.map(([, payload]) => payload)).toEqual(['x', 'y'])
  })

  it('of another authority, with the same name, does not open what this one opens', async () => {
    const { join, seen } = await openSecure()
    const copy = await foreign.issue({ name: 'air-1', hosts: [], days: 5, now })
    await expect(join(copy)).rejects.toMatchObject({ code: 4 })
    expect(seen.at(-1)?.certificate).toMatchObject({ name: 'air-1', isTrusted: false })
    // The same authority, another key: trusted, but not the one that is pinned.
    await expect(join(await ours.issue({ name: 'air-1', hosts: [], days: 5, now }))).rejects.toMatchObject({ code: 4 })
    expect(seen.at(-1)?.certificate).toMatchObject({ name: 'air-1', isTrusted: true })
  })

  it('that has ended, or that its authority has revoked, is shown as not trusted', async () => {
    const { join, seen, keeper, write } = await openSecure()
    const old = await ours.issue({ name: 'air-1', hosts: [], days: 2, now: now - 10 * DAY })
    await expect(join(old)).rejects.toMatchObject({ code: 4 })
    expect(seen.at(-1)?.certificate?.validTo).toBeLessThan(now)
    await (await join()).endAsync()
    write({ crl: await ours.revoke([factsOf(device.cert).serial], now) })
    keeper.reload(now)
    await expect(join()).rejects.toMatchObject({ code: 4 })
    expect(seen.at(-1)?.certificate?.isTrusted).toBe(false)
    const { state } = (await openSecure()).door.door
    expect(state.refusedBy['certificate-not-valid']).toBe(0)
  })

  it('is judged by the list of its own authority, where several stand in one file', async () => {
    const { join, seen, keeper, write } = await openSecure()
    const lost = await foreign.issue({ name: 'air-3', hosts: [], days: 5, now })
    const isTrusted = async (pair: Pair) => {
      await join(pair).catch(() => null)
      return seen.at(-1)?.certificate?.isTrusted
    }
    const lists = async (revoked: readonly string[]) =>
      `${foreign.own.cert}${await ours.revoke([], now)}${await foreign.revoke(revoked, now)}`
    write({ ca: `${ours.own.cert}${foreign.own.cert}`, crl: await lists([]) })
    keeper.reload(now)
    expect([await isTrusted(device), await isTrusted(lost)]).toEqual([true, true])
    write({ crl: await lists([factsOf(lost.cert).serial]) })
    keeper.reload(now)
    expect([await isTrusted(device), await isTrusted(lost)]).toEqual([true, false])
    expect([...(await revokedSerials(keeper.current().crl!))]).toEqual([serialOf(factsOf(lost.cert).serial)])
  })

  it('is not judged by a file of which only a part has been written', async () => {
    const { keeper, write } = await openSecure()
    const list = await ours.revoke([], now)
    write({ crl: `${list}${list.slice(0, 100)}` })
    expect(() => keeper.reload(now)).toThrow(/^TLS_CLIENT_CRL: .*not whole/)
    write({ crl: list, ca: `${ours.own.cert}${foreign.own.cert.slice(0, 100)}` })
    expect(() => keeper.reload(now)).toThrow(/^TLS_CLIENT_CA: .*not whole/)
    await expect(revokedSerials(Buffer.from(list.slice(0, 100)))).rejects.toMatchObject({ code: 'config-invalid' })
  })

  it('that is stolen without its key opens nothing', async () => {
    const { join, door } = await openSecure()
    const other = await foreign.issue({ name: 'air-1', hosts: [], days: 5, now })
    await expect(join({ cert: device.cert, key: other.key })).rejects.toThrow()
    expect(door.taken).toEqual([])
  })

  it('needs no authority where none is configured: the pin is enough', async () => {
    const { join, seen } = await openSecure(false)
    await join()
    expect(seen.at(-1)?.certificate).toMatchObject({ name: 'air-1', isTrusted: true })
  })

  it('is not asked of who has a password', async () => {
    const { join, seen } = await openSecure()
    await join(null, { username: 'air-2', password: 'p-air-2', clientId: 'air-2' })
    expect(seen.at(-1)?.certificate).toBeNull()
  })

  it('that is revoked takes its sessions along, and no others', async () => {
    const { join, wssUrl, door } = await openSecure()
    const [client, web, other] = [
      await join(),
      await join2(wssUrl, device, { clientId: 'over-web' }),
      await join(null, { username: 'air-2', password: 'p-air-2', clientId: 'air-2' }),
    ]
    const { serial } = factsOf(device.cert)
    door.door.cutCertificates((certificate) => certificate.serial === serial.replace(/^0+/, ''))
    await until(() => !client.connected && !web.connected)
    expect(other.connected).toBe(true)
  })
})

describe('a new certificate of the city', () => {
  it('is shown to new connections while messages go on over the old ones', async () => {
    const { join, keeper, write, url, door } = await openSecure()
    const client = await join()
    let sent = 0
    const sending = (async () => {
      for (; sent < 200; sent++) await client.publishAsync('city/v1/air/air-1/readings', `${sent}`, { qos: 1 })
    })()
    await until(() => sent > 20)
    const next = await ours.issue({ name: 'localhost', hosts: ['localhost', '127.0.0.1'], days: 7, now })
    const before = await fingerprintAt(url)
    write(next)
    keeper.reload(now)
    expect(await fingerprintAt(url)).toBe(factsOf(next.cert).fingerprint)
    expect(before).toBe(factsOf(server.cert).fingerprint)
    await sending
    expect(door.taken.map(([, payload]) => payload)).toEqual(Array.from({ length: 200 }, (_, n) => `${n}`))
  })

  it('that does not fit its key, is no certificate or has ended leaves the old one in force', async () => {
    const { keeper, write, url } = await openSecure()
    const other = await ours.issue({ name: 'localhost', hosts: ['localhost'], days: 5, now })
    const ended = await ours.issue({ name: 'localhost', hosts: ['localhost'], days: 2, now: now - 10 * DAY })
    for (const bad of [{ cert: other.cert }, { cert: 'nothing' }, ended]) {
      write({ ...server, ...bad })
      expect(() => keeper.reload(now)).toThrow(expect.objectContaining({ code: 'config-invalid' }))
      expect(await fingerprintAt(url)).toBe(factsOf(server.cert).fingerprint)
    }
  })
})

it('speaks TLS 1.2 and 1.3 with forward secrecy, and nothing older', async () => {
  const { url } = await openSecure()
  expect(await protocolAt(url, 'TLSv1.2')).toMatch(/^TLSv1.2 ECDHE-ECDSA-/)
  expect(await protocolAt(url, 'TLSv1.3')).toMatch(/^TLSv1.3 TLS_/)
  await expect(protocolAt(url, 'TLSv1.1')).rejects.toThrow()
  await expect(protocolAt(url, 'TLSv1.2', 'AES128-SHA')).rejects.toThrow()
})

function fingerprintAt(url: string): Promise<string> {
  return ask(url, {}, (socket) => socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase())
}

function protocolAt(url: string, version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3', ciphers?: string): Promise<string> {
  const options = { minVersion: version, maxVersion: version, ...(ciphers ? { ciphers } : {}) }
  return ask(url, options, (socket) => `${socket.getProtocol()} ${socket.getCipher().name}`)
}

function ask<T>(url: string, options: object, of: (socket: ReturnType<typeof connectTls>) => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(url)
    const socket = connectTls({ port: Number(port), host: 'localhost', ca: ours.own.cert, ...options }, () => {
      resolve(of(socket))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectAsync } from 'mqtt'
import { type Credentials, type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'

const GATEWAY = { id: 'gw-own', name: 'Library roof', district: '990101', lon: 123, lat: 31 }

describe('gateways, accounts and passwords', () => {
  let city: RunningCity
  let gateway: Credentials

  beforeAll(async () => {
    city = await startCity()
    gateway = await city.api<Credentials>('POST', '/gateways', GATEWAY)
    await city.register({ id: 'noise-behind', kind: 'noise', gateway: 'gw-own' })
    await city.register({ id: 'noise-alone', kind: 'noise' })
  })
  afterAll(() => city[Symbol.asyncDispose]())

  const latest = (id: string) => city.call<{ values?: Record<string, number> }>('GET', `/stations/${id}/latest`)

  it('takes from a gateway of its own what it sends for its stations, and sets aside what it sends for others', async () => {
    const client = await connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, { ...gateway, reconnectPeriod: 0 })
    const payload = { 'noise-behind': { values: { LAeq: 51 } }, 'noise-alone': [{ values: { LAeq: 52 } }] }
    await client.publishAsync('city/v1/gateways/gw-own/readings', JSON.stringify(payload), { qos: 1 })
    await expect.poll(async () => (await latest('noise-behind')).body.values).toEqual({ LAeq: 51 })
    await expect
      .poll(
        async () => (await city.api<{ items: { reason: string }[] }>('GET', '/dead-letters?station=noise-alone')).items,
      )
      .toMatchObject([{ reason: 'not-its-gateway' }])
    expect((await latest('noise-alone')).status).toBe(404)
    await client.endAsync()
  })

  it('takes from another gateway, and no longer from the first, once a station was moved to it', async () => {
    const other = await city.api<Credentials>('POST', '/gateways', { ...GATEWAY, id: 'gw-new' })
    await city.register({ id: 'noise-moves', kind: 'noise', gateway: 'gw-own' })
    const send = async (by: Credentials, LAeq: number) => {
      const client = await connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, { ...by, reconnectPeriod: 0 })
      const payload = JSON.stringify({ 'noise-moves': { values: { LAeq } } })
      await client.publishAsync(`city/v1/gateways/${by.username}/readings`, payload, { qos: 1 })
      await client.endAsync()
    }
    await send(gateway, 53)
    await expect.poll(async () => (await latest('noise-moves')).body.values).toEqual({ LAeq: 53 })
    expect(await city.call('PATCH', '/stations/noise-moves', { gateway: 'gw-none' })).toMatchObject({ status: 400 })
    await city.api('PATCH', '/stations/noise-moves', { gateway: 'gw-new' })
    await send(gateway, 54)
    await send(other, 55)
    await expect.poll(async () => (await latest('noise-moves')).body.values).toEqual({ LAeq: 55 })
    await expect
      .poll(async () => (await city.api<{ items: object[] }>('GET', '/dead-letters?station=noise-moves')).items)
      .toMatchObject([{ reason: 'not-its-gateway' }])
    const acts = await city.api<{ items: object[] }>('GET', '/stations/noise-moves/history')
    expect(acts.items[0]).toMatchObject({ action: 'change-station', detail: '{"gateway":"gw-new"}' })
  })

  it('names the gateway as the reason when a gateway vanishes with its stations', async () => {
    const client = await connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, {
      ...gateway,
      reconnectPeriod: 0,
      will: { topic: 'city/v1/gateways/gw-own/status', payload: Buffer.from('offline'), qos: 1, retain: true },
    })
    client.stream.destroy()
    await expect
      .poll(async () => (await city.api<{ presence: unknown }>('GET', '/stations/noise-behind')).presence)
      .toMatchObject({ state: 'offline', reason: 'gateway' })
  })

  it('has gone with nobody when it is the city that goes', async () => {
    const data = city.data
    const client = await connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, {
      ...gateway,
      reconnectPeriod: 0,
      will: { topic: 'city/v1/gateways/gw-own/status', payload: Buffer.from('offline'), qos: 1, retain: true },
    })
    const presence = async () => (await city.api<{ presence: object }>('GET', '/stations/noise-behind')).presence
    await client.publishAsync(
      'city/v1/gateways/gw-own/readings',
      JSON.stringify({ 'noise-behind': { values: { LAeq: 51 } } }),
      { qos: 1 },
    )
    await expect.poll(presence).toMatchObject({ state: 'online' })
    expect(await city.stop()).toMatchObject({ code: 0 })
    client.end(true)
    city = await startCity({ data })
    expect(await presence()).not.toMatchObject({ state: 'offline' })
  })

  it('sends a command to the device that listens, else through its gateway, and says when nobody hears it', async () => {
    const command = { do: 'restart', inSeconds: 5 }
    const order = (id: string) =>
      city.api<{ id: string; delivery: string; isConnected: boolean }>('POST', `/stations/${id}/commands`, { command })
    const credentials = await city.register({ id: 'noise-obeys', kind: 'noise' })
    expect(await order('noise-obeys')).toMatchObject({ delivery: 'not-connected', isConnected: false })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    expect(await order('noise-obeys')).toMatchObject({ delivery: 'not-listening', isConnected: true })
    const nextOf = (client: typeof device.client) =>
      new Promise<{ topic: string; qos: number; said: unknown }>((resolve) =>
        client.once('message', (topic, bytes, { qos }) => resolve({ topic, qos, said: JSON.parse(bytes.toString()) })),
      )
    const topic = 'city/v1/noise/noise-obeys/commands'
    await device.client.subscribeAsync(topic, { qos: 1 })
    const heard = nextOf(device.client)
    const sent = await order('noise-obeys')
    expect(sent).toMatchObject({ delivery: 'sent', isConnected: true })
    expect(await heard).toEqual({ topic, qos: 1, said: { id: sent.id, at: expect.any(Number), command } })

    const client = await connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, { ...gateway, reconnectPeriod: 0 })
    await client.subscribeAsync('city/v1/gateways/gw-own/commands', { qos: 1 })
    const through = nextOf(client)
    expect(await order('noise-behind')).toMatchObject({ delivery: 'sent' })
    expect(await through).toMatchObject({ said: { station: 'noise-behind', command } })
    await client.endAsync()

    const { items } = await city.api<{ items: object[] }>('GET', '/stations/noise-obeys/history')
    expect(items).toMatchObject([
      { action: 'command-station', by: 'admin', result: 'sent', detail: JSON.stringify(command) },
      { result: 'not-listening' },
      { result: 'not-connected' },
      { action: 'create-station' },
    ])
  })

  it('gives a third party the retained alarms and nothing else', async () => {
    const siren = await city.api<Credentials>('POST', '/services', { id: 'siren' })
    const device = await connectDevice(await city.register({ id: 'noise-loud', kind: 'noise' }), {
      port: city.mqttPort,
      kind: 'noise',
    })
    await device.send({ values: { LAmax: 125 } })
    const client = await connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, { ...siren, reconnectPeriod: 0 })
    const heard = new Promise<string>((resolve) => client.once('message', (topic) => resolve(topic)))
    await client.subscribeAsync('city/v1/alarms/#')
    expect(await heard).toMatch(/^city\/v1\/alarms\/990101\//)
    await expect(client.subscribeAsync('city/v1/noise/noise-loud/faults')).rejects.toThrow()
    await client.endAsync()
    await device[Symbol.asyncDispose]()
  })

  it('ends the sessions and the password of whoever gets a new one', async () => {
    const old = await city.register({ id: 'noise-rotated', kind: 'noise' })
    const device = await connectDevice(old, { port: city.mqttPort, kind: 'noise' })
    const gone = once(device.client.stream, 'close')
    const fresh = await city.api<Credentials>('POST', '/credentials/noise-rotated/rotate')
    await gone
    await expect(connectDevice(old, { port: city.mqttPort, kind: 'noise' })).rejects.toMatchObject({ code: 4 })
    await using again = await connectDevice(fresh, { port: city.mqttPort, kind: 'noise' })
    await again.send({ values: { LAeq: 50 } })
    await device[Symbol.asyncDispose]()
  })
})

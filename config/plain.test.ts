import { expect, it } from 'vitest'
import { plainHostOf } from './plain.ts'
import { readSettings } from './settings.ts'

const TLS = { TLS_CERT: '/cert.pem', TLS_KEY: '/key.pem' }
const MQTT_TLS = { MQTTS_CERT: '/cert.pem', MQTTS_KEY: '/key.pem' }

it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('plain doors are open on %s, which is this machine', (HOST) => {
  expect(plainHostOf(readSettings({ HOST }))).toBe(HOST)
})

it.each(['0.0.0.0', '::', '192.0.2.1', 'city.example'])('without a certificate nothing is open on %s', (HOST) => {
  const refusal = expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining(HOST) as string })
  expect(() => plainHostOf(readSettings({ HOST }))).toThrow(refusal)
  expect(plainHostOf(readSettings({ HOST }), 'allowed')).toBe(HOST)
})

it('with a certificate the plain doors stay on this machine', () => {
  for (const tls of [TLS, MQTT_TLS]) {
    expect(plainHostOf(readSettings({ HOST: '0.0.0.0', ...tls }))).toBe('127.0.0.1')
    expect(plainHostOf(readSettings({ HOST: '0.0.0.0', ...tls }), 'allowed')).toBe('0.0.0.0')
  }
})

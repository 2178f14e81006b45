import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

describe('readSettings', () => {
  it('needs no variable at all', () => {
    expect(readSettings({})).toEqual({
      configFolder: resolve('config'),
      dataFolder: resolve('data'),
      host: '127.0.0.1',
      httpPort: 8080,
      mqttPort: 1883,
      mqttsPort: 8883,
      mqttWsPort: 8083,
      httpsPort: 8443,
      mqttWssPort: 8084,
      trustedProxies: [],
      simulate: true,
      roles: new Set(['broker', 'ingest', 'dashboard']),
      logLevel: 'info',
    })
  })

  it('reads every variable', () => {
    const settings = readSettings({
      CITY_CONFIG: '/etc/city',
      CITY_DATA: '/var/city',
      HOST: '::',
      HTTP_PORT: '0',
      MQTT_PORT: '65535',
      MQTTS_PORT: '1',
      MQTT_WS_PORT: '2',
      HTTPS_PORT: '3',
      MQTT_WSS_PORT: '4',
      TLS_CERT: '/tls/cert.pem',
      TLS_KEY: '/tls/key.pem',
      TLS_CLIENT_CA: '/tls/ca.pem',
      TLS_CLIENT_CRL: '/tls/revoked.pem',
      MQTTS_CERT: '/tls/mqtt.pem',
      MQTTS_KEY: '/tls/mqtt-key.pem',
      ADMIN_PASSWORD: 'eight chars',
      TRUSTED_PROXIES: '127.0.0.1, 10.1.0.0/24,::1',
      SIMULATE: '0',
      INFLUX_URL: 'http://influx:8086',
      INFLUX_TOKEN: 't',
      INFLUX_ORG: 'o',
      INFLUX_BUCKET: 'b',
      ROLES: 'ingest, broker',
      LOG_LEVEL: 'debug',
    })
    expect(settings).toEqual({
      configFolder: '/etc/city',
      dataFolder: '/var/city',
      host: '::',
      httpPort: 0,
      mqttPort: 65535,
      mqttsPort: 1,
      mqttWsPort: 2,
      httpsPort: 3,
      mqttWssPort: 4,
      tls: { certFile: '/tls/cert.pem', keyFile: '/tls/key.pem' },
      mqttTls: {
        certFile: '/tls/mqtt.pem',
        keyFile: '/tls/mqtt-key.pem',
        clientCaFile: '/tls/ca.pem',
        clientCrlFile: '/tls/revoked.pem',
      },
      adminPassword: 'eight chars',
      trustedProxies: ['127.0.0.1', '10.1.0.0/24', '::1'],
      simulate: false,
      influx: { url: 'http://influx:8086', token: 't', org: 'o', bucket: 'b' },
      roles: new Set(['broker', 'ingest']),
      logLevel: 'debug',
    })
  })

  it.each(['localhost', '10.0.0.0/33', '10.0.0.0/', '::/129', '10.0.0.1/8/8', '10.0.0.1;10.0.0.2', '*'])(
    'refuses %s as the address of a proxy',
    (text) => {
      expect(() => readSettings({ TRUSTED_PROXIES: text })).toThrow(/TRUSTED_PROXIES is .*expected addresses/)
    },
  )

  it('uses one certificate for every door, unless MQTT has its own', () => {
    const pair = { certFile: '/tls/cert.pem', keyFile: '/tls/key.pem' }
    const all = readSettings({ TLS_CERT: pair.certFile, TLS_KEY: pair.keyFile })
    expect([all.tls, all.mqttTls]).toEqual([pair, pair])
    const own = readSettings({ MQTTS_CERT: pair.certFile, MQTTS_KEY: pair.keyFile })
    expect([own.tls, own.mqttTls]).toEqual([undefined, pair])
    expect(() => readSettings({ TLS_CLIENT_CRL: '/crl' })).toThrow(/TLS_CLIENT_CA/)
    expect(() => readSettings({ TLS_CLIENT_CA: '/ca' })).toThrow(/TLS_CERT/)
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readSettings({ HTTP_PORT: '', ADMIN_PASSWORD: '', INFLUX_URL: ' ', ROLES: '' })).toEqual(readSettings({}))
  })

  it('writes to the bucket citypulse when none is named', () => {
    expect(readSettings({ INFLUX_URL: 'https://influx' }).influx).toEqual({
      url: 'https://influx',
      token: '',
      org: '',
      bucket: 'citypulse',
    })
  })

  it.each(['65536', '-1', '80.5', '1e3', '0x50', 'http'])('refuses %s as a port', (port) => {
    expect(() => readSettings({ MQTT_PORT: port })).toThrow(`MQTT_PORT is "${port}", expected a port from 0 to 65535`)
  })

  it('tells every fault at once and no secret', () => {
    const wrong = {
      HTTP_PORT: 'x',
      SIMULATE: 'yes',
      ADMIN_PASSWORD: 'hunter2',
      INFLUX_URL: 'influx:8086',
      ROLES: 'broker,kitchen',
      LOG_LEVEL: 'loud',
      MQTTS_CERT: 'cert.pem',
    }
    let text = ''
    try {
      readSettings(wrong)
    } catch (error) {
      expect(error).toMatchObject({ code: 'config-invalid' })
      text = (error as Error).message
    }
    expect(new Set(text.split('\n').map((line) => line.split(' ')[0]))).toEqual(
      new Set(['HTTP_PORT', 'INFLUX_URL', 'LOG_LEVEL', 'MQTTS_KEY', 'ROLES', 'SIMULATE']),
    )
    expect(text).not.toContain('hunter2')
  })

  it('refuses a token of InfluxDB without its address', () => {
    expect(() => readSettings({ INFLUX_TOKEN: 'secret' })).toThrow('INFLUX_URL is not set, expected an address')
  })
})

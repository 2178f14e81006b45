import { describe, expect, it } from 'vitest'
import { CITY_SAYS, gatewayOffline, saidByCity } from './city-says.ts'

describe('what the city says', () => {
  it('is read in either language', () => {
    for (const { zh, en } of Object.values(CITY_SAYS))
      expect([saidByCity(en, 'zh'), saidByCity(en, 'en')]).toEqual([zh, en])
    expect([saidByCity(gatewayOffline('gw-1'), 'zh'), saidByCity(gatewayOffline('gw-1'), 'en')]).toEqual([
      '网关 gw-1 离线',
      'gateway gw-1 is offline',
    ])
  })

  it('leaves what people wrote as it is', () => {
    expect(saidByCity('its time is over, she says', 'zh')).toBe('its time is over, she says')
  })
})

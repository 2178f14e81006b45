import { describe, expect, it } from 'vitest'
import { conversion, displayUnit, isUnit, unCefact } from './units.ts'

function convert(x: number, from: string, to: string, molarMass?: number): number | null {
  return conversion(from, to, molarMass)?.(x) ?? null
}

describe('units', () => {
  it.each([
    'ug/m3 mg/m3 [ppb] nmol/mol [ppm] umol/mol Cel % 1 hPa m/s deg mm mm/h L/m2 mg/L ug/L %{saturation}',
    'uS/cm mS/m S/m {NTU} {FNU} [pH] mV m m3/s m3/h {CFU}/L {MPN}/L dB dB{A} dB[SPL]{A}',
    '{vehicle}/h {vehicles} {veh}/km km/h s {spots} {AQI}',
  ])('knows %s', (codes) => {
    expect(codes.split(' ').filter((code) => !isUnit(code))).toEqual([])
  })

  it('refuses what UCUM does not allow', () => {
    const invalid = ['ppb', 'ppm', '[NTU]', 'NTU', 'dB(A)', 'dB[A]', 'dBm', 'dBA', 'µg/m³', '°C', '', '{}', 'toString']
    expect(invalid.filter(isUnit)).toEqual([])
  })

  it.each([
    [35.2, 'ug/m3', 'mg/m3', 0.0352],
    [0.9, 'mg/m3', 'ug/m3', 900],
    [12, 'ug/m3', 'ug/L', 0.012],
    [0.42, 'mg/L', 'ug/L', 420],
    [57, '%', '1', 0.57],
    [0.57, '1', '%', 57],
    [93, '%{saturation}', '%', 93],
    [0, 'Cel', 'K', 273.15],
    [20, 'Cel', '[degF]', 68],
    [-40, '[degF]', 'Cel', -40],
    [300, 'K', '[degF]', 80.33],
    [10, 'm/s', 'km/h', 36],
    [36, 'km/h', 'm/s', 10],
    [0.05, 'S/m', 'uS/cm', 500],
    [500, 'uS/cm', 'mS/m', 50],
    [1.5, 'm', 'mm', 1500],
    [250, 'mm', 'cm', 25],
    [4, 'L/m2', 'mm', 4],
    [2, 'm3/s', 'm3/h', 7200],
    [1013.25, 'hPa', 'Pa', 101325],
    [101.325, 'kPa', 'hPa', 1013.25],
    [90, 'min', 'h', 1.5],
    [2, 'h', 's', 7200],
    [20, '{vehicle}/min', '{vehicle}/h', 1200],
    [12, '{spots}', '1', 12],
    [65, 'dB[SPL]{A}', 'dB{A}', 65],
  ])('turns %f %s into %s', (x, from, to, result) => {
    expect(convert(x, from, to)).toBeCloseTo(result, 9)
  })

  it('keeps decimals that a factor of a power of ten would blur', () => {
    expect(convert(57, '%', '1')).toBe(0.57)
    expect(convert(1.1, 'ug/m3', 'mg/m3')).toBe(0.0011)
  })

  it.each([
    [80, '[ppb]', 'ug/m3', 47.998, 156.95],
    [100, 'ug/m3', '[ppb]', 46.006, 53.18],
    [20, '[ppb]', 'ug/m3', 64.066, 52.37],
    [1, '[ppm]', 'mg/m3', 28.01, 1.1449],
  ])('turns %f %s of gas into %s at 298.15 K', (x, from, to, molarMass, result) => {
    expect(Math.abs(convert(x, from, to, molarMass)! - result)).toBeLessThan(result < 10 ? 5e-5 : 5e-3)
  })

  it('has no conversion between what is not the same', () => {
    expect(conversion('[ppb]', 'ug/m3')).toBeNull()
    expect(conversion('Cel', 'hPa', 48)).toBeNull()
    expect(conversion('{NTU}', '{FNU}')).toBeNull()
    expect(conversion('dB', 'dB{A}')).toBeNull()
    expect(conversion('{vehicle}/h', '{vehicle}')).toBeNull()
    expect(conversion('%', '{spots}')).toBeNull()
    expect(conversion('ppb', '[ppb]')).toBeNull()
  })

  it('shows units as people write them', () => {
    const codes = ['ug/m3', 'Cel', 'dB{A}', '1', '{NTU}', '{vehicle}/h', '{spots}', '{CFU}/L', '[pH]', '%{saturation}']
    expect(codes.map(displayUnit)).toEqual(['µg/m³', '°C', 'dB(A)', '', 'NTU', 'veh/h', '', 'CFU/L', '', '%'])
    expect(displayUnit('furlong')).toBe('furlong')
  })

  it('names the UN/CEFACT code', () => {
    expect(['ug/m3', 'mg/m3', '[ppb]', 'hPa', '{NTU}'].map(unCefact)).toEqual(['GQ', 'GP', '61', 'A97', null])
  })
})

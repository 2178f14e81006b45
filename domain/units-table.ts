/** One unit: base = (x - zero) * times, the base being the row with times 1 and zero 0 of its quantity. */
export interface Unit {
  readonly quantity: string
  readonly times: number
  readonly zero: number
  /** As people write it; empty where the label says it all. */
  readonly shown: string
  /** UN/CEFACT recommendation 20, for NGSI-LD's `unitCode`. */
  readonly cefact: string | null
}

/** Quantity → rows of [UCUM codes, factor to the base, shown, UN/CEFACT code, zero on the base's scale]. */
const QUANTITIES: Readonly<Record<string, readonly Row[]>> = {
  'mass concentration': [
    ['ng/m3', 1e-3, 'ng/m³'],
    ['ug/m3', 1, 'µg/m³', 'GQ'],
    ['mg/m3', 1e3, 'mg/m³', 'GP'],
    ['g/m3', 1e6, 'g/m³'],
    ['ng/L ng/l', 1, 'ng/L'],
    ['ug/L ug/l', 1e3, 'µg/L', 'H29'],
    ['mg/L mg/l', 1e6, 'mg/L', 'M1'],
    ['g/L g/l', 1e9, 'g/L', 'GL'],
  ],
  'mole fraction': [
    ['[ppb] nmol/mol', 1, 'ppb', '61'],
    ['[ppm] umol/mol', 1e3, 'ppm', '59'],
  ],
  temperature: [
    ['Cel', 1, '°C', 'CEL'],
    ['K', 1, 'K', 'KEL', 273.15],
    ['[degF]', 5 / 9, '°F', 'FAH', 32],
  ],
  fraction: [
    ['1', 1, '', 'C62'],
    ['%', 0.01, '%', 'P1'],
  ],
  pressure: [
    ['Pa', 1, 'Pa', 'PAL'],
    ['hPa mbar', 100, 'hPa', 'A97'],
    ['kPa', 1e3, 'kPa', 'KPA'],
    ['MPa', 1e6, 'MPa', 'MPA'],
    ['bar', 1e5, 'bar', 'BAR'],
    ['mm[Hg]', 133.322387415, 'mmHg', 'HN'],
  ],
  speed: [
    ['km/h', 1, 'km/h', 'KMH'],
    ['m/s', 3.6, 'm/s', 'MTS'],
    ['cm/s', 0.036, 'cm/s', '2M'],
    ['mm/h', 1e-6, 'mm/h', 'H67'],
    ['[kn_i]', 1.852, 'kn', 'KNT'],
    ['[mi_i]/h', 1.609344, 'mph', 'HM'],
  ],
  length: [
    ['um', 1e-3, 'µm', '4H'],
    // A litre on a square metre is a millimetre of rain.
    ['mm L/m2 l/m2', 1, 'mm', 'MMT'],
    ['cm', 10, 'cm', 'CMT'],
    ['dm', 100, 'dm', 'DMT'],
    ['m', 1e3, 'm', 'MTR'],
    ['km', 1e6, 'km', 'KMT'],
    ['[in_i]', 25.4, 'in', 'INH'],
    ['[ft_i]', 304.8, 'ft', 'FOT'],
  ],
  angle: [
    ['deg', 1, '°', 'DD'],
    ['rad', 180 / Math.PI, 'rad', 'C81'],
  ],
  conductivity: [
    ['uS/cm', 1, 'µS/cm', 'G42'],
    ['mS/cm', 1e3, 'mS/cm', 'H61'],
    ['mS/m', 10, 'mS/m'],
    ['S/m', 1e4, 'S/m', 'D10'],
  ],
  'flow rate': [
    ['m3/h', 1, 'm³/h', 'MQH'],
    ['m3/s', 3600, 'm³/s', 'MQS'],
    ['L/s l/s', 3.6, 'L/s', 'G51'],
    ['L/min l/min', 0.06, 'L/min', 'L2'],
  ],
  time: [
    ['ms', 1e-3, 'ms', 'C26'],
    ['s', 1, 's', 'SEC'],
    ['min', 60, 'min', 'MIN'],
    ['h', 3600, 'h', 'HUR'],
    ['d', 86400, 'd', 'DAY'],
  ],
  volume: [
    ['mL ml', 1e-3, 'mL', 'MLT'],
    ['L l', 1, 'L', 'LTR'],
    ['m3', 1e3, 'm³', 'MTQ'],
  ],
  mass: [
    ['g', 1, 'g', 'GRM'],
    ['kg', 1e3, 'kg', 'KGM'],
    ['t', 1e6, 't', 'TNE'],
  ],
  voltage: [
    ['mV', 1e-3, 'mV', '2Z'],
    ['V', 1, 'V', 'VLT'],
    ['kV', 1e3, 'kV', 'KVT'],
  ],
  current: [
    ['mA', 1e-3, 'mA', '4K'],
    ['A', 1, 'A', 'AMP'],
  ],
  power: [
    ['W', 1, 'W', 'WTT'],
    ['kW', 1e3, 'kW', 'KWT'],
  ],
  energy: [
    ['W.h', 1, 'Wh', 'WHR'],
    ['kW.h', 1e3, 'kWh', 'KWH'],
  ],
  irradiance: [['W/m2', 1, 'W/m²', 'D54']],
  illuminance: [['lx', 1, 'lx', 'LUX']],
  frequency: [['Hz', 1, 'Hz', 'HTZ']],
  acidity: [['[pH]', 1, '', 'Q30']],
  level: [['dB', 1, 'dB', '2N']],
  'sound pressure level': [['dB[SPL]', 1, 'dB', '2N']],
  'A-weighted level': [['dB{A} dB[SPL]{A}', 1, 'dB(A)', '2N']],
  // Two ways to measure turbidity that no factor joins.
  'nephelometric turbidity': [['{NTU}', 1, 'NTU']],
  'formazin turbidity': [['{FNU}', 1, 'FNU']],
}

type Row = readonly [codes: string, times: number, shown: string, cefact?: string, zero?: number]

/** Every unit the city knows by name, by UCUM code. */
export const UNITS: ReadonlyMap<string, Unit> = new Map(
  Object.entries(QUANTITIES).flatMap(([quantity, rows]) =>
    rows.flatMap(([codes, times, shown, cefact = null, zero = 0]) =>
      codes.split(' ').map((code): [string, Unit] => [code, { quantity, times, zero, shown, cefact }]),
    ),
  ),
)

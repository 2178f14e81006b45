/** UCUM codes that values may be kept in. */
export const UNIT_CODES: ReadonlySet<string> = new Set(
  [
    'ug/m3 mg/m3 [ppb] [ppm] nmol/mol umol/mol',
    'Cel % 1 hPa m/s deg mm mm/h L/m2',
    'mg/L ug/L %{saturation} uS/cm mS/m S/m {NTU} {FNU} [pH] mV m m3/s m3/h {CFU}/L {MPN}/L',
    'dB dB{A} dB[SPL]{A}',
    '{vehicle}/h {vehicles} {veh}/km km/h s {spots} {AQI}',
  ].flatMap((line) => line.split(' ')),
)

import { UNITS, type Unit } from './units-table.ts'

/** Whether it is a UCUM code that values can be stored in. */
export function isUnit(code: string): boolean {
  return unitOf(code) !== null
}

/**
 * Turns values in one unit into another; null when a code is unknown or the units do not measure the same.
 * With a molar mass (g/mol) also between mole fraction and mass concentration of a gas, at the reference state of
 * GB 3095-2026: 298.15 K and 101325 Pa. Make it once and keep it.
 */
export function conversion(from: string, to: string, molarMass?: number): ((x: number) => number) | null {
  const source = unitOf(from)
  const target = unitOf(to)
  if (source === null || target === null) return null
  const bridge = isSame(source, target) ? 1 : gasBridge(source, target, molarMass)
  if (bridge === null) return null
  const times = (source.times * bridge) / target.times
  const divisor = target.times / (source.times * bridge)
  // Of the factor and its inverse the greater is mostly a whole number, which keeps 57 % at 0.57.
  if (source.zero === 0 && target.zero === 0) return times >= 1 ? (x) => x * times : (x) => x / divisor
  return (x) => (x - source.zero) * times + target.zero
}

/** The unit as people write it, for example `µg/m³`; empty for mere numbers, the code itself when it is unknown. */
export function displayUnit(code: string): string {
  return unitOf(code)?.shown ?? code
}

/** Code of UN/CEFACT recommendation 20, for NGSI-LD's `unitCode`; null when there is none. */
export function unCefact(code: string): string | null {
  return unitOf(code)?.cefact ?? null
}

/** Litres that a mole of gas takes up at 298.15 K and 101325 Pa. */
export const MOLAR_VOLUME = ((8.314462618 * 298.15) / 101325) * 1000

const ANNOTATION = /^\{([!-z|~]+)\}(?:\/([A-Za-z0-9]+))?$/
const TRAILING = /^([^{}]+)\{[!-z|~]+\}$/
/** Counted things whose label says what they are. */
const UNSHOWN = new Set(['spots', 'AQI'])
const SHORT: Readonly<Record<string, string>> = { vehicle: 'veh', vehicles: 'veh' }

function unitOf(code: string): Unit | null {
  return UNITS.get(code) ?? counted(code) ?? annotated(code)
}

/** `{spots}`, `{vehicle}/h`, `{CFU}/L`: things counted, alone or per time, length or volume. */
function counted(code: string): Unit | null {
  const [, thing, per] = ANNOTATION.exec(code) ?? []
  if (thing === undefined) return null
  const name = SHORT[thing] ?? thing
  if (per === undefined) {
    return { quantity: 'count', times: 1, zero: 0, shown: UNSHOWN.has(thing) ? '' : name, cefact: 'C62' }
  }
  const unit = UNITS.get(per)
  if (unit === undefined || unit.zero !== 0) return null
  const shown = `${name}/${unit.shown}`
  return { quantity: `count per ${unit.quantity}`, times: 1 / unit.times, zero: 0, shown, cefact: null }
}

/** `%{saturation}`: an annotation behind a unit changes nothing. Levels are left alone: `dB{C}` is not `dB`. */
function annotated(code: string): Unit | null {
  const bare = TRAILING.exec(code)?.[1]
  return bare === undefined || bare.startsWith('dB') ? null : (UNITS.get(bare) ?? null)
}

function isSame(a: Unit, b: Unit): boolean {
  if (a.quantity === b.quantity) return true
  return (isNumber(a) && b.quantity === 'count') || (a.quantity === 'count' && isNumber(b))
}

function isNumber(unit: Unit): boolean {
  return unit.quantity === 'fraction' && unit.times === 1
}

/** Factor from the base of one quantity to the base of the other: ug/m3 = ppb * M / Vm. */
function gasBridge(source: Unit, target: Unit, molarMass: number | undefined): number | null {
  if (molarMass === undefined) return null
  if (source.quantity === 'mole fraction' && target.quantity === 'mass concentration') return molarMass / MOLAR_VOLUME
  if (source.quantity === 'mass concentration' && target.quantity === 'mole fraction') return MOLAR_VOLUME / molarMass
  return null
}

import type { Label } from '../label.ts'
import { LAKE_PHOSPHORUS, LIMITS, OXYGEN, PH, type WaterBody, type WaterItem } from './water-class-limits.ts'

/** mg/L, pH as it is; NaN or absent where there is no value. */
export type WaterSample = Readonly<Partial<Record<WaterItem, number>>>

export interface WaterOptions {
  readonly waterBody: WaterBody
  /** Degrees Celsius, for the saturation of oxygen. */
  readonly temperature?: number
  /** Counts total nitrogen in a lake, as the bare table does; the rule of 2011 reports it apart. */
  readonly totalNitrogen?: boolean
}

export interface WaterVerdict {
  /** 1 to 5 for I to V, 6 for worse than V (劣V). */
  readonly grade: number
  /** Items that stand at this grade; none in class I, where nothing decides. */
  readonly deciding: WaterItem[]
}

/** Class by the worst single item (单因子评价) of GB 3838-2002; null when no graded item is there. */
export function waterClass(sample: WaterSample, options: WaterOptions): WaterVerdict | null {
  const items = Object.keys(sample) as WaterItem[]
  return worstClass(
    items,
    items.map((item) => sample[item] ?? NaN),
    options,
  )
}

/** The same of columns: `values` in the order of `items`, NaN where there is none. */
export function worstClass(
  items: readonly WaterItem[],
  values: ArrayLike<number>,
  options: WaterOptions,
): WaterVerdict | null {
  let grade = 0
  let deciding: WaterItem[] = []
  let hasGraded = false
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!
    const value = values[i]!
    if (Number.isNaN(value) || !isAssessed(item, options)) continue
    const own = itemClass(item, value, options)
    // pH has one span for all classes: alone it can only condemn.
    hasGraded ||= item !== 'pH' || own > 1
    if (own < grade) continue
    if (own > grade) {
      grade = own
      deciding = []
    }
    if (grade > 1) deciding.push(item)
  }
  return hasGraded ? { grade, deciding } : null
}

/** Class of one item, 1 to 6. A pH outside its span fails every class and ranks as 6, our reading of the standard. */
export function itemClass(item: WaterItem, value: number, options: WaterOptions): number {
  if (item === 'pH') return value >= PH[0] && value <= PH[1] ? 1 : 6
  if (item === 'O2') return oxygenClass(value, options.temperature ?? NaN)
  const limits = limitsOf(item, options.waterBody)
  let grade = 1
  while (grade <= limits.length && value > limits[grade - 1]!) grade++
  return grade
}

/** How far above the limit of a class, as a multiple of it: 0.3 is 30 % above. Null for pH, oxygen and what holds. */
export function exceedance(item: WaterItem, value: number, grade: number, waterBody: WaterBody): number | null {
  if (item === 'pH' || item === 'O2') return null
  const limit = limitsOf(item, waterBody)[grade - 1]
  return limit !== undefined && value > limit ? (value - limit) / limit : null
}

/** Oxygen that water holds when saturated, mg/L, at sea level; degrees Celsius. */
export function oxygenSaturation(temperature: number): number {
  return 468 / (31.6 + temperature)
}

/** Index 0 is class I. The colours are custom, not standard. */
export const WATER_CLASSES: readonly { readonly label: Label; readonly status: Label; readonly colour: string }[] = [
  { label: { zh: 'I 类', en: 'Class I' }, status: { zh: '优', en: 'Excellent' }, colour: '#CCFFFF' },
  { label: { zh: 'II 类', en: 'Class II' }, status: { zh: '优', en: 'Excellent' }, colour: '#00CCFF' },
  { label: { zh: 'III 类', en: 'Class III' }, status: { zh: '良好', en: 'Good' }, colour: '#00FF00' },
  { label: { zh: 'IV 类', en: 'Class IV' }, status: { zh: '轻度污染', en: 'Lightly polluted' }, colour: '#FFFF00' },
  { label: { zh: 'V 类', en: 'Class V' }, status: { zh: '中度污染', en: 'Moderately polluted' }, colour: '#FF9B00' },
  {
    label: { zh: '劣 V 类', en: 'Worse than V' },
    status: { zh: '重度污染', en: 'Heavily polluted' },
    colour: '#FF0000',
  },
]

/** Total nitrogen counts in lakes only; coliform is reported apart (环办[2011]22号). */
function isAssessed(item: WaterItem, { waterBody, totalNitrogen = false }: WaterOptions): boolean {
  if (item === 'N-TOT') return totalNitrogen && waterBody === 'lake'
  return item !== 'faecalColiform'
}

function oxygenClass(value: number, temperature: number): number {
  if (value >= 0.9 * oxygenSaturation(temperature)) return 1
  let grade = 1
  while (grade <= OXYGEN.length && value < OXYGEN[grade - 1]!) grade++
  return grade
}

function limitsOf(item: Exclude<WaterItem, 'pH' | 'O2'>, waterBody: WaterBody): readonly number[] {
  return item === 'P-TOT' && waterBody === 'lake' ? LAKE_PHOSPHORUS : LIMITS[item]
}

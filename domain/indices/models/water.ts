import type { Kind } from '../../kind.ts'
import { LIMITS, type WaterItem } from '../water-class-limits.ts'
import { WATER_CLASSES, worstClass, type WaterOptions } from '../water-class.ts'
import { inputOf, NOTHING, traitOf, type IndexModel, type Input } from './index-model.ts'

/** What has to be there before water may be called good: the main items of automatic stations. Our own choice. */
const MAIN: ReadonlySet<WaterItem> = new Set(['O2', 'codMn', 'ammoniaNitrogen', 'P-TOT'])

/** Class III is the last that counts as good; an incomplete set can show only that water is worse. */
const GOOD = 3

/** Class of GB 3838-2002. Total nitrogen does not count, by the rule of 2011. */
export function waterModel(kind: Kind): IndexModel | null {
  const items: WaterItem[] = []
  const inputs: Input[] = []
  for (const [item, unit] of ITEMS) {
    const input = inputOf(kind, item, unit)
    if (input === null) continue
    items.push(item)
    inputs.push(input)
  }
  if (items.length === 0) return null
  const temperature = inputOf(kind, 'temperature', 'Cel') ?? NOTHING
  const main = inputs.filter((_, i) => MAIN.has(items[i]!))
  const sample = new Float64Array(items.length)

  return {
    id: 'water-class',
    label: { zh: '水质类别', en: 'Water quality class' },
    averaging: 'instant',
    unit: '1',
    decimals: 0,
    levels: WATER_CLASSES,
    compute(values, traits) {
      for (let i = 0; i < sample.length; i++) sample[i] = inputs[i]!(values)
      const waterBody = traitOf(kind, traits, 'waterBody') === 'lake' ? 'lake' : 'river'
      const options: WaterOptions = { waterBody, temperature: temperature(values) }
      const verdict = worstClass(items, sample, options)
      if (verdict === null) return null
      if (verdict.grade <= GOOD && main.some((input) => Number.isNaN(input(values)))) return null
      return { value: verdict.grade, level: verdict.grade, factors: verdict.deciding }
    },
  }
}

const ITEMS: readonly (readonly [WaterItem, unit: string])[] = [
  ['pH', '[pH]'],
  ['O2', 'mg/L'],
  ...(Object.keys(LIMITS) as (keyof typeof LIMITS)[])
    .filter((item) => item !== 'faecalColiform')
    .map((item) => [item, 'mg/L'] as const),
]

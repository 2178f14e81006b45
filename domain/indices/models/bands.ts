import type { IndexChoice, Kind } from '../../kind.ts'
import { inputOf, type IndexModel } from './index-model.ts'

type Bands = Extract<IndexChoice, { model: 'bands' }>

/** Levels by the bands of one value, as the kind's file gives them; outside all bands holds the best level. */
export function bandsModel(kind: Kind, { value: name, falling = false, levels }: Bands): IndexModel | null {
  const spec = kind.values[name]
  const input = spec === undefined ? null : inputOf(kind, name, spec.unit)
  if (spec === undefined || input === null) return null

  return {
    id: 'bands',
    label: spec.label,
    averaging: 'instant',
    unit: spec.unit,
    decimals: spec.decimals,
    levels,
    compute(values) {
      const value = input(values)
      if (Number.isNaN(value)) return null
      const band = levels.findLastIndex(({ from }) => (falling ? value <= from : value >= from))
      const level = Math.max(1, band + 1)
      return { value, level, factors: level > 1 ? [name] : [] }
    },
  }
}

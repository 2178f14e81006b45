import type { Kind } from '../../kind.ts'
import { AQI_CATEGORIES } from '../cn-aqi-words.ts'
import { cnAqi, POLLUTANTS, type Pollutant } from '../cn-aqi.ts'
import { inputOf, type IndexModel, type Input } from './index-model.ts'

/** China's hourly AQI. What a kind does not measure at all is taken as not monitored by design (HJ 633, 5.3.2). */
export function airModel(kind: Kind): IndexModel | null {
  const inputs: [Pollutant, Input][] = []
  for (const pollutant of POLLUTANTS) {
    const input = inputOf(kind, pollutant, pollutant === 'co' ? 'mg/m3' : 'ug/m3')
    if (input !== null) inputs.push([pollutant, input])
  }
  if (inputs.length === 0) return null
  const notMonitored = POLLUTANTS.filter((pollutant) => !inputs.some(([name]) => name === pollutant))

  return {
    id: 'cn-aqi',
    label: { zh: '空气质量指数', en: 'Air quality index' },
    averaging: 'hour',
    unit: '{AQI}',
    decimals: 0,
    levels: AQI_CATEGORIES,
    compute(values, _traits, at) {
      const means: Partial<Record<Pollutant, number>> = {}
      for (const [pollutant, input] of inputs) means[pollutant] = input(values)
      const { aqi, level, primary } = cnAqi('hourly', means, at, { notMonitored })
      return aqi === null || level === null ? null : { value: aqi, level, factors: [...primary] }
    },
  }
}

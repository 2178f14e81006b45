import type { Label } from '../label.ts'
import type { Pollutant } from './cn-aqi.ts'

export interface AqiCategory {
  /** Highest AQI of the category. */
  readonly upTo: number
  /** The level as the standard writes it. */
  readonly grade: string
  readonly label: Label
  readonly colour: string
}

/** Categories of HJ 633-2026, tables 1 and A.1; index 0 is level 1. An AQI of 0 counts as excellent. */
export const AQI_CATEGORIES: readonly AqiCategory[] = [
  { upTo: 50, grade: '一级', label: { zh: '优', en: 'Excellent' }, colour: '#00E400' },
  { upTo: 100, grade: '二级', label: { zh: '良', en: 'Good' }, colour: '#FFFF00' },
  { upTo: 150, grade: '三级', label: { zh: '轻度污染', en: 'Lightly polluted' }, colour: '#FF7E00' },
  { upTo: 200, grade: '四级', label: { zh: '中度污染', en: 'Moderately polluted' }, colour: '#FF0000' },
  { upTo: 300, grade: '五级', label: { zh: '重度污染', en: 'Heavily polluted' }, colour: '#99004C' },
  { upTo: Infinity, grade: '六级', label: { zh: '严重污染', en: 'Severely polluted' }, colour: '#7E0023' },
]

/** Level of an AQI, 1 to 6. */
export function aqiLevel(aqi: number): number {
  return AQI_CATEGORIES.findIndex(({ upTo }) => aqi <= upTo) + 1
}

const DUST: Label = {
  zh: '心血管或呼吸系统疾病患者、儿童、户外活动者、老年人',
  en: 'people with heart or lung disease, children, people active outdoors, the elderly',
}

/** Who is to take care when the index of a pollutant is above 100 (HJ 633-2026, table 2). */
export const SENSITIVE_GROUPS: Readonly<Record<Pollutant, Label>> = {
  so2: { zh: '哮喘患者、儿童青少年、老年人', en: 'people with asthma, children and adolescents, the elderly' },
  no2: { zh: '呼吸系统疾病患者、儿童、老年人', en: 'people with lung disease, children, the elderly' },
  co: { zh: '心血管疾病患者', en: 'people with heart disease' },
  o3: {
    zh: '呼吸系统疾病患者、儿童、户外活动者、老年人',
    en: 'people with lung disease, children, people active outdoors, the elderly',
  },
  pm10: DUST,
  pm25: DUST,
}

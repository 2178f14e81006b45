import type { Severity } from '../severity.ts'
import type { CapResponseType, CapSeverity, CapUrgency } from './alert.ts'

/** What one of China's four alert colours is in CAP. */
export interface Colour {
  readonly id: Severity
  /** As China's dialect and the parameter CN-AlertColour write it. */
  readonly cap: 'Red' | 'Orange' | 'Yellow' | 'Blue'
  readonly zh: string
  /** Emergency Response Law: I is the highest. */
  readonly level: 'I' | 'II' | 'III' | 'IV'
  readonly word: string
  readonly severity: CapSeverity
  readonly urgency: CapUrgency
  readonly response: CapResponseType
}

/** The four colours, worst first; severities as MeteoAlarm has them. */
export const COLOURS: readonly Colour[] = [
  {
    id: 'red',
    cap: 'Red',
    zh: '红色',
    level: 'I',
    word: '特别重大',
    severity: 'Extreme',
    urgency: 'Immediate',
    response: 'Execute',
  },
  {
    id: 'orange',
    cap: 'Orange',
    zh: '橙色',
    level: 'II',
    word: '重大',
    severity: 'Severe',
    urgency: 'Immediate',
    response: 'Execute',
  },
  {
    id: 'yellow',
    cap: 'Yellow',
    zh: '黄色',
    level: 'III',
    word: '较大',
    severity: 'Moderate',
    urgency: 'Expected',
    response: 'Prepare',
  },
  {
    id: 'blue',
    cap: 'Blue',
    zh: '蓝色',
    level: 'IV',
    word: '一般',
    severity: 'Minor',
    urgency: 'Future',
    response: 'Monitor',
  },
]

export function colourOf(severity: Severity): Colour {
  return COLOURS.find(({ id }) => id === severity)!
}

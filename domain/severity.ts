import { Type } from 'typebox'

/** China's four alert colours, IV to I. */
export const SEVERITIES = ['blue', 'yellow', 'orange', 'red'] as const
export const Severity = Type.Enum(['blue', 'yellow', 'orange', 'red'])
export type Severity = (typeof SEVERITIES)[number]

/** 0 (blue) to 3 (red). */
export function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

export function worseOf(a: Severity, b: Severity): Severity {
  return rankOf(a) < rankOf(b) ? b : a
}

/** So many colours up; red stays red. */
export function raised(severity: Severity, by: number): Severity {
  return SEVERITIES[Math.min(rankOf(severity) + by, SEVERITIES.length - 1)]!
}

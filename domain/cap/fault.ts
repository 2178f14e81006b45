import type { XmlNode } from './read-xml.ts'

/** What is wrong with a CAP document, and where. Advice is what the standard recommends; it does not make the document wrong. */
export interface CapFault {
  readonly line: number
  readonly level: 'error' | 'advice'
  /** Name of the rule. */
  readonly rule: string
  readonly message: string
}

export type Complain = (node: XmlNode, rule: string, message: string, level?: CapFault['level']) => void

/** The faults that forbid sending. */
export function errorsIn(faults: readonly CapFault[]): readonly CapFault[] {
  return faults.filter(({ level }) => level === 'error')
}

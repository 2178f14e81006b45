/** What may be wrong with a reading, and with its message. */
export const READING_FAULTS = [
  'late',
  'duplicate',
  'out-of-order',
  'missing',
  'stuck',
  'spiking',
  'drifting',
  'scaled',
  'wrong-unit',
  'wrong-clock',
  'truncated',
  'hostile',
] as const
export type ReadingFault = (typeof READING_FAULTS)[number]

/** What may be wrong with a device's connection. */
export const LINK_FAULTS = ['flapping', 'half-open', 'storm', 'slow'] as const
export type LinkFault = (typeof LINK_FAULTS)[number]

/** Faults whose readings the city refuses, each as one dead letter. */
export const REFUSED: ReadonlySet<ReadingFault> = new Set(['wrong-unit', 'wrong-clock', 'truncated', 'hostile'])

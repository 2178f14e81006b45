import type { Kind } from '../../../domain/kind.ts'

/** Ambient noise, with all that a kind may say for a screen. */
export const NOISE: Kind = {
  id: 'noise',
  label: { zh: '环境噪声', en: 'Ambient noise' },
  standard: 'GB 3096-2008',
  owner: 'ecology',
  sharing: 'mandatory',
  everySeconds: 60,
  shape: 'diamond',
  headline: 'LAeq',
  values: {
    LAeq: {
      unit: 'dB{A}',
      label: { zh: '等效声级', en: 'Leq' },
      decimals: 1,
      fail: [20, 140],
      suspect: [30, 110],
      spike: [15, 30],
      limits: [{ at: 70, label: { zh: '昼间限值', en: 'Day limit' } }],
    },
  },
  index: {
    model: 'bands',
    value: 'LAeq',
    levels: [
      { from: 0, label: { zh: '安静', en: 'Quiet' }, colour: '#5F656D' },
      { from: 70, label: { zh: '吵闹', en: 'Loud' }, colour: '#D95F00' },
    ],
  },
  simulate: { signals: { LAeq: { base: 55, noise: 2 } } },
}

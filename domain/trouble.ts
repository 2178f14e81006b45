import type { Label } from './label.ts'
import type { Severity } from './severity.ts'

/** What can be wrong with the monitor itself. */
export interface TroubleSpec {
  readonly severity: Severity
  readonly label: Label
  /** What whoever runs the city is to do. */
  readonly response: Label
}

/** Kind, station, district and department of the alarms of the monitor itself; no feed can have this kind. */
export const MONITOR = 'monitor'

/** Every trouble of the monitor that is an alarm: its name is the alarm's rule. docs/alarms.md describes them. */
export const TROUBLES = {
  'store-away': {
    severity: 'orange',
    label: { zh: '时序库无响应', en: 'The time-series store does not take readings' },
    response: {
      zh: '检查时序库及其网络；读数保存在日志中，恢复后自动补写。',
      en: 'See to the store and its network. Readings wait in the journal and are written when it is back.',
    },
  },
  'damage-found': {
    severity: 'orange',
    label: { zh: '数据文件损坏', en: 'A data file is damaged' },
    response: {
      zh: '原文件保存在 quarantine 目录；查看缺失区间，检查磁盘，必要时用备份恢复。',
      en: 'The file is kept in the folder quarantine. Look at the gaps, check the disk, restore a backup if need be.',
    },
  },
  'dead-letters-many': {
    severity: 'yellow',
    label: { zh: '被拒消息过多', en: 'Many messages are refused' },
    response: {
      zh: '打开死信台，从最大的一组看起：修正设备，或为该厂商建立字段映射，然后重放。',
      en: 'Open the dead letters, the largest group first: have the device corrected or make a field map, then replay.',
    },
  },
} as const satisfies Record<string, TroubleSpec>

export type Trouble = keyof typeof TROUBLES

import type { AlarmState } from '../domain/alarm.ts'
import type { Owed } from '../domain/answer.ts'
import type { News } from '../domain/delivery.ts'
import type { Language } from '../domain/label.ts'
import type { Severity } from '../domain/severity.ts'

/** Words of the letters in one language. */
export interface Words {
  readonly severity: Readonly<Record<Severity, string>>
  readonly news: Readonly<Record<News, string>>
  readonly state: Readonly<Record<AlarmState, string>>
  readonly owed: Readonly<Record<Owed, string>>
  readonly positions: Readonly<Record<string, string>>
  readonly nobody: string
  readonly called: (of: Readonly<Record<'where' | 'position' | 'who', string>> & { readonly level: number }) => string
  readonly simulated: string
  readonly comma: string
  readonly over: string
  readonly open: string
  readonly testTitle: string
  readonly summary: (alarms: number, events: number) => string
  readonly ofThemOver: (count: number) => string
  readonly andMore: (count: number) => string
  readonly test: (city: string, by: string) => string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  zh: {
    severity: { red: '【红色】', orange: '【橙色】', yellow: '【黄色】', blue: '【蓝色】' },
    news: {
      raised: '告警',
      worse: '告警级别升高',
      cleared: '告警消除',
      acknowledged: '告警已确认',
      changed: '告警更新',
    },
    state: {
      normal: '已结束',
      unacknowledged: '待确认',
      acknowledged: '已确认',
      returned: '已消除，待确认',
      shelved: '已搁置',
      suppressed: '已抑制',
      'out-of-service': '已停用',
    },
    owed: { ack: '未按时确认', respond: '未按时处置' },
    positions: { 'duty-officer': '值班员', 'shift-lead': '带班领导', head: '部门负责人' },
    nobody: '无人值班',
    called: ({ level, where, position, who }) => `第 ${level} 级，${position}（${where}）：${who}`,
    simulated: '【演练】',
    comma: '，',
    over: '（已消除）',
    open: '打开 CityPulse',
    testTitle: '【测试】CityPulse 通知渠道测试',
    summary: (alarms, events) => `【汇总】${alarms} 条告警有变化（共 ${events} 次）`,
    ofThemOver: (count) => `；其中 ${count} 条已消除`,
    andMore: (count) => `……另有 ${count} 条告警，请在系统中查看。`,
    test: (city, by) => `这是${city}发出的测试消息，由 ${by} 触发，无需处置。收到即表示此渠道可用。`,
  },
  en: {
    severity: { red: '[RED]', orange: '[ORANGE]', yellow: '[YELLOW]', blue: '[BLUE]' },
    news: {
      raised: 'Alarm:',
      worse: 'Alarm level raised:',
      cleared: 'Alarm cleared:',
      acknowledged: 'Alarm acknowledged:',
      changed: 'Alarm changed:',
    },
    state: {
      normal: 'ended',
      unacknowledged: 'unacknowledged',
      acknowledged: 'acknowledged',
      returned: 'cleared, unacknowledged',
      shelved: 'shelved',
      suppressed: 'suppressed',
      'out-of-service': 'out of service',
    },
    owed: { ack: 'Not acknowledged in time', respond: 'Not dealt with in time' },
    positions: { 'duty-officer': 'duty officer', 'shift-lead': 'duty leader', head: 'head of department' },
    nobody: 'nobody is on duty',
    called: ({ level, where, position, who }) => `Level ${level}, ${position}, ${where}: ${who}`,
    simulated: 'EXERCISE: ',
    comma: ', ',
    over: ' (cleared)',
    open: 'Open CityPulse',
    testTitle: '[TEST] CityPulse channel test',
    summary: (alarms, events) =>
      `[SUMMARY] ${alarms} alarm${alarms === 1 ? '' : 's'} changed (${events} event${events === 1 ? '' : 's'})`,
    ofThemOver: (count) => `; ${count} of them cleared`,
    andMore: (count) => `… and ${count} more: see CityPulse.`,
    test: (city, by) =>
      `Test message from ${city}, sent by ${by}. No action is needed. If you can read this, the channel works.`,
  },
}

/** The city's own templates; a line whose placeholders are all empty is left out. */
export const TEMPLATES: Readonly<Record<Language, string>> = {
  zh: [
    '{severity}{alarm}',
    '站点：{station}（{stationId}）',
    '所在区：{district}',
    '责任部门：{department}',
    '实测：{reading}',
    '限值：{limit}',
    '时间：{time}',
    '状态：{state}',
    '操作人：{by}',
    '说明：{text}',
    '处置要求：{response}',
    '后果：{consequence}',
  ].join('\n'),
  en: [
    '{severity} {alarm}',
    'Station: {station} ({stationId})',
    'District: {district}',
    'Department: {department}',
    'Reading: {reading}',
    'Limit: {limit}',
    'Time: {time}',
    'State: {state}',
    'By: {by}',
    'Note: {text}',
    'What to do: {response}',
    'If no action is taken: {consequence}',
  ].join('\n'),
}

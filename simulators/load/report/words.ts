/** Texts of the report's page. */
export interface PageWords {
  readonly title: string
  readonly ok: string
  readonly failed: string
  /** With {missing} and {stations}. */
  readonly differ: string
  readonly unbooked: string
  readonly against: string
  readonly figures: Readonly<
    Record<'sent' | 'acknowledged' | 'stored' | 'delivered' | 'duplicate' | 'refused' | 'sustained', string>
  >
  readonly charts: Readonly<
    Record<'rate' | 'inFlight' | 'latency' | 'spectrum', { readonly title: string; readonly about: string }>
  >
  readonly series: Readonly<Record<'wanted' | 'sent' | 'acknowledged' | 'inFlight' | 'errors', string>>
  readonly ways: Readonly<Record<'acknowledged' | 'stored' | 'browser' | 'delivered', string>>
  readonly tables: Readonly<Record<'ways' | 'steps' | 'differences' | 'errors' | 'options' | 'machine', string>>
  readonly columns: Readonly<
    Record<
      | 'way'
      | 'count'
      | 'resolution'
      | 'station'
      | 'reason'
      | 'missing'
      | 'kind'
      | 'rate'
      | 'held'
      | 'yes'
      | 'no'
      | 'max'
      | 'cause',
      string
    >
  >
  readonly causes: Readonly<Record<'none' | 'sender' | 'acknowledgements' | 'latency', string>>
  readonly machine: Readonly<Record<'cpu' | 'cores' | 'memory' | 'system' | 'opening', string>>
  readonly seconds: string
  readonly perSecond: string
  readonly share: string
  readonly none: string
}

export const PAGE_WORDS: Readonly<Record<'zh' | 'en', PageWords>> = {
  zh: {
    title: 'CityPulse 压力测试报告',
    ok: '通过：一条不少',
    failed: '未通过',
    differ: '缺少 {missing} 条读数，{stations} 个站点账目不符。',
    unbooked: '站点账目无误，但系统总账与收到的消息数不符。',
    against: '对象',
    figures: {
      sent: '已发送',
      acknowledged: '已确认',
      stored: '已入库',
      delivered: '已送达',
      duplicate: '重复',
      refused: '拒收',
      sustained: '持续速率，条/秒',
    },
    charts: {
      rate: { title: '速率', about: '每秒消息数：计划、实际发送、收到确认' },
      inFlight: { title: '在途', about: '每秒末已发送而尚未确认的消息，以及该秒内的错误' },
      latency: { title: '延迟变化', about: '从应发时刻到 PUBACK，毫秒，对数刻度' },
      spectrum: { title: '延迟分布', about: '延迟不超过纵轴数值的消息所占比例；越往右越罕见' },
    },
    series: { wanted: '计划', sent: '发送', acknowledged: '确认', inFlight: '在途', errors: '错误' },
    ways: {
      acknowledged: '发布 → PUBACK',
      stored: '发布 → 入库',
      browser: '发布 → 浏览器',
      delivered: '发布 → 订阅者',
    },
    tables: {
      ways: '百分位（毫秒）',
      steps: '逐级加压',
      differences: '账目差异',
      errors: '错误分类',
      options: '参数',
      machine: '机器与版本',
    },
    columns: {
      way: '路径',
      count: '条数',
      resolution: '分辨率',
      station: '站点',
      reason: '说明',
      missing: '缺少',
      kind: '种类',
      rate: '速率',
      held: '能否承受',
      yes: '是',
      no: '否',
      max: '最大',
      cause: '先到极限的是',
    },
    causes: { none: '', sender: '本机的发送能力', acknowledgements: '确认跟不上', latency: 'p99 超过上限' },
    machine: { cpu: '处理器', cores: '核数', memory: '内存', system: '系统', opening: '建立连接用时' },
    seconds: '秒',
    perSecond: '条/秒',
    share: '比例',
    none: '无',
  },
  en: {
    title: 'CityPulse load test',
    ok: 'Passed: nothing is missing',
    failed: 'Failed',
    differ: '{missing} readings missing, the books of {stations} stations differ.',
    unbooked: 'Each station has its readings, but not every message is in the books of the city.',
    against: 'Against',
    figures: {
      sent: 'sent',
      acknowledged: 'acknowledged',
      stored: 'stored',
      delivered: 'delivered',
      duplicate: 'duplicate',
      refused: 'refused',
      sustained: 'sustained, /s',
    },
    charts: {
      rate: { title: 'Rate', about: 'Messages a second: wanted, sent, acknowledged' },
      inFlight: { title: 'In flight', about: 'Sent and not acknowledged at the end of each second, and errors in it' },
      latency: { title: 'Latency over time', about: 'From due to PUBACK, ms, logarithmic' },
      spectrum: { title: 'Latency by percentile', about: 'Share that took at most so long; rarer to the right' },
    },
    series: { wanted: 'wanted', sent: 'sent', acknowledged: 'acknowledged', inFlight: 'in flight', errors: 'errors' },
    ways: {
      acknowledged: 'publish → PUBACK',
      stored: 'publish → stored',
      browser: 'publish → browser',
      delivered: 'publish → subscriber',
    },
    tables: {
      ways: 'Percentiles (ms)',
      steps: 'Steps',
      differences: 'Differences between the books',
      errors: 'Errors by kind',
      options: 'Options',
      machine: 'Machine and versions',
    },
    columns: {
      way: 'Way',
      count: 'Count',
      resolution: 'Resolution',
      station: 'Station',
      reason: 'What differs',
      missing: 'Missing',
      kind: 'Kind',
      rate: 'Rate',
      held: 'Held',
      yes: 'yes',
      no: 'no',
      max: 'max',
      cause: 'Gave way',
    },
    causes: {
      none: '',
      sender: 'this machine, which sends',
      acknowledgements: 'acknowledgements fell behind',
      latency: 'p99 above the limit',
    },
    machine: { cpu: 'Processor', cores: 'Cores', memory: 'Memory', system: 'System', opening: 'Connections opened in' },
    seconds: 's',
    perSecond: '/s',
    share: 'Share',
    none: 'none',
  },
}

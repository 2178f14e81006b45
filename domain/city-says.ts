import { type Label, type Language, nameIn } from './label.ts'

/**
 * What the city itself says: reasons of steps, and what is the matter with the monitor. The English is what is kept, with words in
 * the place of `{…}`; whoever shows it says it in the reader's language.
 */
export const CITY_SAYS = {
  neverHeld: { zh: '实际未发生', en: 'it did not hold' },
  shelfOver: { zh: '搁置时间已到', en: 'its time is over' },
  startedAnew: { zh: '系统重新启动', en: 'the city started anew' },
  ruleChanged: { zh: '规则已修改', en: 'its rule was changed' },
  orphan: { zh: '规则或站点已不存在', en: 'its rule or station is gone' },
  retired: { zh: '站点已注销', en: 'its station was retired' },
  inBoth: { zh: '有告警同属两起事件', en: 'an alarm belongs to both' },
  incidentOver: { zh: '事件已结束，告警均已确认', en: 'it is over, and all of it is acknowledged' },
  holdsAgain: { zh: '有告警仍在持续', en: 'an alarm of it holds' },
  waitsAgain: { zh: '有告警待确认', en: 'an alarm of it waits to be acknowledged' },
  gatewayOffline: { zh: '网关 {gateway} 离线', en: 'gateway {gateway} is offline' },
  diskFull: {
    zh: '{folder} 所在磁盘已满，暂不确认任何消息',
    en: 'There is no room on the disk of {folder}; nothing is acknowledged',
  },
  filesShort: {
    zh: '{limit} 个文件描述符已用 {open} 个，暂不接受新连接',
    en: '{open} of {limit} file descriptors are in use; new connections are refused',
  },
  journalFull: {
    zh: '日志上限 {bound} MiB 已用 {percent}%（{used} MiB）',
    en: '{percent} % of the {bound} MiB that the journal may hold; {used} MiB are in use',
  },
  diskShort: {
    zh: '磁盘可容纳的 {bound} MiB 已用 {percent}%（{used} MiB）',
    en: '{percent} % of the {bound} MiB that the disk has room for; {used} MiB are in use',
  },
  judgedLate: { zh: '读数到达 {seconds} 秒后才处理', en: 'Readings are judged {seconds} s after they came' },
  answersLate: { zh: '进程响应延迟 {ms} 毫秒', en: 'The process answers {ms} ms late' },
  clockForward: { zh: '服务器时钟被拨快 {span}', en: 'The clock of the server was set forward by {span}' },
  clockBack: { zh: '服务器时钟被拨慢 {span}', en: 'The clock of the server was set back by {span}' },
  certificateEnded: { zh: '已于 {day} 到期。', en: 'It ended on {day}.' },
  certificateEnds: { zh: '将于 {day} 到期。', en: 'It ends on {day}.' },
  replayed: {
    zh: '{station} 一分钟内重复发送了 {count} 条已有读数',
    en: '{station} sent {count} readings within a minute that were there already',
  },
  refusedMostly: {
    zh: '最近 5 分钟的 {received} 条读数中有 {refused} 条（{percent}%）被拒收，最多的是 {cause}（{count}）',
    en: '{refused} of {received} readings of the last 5 minutes ({percent} %) were refused; most of them: {cause} ({count})',
  },
  refused: {
    zh: '最近 5 分钟的 {received} 条读数中有 {refused} 条（{percent}%）被拒收',
    en: '{refused} of {received} readings of the last 5 minutes ({percent} %) were refused',
  },
  noBackup: { zh: '还没有任何备份', en: 'There is no backup yet' },
  oldBackup: { zh: '最近一次备份是 {time}', en: 'The newest backup is of {time}' },
  recordsOlder: {
    zh: '记录库比日志旧：位置 {from} 至 {to} 的去向无法核算',
    en: 'The records are older than the journal: what became of positions {from} to {to} is not accounted for',
  },
  storeOlder: {
    zh: '时序库比记录库旧：位置 {from} 至 {to} 的读数可能缺失',
    en: 'The store is older than the records: readings of positions {from} to {to} may be missing there',
  },
  auditBroken: { zh: '自第 {seq} 条起：{what}', en: 'From entry {seq} on: {what}' },
  headForged: { zh: '{from} 中的一个签名头不是本市所签', en: 'a head of {from} was not signed by this city' },
  headLacking: { zh: '{from} 中没有 {size} 条时的签名头', en: '{from} has no head of {size} entries' },
  entriesUnsigned: {
    zh: '第 {first} 至 {last} 条没有任何签名头为其签名，而本市早应签名：签名头已被取走',
    en: 'entries {first} to {last} are signed by no head, though the city would have signed them long ago: its heads were taken away',
  },
  cutUnsigned: { zh: '删去旧条目之处没有签名头', en: 'the cut of old entries has no signed head' },
  cutUntold: {
    zh: '第 {seq} 条及之前的条目已被删去，但没有已签名的条目说明此事',
    en: 'the entries up to {seq} were taken away, and no signed entry says so',
  },
  entriesOther: {
    zh: '第 {first} 至 {last} 条与 {from} 所签的不同',
    en: 'entries {first} to {last} are not those that {from} signed',
  },
  entriesCut: {
    zh: '第 {first} 至 {last} 条被截去，{from} 曾为其签名',
    en: 'entries {first} to {last} were cut off: {from} signed them',
  },
  entriesGone: {
    zh: '第 {row} 条之前缺 {count} 条，或顺序被改动',
    en: '{count} entries before {row} are missing, or were put in another order',
  },
  entryUnlinked: { zh: '第 {row} 条未接入链', en: 'entry {row} is not linked' },
  entryOther: {
    zh: '内容与写入时不同，或之前的条目已丢失',
    en: 'it is not what was written, or what stood before it is gone',
  },
  linksAlone: { zh: '链上有的环节缺少对应条目', en: 'links are there whose entries are gone' },
} as const satisfies Readonly<Record<string, Label>>

export type CitySays = keyof typeof CITY_SAYS

/** The names of the words in a text. */
type WordsOf<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | WordsOf<Rest> : never

/** What is kept: the English, with these words in it. */
export function citySays<Key extends CitySays>(
  key: Key,
  words: Readonly<Record<WordsOf<(typeof CITY_SAYS)[Key]['en']>, string | number>>,
): string {
  return filled(CITY_SAYS[key].en, words)
}

/** Why the stations behind a gateway are silent. */
export function gatewayOffline(gateway: string): string {
  return citySays('gatewayOffline', { gateway })
}

const SENTENCES: ReadonlyMap<string, Label> = new Map(Object.values(CITY_SAYS).map((label) => [label.en, label]))
const WITH_WORDS = Object.values(CITY_SAYS)
  .filter(({ en }) => en.includes('{'))
  .map((label: Label) => ({ label, pattern: patternOf(label.en) }))

/** What was kept, in this language, and so the words in it; what the city did not write stays as it is. */
export function saidByCity(text: string, language: Language): string {
  if (language === 'en') return text
  const sentence = SENTENCES.get(text)
  if (sentence) return nameIn(language, sentence)
  for (const { label, pattern } of WITH_WORDS) {
    const words = pattern.exec(text)?.groups
    if (words) return filled(nameIn(language, label), read(words))
  }
  return text

  function read(words: Readonly<Record<string, string>>) {
    return Object.fromEntries(Object.entries(words).map(([name, word]) => [name, saidByCity(word, language)]))
  }
}

function filled(text: string, words: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(words[name]))
}

function patternOf(text: string): RegExp {
  const escaped = text.replace(/[.()?*+|[\]\\^$]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, '(?<$1>.+?)')}$`, 's')
}

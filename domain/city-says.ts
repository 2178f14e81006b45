import { type Label, type Language, nameIn } from './label.ts'

/** What the city itself gives as the reason of a step. The English is what is kept; whoever shows it says it in the reader's language. */
export const CITY_SAYS = {
  neverHeld: { zh: '实际未发生', en: 'it did not hold' },
  shelfOver: { zh: '搁置时间已到', en: 'its time is over' },
  startedAnew: { zh: '系统重新启动', en: 'the city started anew' },
  ruleChanged: { zh: '规则已修改', en: 'its rule was changed' },
  orphan: { zh: '规则或站点已不存在', en: 'its rule or station is gone' },
  retired: { zh: '站点已停用', en: 'its station was retired' },
  inBoth: { zh: '有告警同属两个事件', en: 'an alarm belongs to both' },
  incidentOver: { zh: '事态已结束，告警均已确认', en: 'it is over, and all of it is acknowledged' },
  holdsAgain: { zh: '有告警仍在持续', en: 'an alarm of it holds' },
  waitsAgain: { zh: '有告警待确认', en: 'an alarm of it waits to be acknowledged' },
} as const satisfies Readonly<Record<string, Label>>

const SENTENCES: ReadonlyMap<string, Label> = new Map(Object.values(CITY_SAYS).map((label) => [label.en, label]))
const GATEWAY_OFFLINE = /^gateway (\S+) is offline$/

/** Why the stations behind a gateway are silent. */
export function gatewayOffline(id: string): string {
  return `gateway ${id} is offline`
}

/** The reason in this language; what the city did not write stays as it is. */
export function saidByCity(text: string, language: Language): string {
  const gateway = GATEWAY_OFFLINE.exec(text)?.[1]
  if (gateway !== undefined) return language === 'zh' ? `网关 ${gateway} 离线` : text
  return nameIn(language, SENTENCES.get(text) ?? text)
}

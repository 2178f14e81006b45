import compareEn from '../compare/en.json' with { type: 'json' }
import compareZh from '../compare/zh.json' with { type: 'json' }
import stationsEn from '../stations/en.json' with { type: 'json' }
import stationsZh from '../stations/zh.json' with { type: 'json' }
import chartEn from '../chart/en.json' with { type: 'json' }
import chartZh from '../chart/zh.json' with { type: 'json' }
import auditEn from '../audit/en.json' with { type: 'json' }
import auditZh from '../audit/zh.json' with { type: 'json' }
import dutyEn from '../duty/en.json' with { type: 'json' }
import dutyZh from '../duty/zh.json' with { type: 'json' }
import enrolmentEn from '../enrolment/en.json' with { type: 'json' }
import enrolmentZh from '../enrolment/zh.json' with { type: 'json' }
import incidentsEn from '../incidents/en.json' with { type: 'json' }
import incidentsZh from '../incidents/zh.json' with { type: 'json' }
import mapEn from '../map/en.json' with { type: 'json' }
import mapZh from '../map/zh.json' with { type: 'json' }
import wallEn from '../wall/en.json' with { type: 'json' }
import wallZh from '../wall/zh.json' with { type: 'json' }
import channelsEn from '../channels/en.json' with { type: 'json' }
import channelsZh from '../channels/zh.json' with { type: 'json' }
import missingEn from '../missing/en.json' with { type: 'json' }
import missingZh from '../missing/zh.json' with { type: 'json' }
import operationsEn from '../operations/en.json' with { type: 'json' }
import operationsZh from '../operations/zh.json' with { type: 'json' }
import peopleEn from '../people/en.json' with { type: 'json' }
import peopleZh from '../people/zh.json' with { type: 'json' }
import performanceEn from '../performance/en.json' with { type: 'json' }
import performanceZh from '../performance/zh.json' with { type: 'json' }
import playbackEn from '../playback/en.json' with { type: 'json' }
import playbackZh from '../playback/zh.json' with { type: 'json' }
import reportEn from '../report/en.json' with { type: 'json' }
import reportZh from '../report/zh.json' with { type: 'json' }
import rulesEn from '../rules/en.json' with { type: 'json' }
import rulesZh from '../rules/zh.json' with { type: 'json' }
import shellEn from './en.json' with { type: 'json' }
import lettersEn from '../letters/en.json' with { type: 'json' }
import lettersZh from '../letters/zh.json' with { type: 'json' }
import shellZh from './zh.json' with { type: 'json' }
import keysEn from '../keys/en.json' with { type: 'json' }
import keysZh from '../keys/zh.json' with { type: 'json' }
import stripEn from '../strip/en.json' with { type: 'json' }
import stripZh from '../strip/zh.json' with { type: 'json' }
import tourEn from '../tour/en.json' with { type: 'json' }
import tourZh from '../tour/zh.json' with { type: 'json' }
import alarmsEn from '../alarms/en.json' with { type: 'json' }
import alarmsZh from '../alarms/zh.json' with { type: 'json' }
import warningsEn from '../warnings/en.json' with { type: 'json' }
import warningsZh from '../warnings/zh.json' with { type: 'json' }

/** All texts in both languages. A screen that has many keeps its pair in its own folder and is named here. */
export const zh = {
  ...shellZh,
  ...chartZh,
  ...compareZh,
  ...stationsZh,
  ...auditZh,
  ...channelsZh,
  ...dutyZh,
  ...enrolmentZh,
  ...incidentsZh,
  ...lettersZh,
  ...mapZh,
  ...wallZh,
  ...missingZh,
  ...operationsZh,
  ...peopleZh,
  ...performanceZh,
  ...playbackZh,
  ...reportZh,
  ...rulesZh,
  ...keysZh,
  ...stripZh,
  ...tourZh,
  ...alarmsZh,
  ...warningsZh,
}
export const en: Record<keyof typeof zh, string> = {
  ...shellEn,
  ...chartEn,
  ...compareEn,
  ...stationsEn,
  ...auditEn,
  ...dutyEn,
  ...enrolmentEn,
  ...incidentsEn,
  ...channelsEn,
  ...lettersEn,
  ...mapEn,
  ...wallEn,
  ...missingEn,
  ...operationsEn,
  ...peopleEn,
  ...performanceEn,
  ...playbackEn,
  ...reportEn,
  ...rulesEn,
  ...keysEn,
  ...stripEn,
  ...tourEn,
  ...alarmsEn,
  ...warningsEn,
}

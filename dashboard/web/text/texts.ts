import channelsEn from '../channels/en.json' with { type: 'json' }
import channelsZh from '../channels/zh.json' with { type: 'json' }
import missingEn from '../missing/en.json' with { type: 'json' }
import missingZh from '../missing/zh.json' with { type: 'json' }
import operationsEn from '../operations/en.json' with { type: 'json' }
import operationsZh from '../operations/zh.json' with { type: 'json' }
import rulesEn from '../rules/en.json' with { type: 'json' }
import rulesZh from '../rules/zh.json' with { type: 'json' }
import shellEn from './en.json' with { type: 'json' }
import lettersEn from '../letters/en.json' with { type: 'json' }
import lettersZh from '../letters/zh.json' with { type: 'json' }
import shellZh from './zh.json' with { type: 'json' }

/** All texts in both languages. A screen that has many keeps its pair in its own folder and is named here. */
export const zh = { ...shellZh, ...channelsZh, ...lettersZh, ...missingZh, ...operationsZh, ...rulesZh }
export const en: Record<keyof typeof zh, string> = {
  ...shellEn,
  ...channelsEn,
  ...lettersEn,
  ...missingEn,
  ...operationsEn,
  ...rulesEn,
}

import type { Department } from '../schema.ts'

/** The offices of the city. */
export const DEPARTMENTS: readonly Department[] = [
  {
    id: 'emergency',
    label: { zh: '应急指挥中心', en: 'Emergency command' },
    duties: {
      zh: '值守告警、会商研判、协调各部门处置',
      en: 'Watches alarms, assesses situations and coordinates the departments’ response',
    },
  },
  {
    id: 'ecology',
    label: { zh: '生态环境局', en: 'Ecology and environment' },
    duties: { zh: '空气、地表水和噪声监测与执法', en: 'Monitoring and enforcement for air, surface water and noise' },
  },
  {
    id: 'water',
    label: { zh: '水务局', en: 'Water affairs' },
    duties: { zh: '防汛、排水、供水与河湖管理', en: 'Flood control, drainage, water supply, rivers and lakes' },
  },
  {
    id: 'transport',
    label: { zh: '交通运输局', en: 'Transport' },
    duties: {
      zh: '道路运行监测、停车诱导与公共交通',
      en: 'Road traffic monitoring, parking guidance, public transport',
    },
  },
  {
    id: 'urban-management',
    label: { zh: '城市管理局', en: 'Urban management' },
    duties: {
      zh: '市容环卫、井盖等市政设施、噪声扰民执法',
      en: 'Street cleaning, manhole covers and other street assets, noise nuisance',
    },
  },
  {
    id: 'public-security',
    label: { zh: '公安局', en: 'Public security' },
    duties: { zh: '交通秩序、治安与大型活动安保', en: 'Traffic order, public safety, security at large events' },
  },
  {
    id: 'health',
    label: { zh: '卫生健康委员会', en: 'Health' },
    duties: { zh: '健康风险提示与医疗救援', en: 'Health risk advice, medical rescue' },
  },
  {
    id: 'data',
    label: { zh: '数据局', en: 'City data' },
    duties: { zh: '数据目录、质量考核、共享与开放', en: 'Data catalogue, data quality, sharing and open data' },
  },
]

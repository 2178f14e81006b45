import type { Label } from '../../domain/label.ts'

/** Neighbourhoods of each district; they are laid out from the middle of the district outwards. */
export const PLACES: Readonly<Record<string, readonly Label[]>> = {
  '990101': names(
    '鼓楼 Gulou, 钟楼 Zhonglou, 书院门 Shuyuanmen, 南市 Nanshi, 柳堤 Liudi, 织造坊 Zhizaofang, 石桥 Shiqiao, 望江 Wangjiang, 东关 Dongguan, 西仓 Xicang, 米市 Mishi, 灯笼巷 Denglongxiang, 文庙 Wenmiao, 盐仓 Yancang',
  ),
  '990102': names(
    '翠岭镇 Cuiling Town, 青溪口 Qingxikou, 竹园 Zhuyuan, 松风里 Songfengli, 茶亭 Chating, 云栖 Yunqi, 采石 Caishi, 杏花村 Xinghuacun, 溪上 Xishang, 半山 Banshan, 鹿鸣 Luming, 石门 Shimen',
  ),
  '990103': names(
    '北苑 Beiyuan, 大学城 University Town, 双塔 Shuangta, 梧桐里 Wutongli, 北站 North Station, 天文台 Observatory, 银杏路 Yinxinglu, 科创园 Innovation Park, 麦田 Maitian, 高桥 Gaoqiao, 龙泉 Longquan, 北湾 Beiwan',
  ),
  '990104': names(
    '澜东新城 Landong New Town, 金融岛 Finance Island, 会展中心 Expo Centre, 体育中心 Stadium, 星河湾 Xinghewan, 朝阳里 Chaoyangli, 东渡 Dongdu, 明珠 Mingzhu, 海棠 Haitang, 玉兰 Yulan, 软件谷 Software Valley, 东篱 Dongli',
  ),
  '990105': names(
    '石港 Shigang, 钢铁新村 Steelworkers Village, 船厂 Shipyard, 码头 Docks, 货场 Goods Yard, 化工园 Chemical Park, 三号门 Gate Three, 工人文化宫 Workers Palace, 红星 Hongxing, 铁桥 Tieqiao, 盐田 Yantian, 南浦 Nanpu',
  ),
  '990106': names(
    '映湖 Yinghu, 桃坞 Taowu, 荷花塘 Hehuatang, 渔村 Yucun, 湖心亭 Huxinting, 疗养院 Sanatorium, 芦苇荡 Luweidang, 梅园 Meiyuan, 月牙湾 Yueyawan, 白鹭洲 Bailuzhou, 菱角 Lingjiao, 水街 Shuijie',
  ),
}

/** Sections of the river from where it enters the city to where it leaves it. */
export const SECTIONS: readonly Label[] = names(
  '入境 Inflow, 石门 Shimen, 湿地 Wetlands, 梅园 Meiyuan, 青溪汇口 Qing Confluence, 柳堤 Liudi, 石桥 Shiqiao, 南市 Nanshi, 望江 Wangjiang, 东渡 Dongdu, 东篱 Dongli, 码头 Docks, 船厂 Shipyard, 出境 Outflow',
)

/** Companies that nobody can sue. */
export const VENDORS: Readonly<Record<string, readonly string[]>> = {
  air: ['Azure Crane Sensing', 'Yunlan Instruments'],
  water: ['Deep Well Analytics', 'Yunlan Instruments'],
  noise: ['Quiet Ear Acoustics', 'Paper Kite Devices'],
  traffic: ['Ninth Bridge Traffic', 'Loop & Lane'],
  parking: ['White Line Parking', 'Ninth Bridge Traffic'],
  waste: ['Paper Kite Devices', 'Bamboo Node'],
  manhole: ['Iron Lid Works', 'Bamboo Node'],
}

function names(text: string): Label[] {
  return text.split(', ').map((pair) => {
    const cut = pair.indexOf(' ')
    return { zh: pair.slice(0, cut), en: pair.slice(cut + 1) }
  })
}

import type { Label } from '../../domain/label.ts'
import { pick, shuffle, type Random } from './random.ts'

const FIRST =
  '永yong 和he 春chun 文wen 德de 明ming 安an 泰tai 福fu 兴xing 光guang 长chang 景jing 丰feng 康kang 仁ren 瑞rui 宁ning 锦jin 翠cui 清qing 崇chong 嘉jia 广guang 竹zhu 松song'
const SECOND =
  '安an 昌chang 华hua 宁ning 庆qing 乐le 祥xiang 化hua 远yuan 新xin 顺shun 源yuan 林lin 川chuan 亭ting 桥qiao 塘tang 溪xi 禾he 平ping 义yi 信xin 辉hui 成cheng 岭ling 台tai'
const WAYS = [
  ['路', 'Road'],
  ['路', 'Road'],
  ['街', 'Street'],
  ['街', 'Street'],
  ['巷', 'Lane'],
] as const

/** Gives a new street name at every call, as long as there are any. */
export function streetNames(random: Random): () => Label {
  const pairs = syllables(FIRST).flatMap((first) =>
    syllables(SECOND).flatMap((second) => (first.sound === second.sound ? [] : [{ first, second }])),
  )
  const seen = new Set<string>()
  const order = shuffle(random, pairs).filter(({ first, second }) => {
    const sound = first.sound + second.sound
    return !seen.has(sound) && seen.add(sound)
  })
  let next = 0
  return () => {
    const { first, second } = order[next % order.length]!
    // Once around, the names go on as second and third streets of the same name.
    const round = Math.floor(next / order.length)
    next++
    const [zh, en] = pick(random, WAYS)
    const join = /^[aeo]/.test(second.sound) ? "'" : ''
    const word = first.sound[0]!.toUpperCase() + first.sound.slice(1) + join + second.sound
    const number = ['', '二', '三', '四', '五'][round] ?? String(round + 1)
    return {
      zh: `${first.sign}${second.sign}${number}${zh}`,
      en: round === 0 ? `${word} ${en}` : `${word} ${en} ${round + 1}`,
    }
  }
}

function syllables(text: string): { sign: string; sound: string }[] {
  return text.split(' ').map((word) => ({ sign: word.slice(0, 1), sound: word.slice(1) }))
}

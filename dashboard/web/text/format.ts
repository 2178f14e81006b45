import type { Language } from '../../../domain/label.ts'

/** Numbers and times as people of the city read them, in its time zone. */
export interface Format {
  /** `10:21:04` */
  time(at: number): string
  /** `2026-11-23 10:21:04` */
  dateTime(at: number): string
  /** `11-23 10:21` */
  short(at: number): string
  /** The same moment for whoever thinks in UTC: `2026-11-23 02:21:04 UTC`. */
  utc(at: number): string
  number(value: number, decimals: number): string
  /** An age or duration: `23 secs`, `5 mins`, `2 hrs 10 mins`; brief, of the largest unit alone. */
  span(ms: number, isBrief?: boolean): string
  /** Milliseconds from UTC to the city's wall clock at that time. */
  offset(at: number): number
}

export function createFormat(language: Language, timeZone: string): Format {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const numbers = new Map<number, Intl.NumberFormat>()
  const units = new Map<string, Intl.NumberFormat>()

  function wall(at: number): Record<string, string> {
    return Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]))
  }

  function unit(name: string, value: number): string {
    let format = units.get(name)
    if (format === undefined) {
      format = new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' })
      units.set(name, format)
    }
    // Intl puts no space between a figure and a Chinese word; the texts beside it do, as print has it.
    return format.format(value).replace(/(?<=\d)(?=\p{Script=Han})/u, ' ')
  }

  return {
    time(at) {
      const { hour, minute, second } = wall(at)
      return `${hour}:${minute}:${second}`
    },
    dateTime(at) {
      const { year, month, day, hour, minute, second } = wall(at)
      return `${year}-${month}-${day} ${hour}:${minute}:${second}`
    },
    short(at) {
      const { month, day, hour, minute } = wall(at)
      return `${month}-${day} ${hour}:${minute}`
    },
    utc: (at) => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    number(value, decimals) {
      let format = numbers.get(decimals)
      if (format === undefined) {
        format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
        numbers.set(decimals, format)
      }
      return format.format(value)
    },
    span(ms, isBrief = false) {
      const seconds = Math.max(0, Math.floor(ms / 1000))
      if (seconds < 60) return unit('second', seconds)
      const minutes = Math.floor(seconds / 60)
      if (minutes < 60) return unit('minute', minutes)
      const hours = Math.floor(minutes / 60)
      if (hours < 24)
        return isBrief || minutes % 60 === 0
          ? unit('hour', hours)
          : `${unit('hour', hours)} ${unit('minute', minutes % 60)}`
      const days = Math.floor(hours / 24)
      return isBrief || hours % 24 === 0 ? unit('day', days) : `${unit('day', days)} ${unit('hour', hours % 24)}`
    },
    offset(at) {
      const { year, month, day, hour, minute, second } = wall(at)
      const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
      return asUtc - Math.floor(at / 1000) * 1000
    },
  }
}

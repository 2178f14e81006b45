const MINUTE = 60_000

/** A moment as CAP writes it: whole seconds, local time with its distance from UTC, never `Z`. */
export function capTime(at: number, offsetMinutes: number): string {
  const { date, time, offset } = partsOf(at, offsetMinutes)
  // UTC is -00:00 in CAP.
  return `${date}T${time}${offset === '+00:00' ? '-00:00' : offset}`
}

/** A moment as China's dialect writes it: `2020-02-05 10:45:00+08:00`. */
export function cnTime(at: number, offsetMinutes: number): string {
  const { date, time, offset } = partsOf(at, offsetMinutes)
  return `${date} ${time}${offset}`
}

/** Fourteen digits of local time: `20200205104500`. */
export function timeDigits(at: number, offsetMinutes: number): string {
  const { date, time } = partsOf(at, offsetMinutes)
  return `${date}${time}`.replaceAll(/\D/g, '')
}

/** UTC ms of a CAP time; undefined when it is none: another form, `Z`, or a day that no calendar has. */
export function capTimeOf(text: string): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([-+])(\d\d):(\d\d)$/.exec(text)
  if (!found) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const offset = Number(found[8]) * 60 + Number(found[9])
  if (hour > 23 || minute > 59 || second > 59 || Number(found[9]) > 59 || offset > 14 * 60) return undefined
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  const back = new Date(local)
  if (year < 100 || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return undefined
  return local - (found[7] === '-' ? -1 : 1) * offset * MINUTE
}

function partsOf(at: number, offsetMinutes: number) {
  const [date = '', clock = ''] = new Date(at + offsetMinutes * MINUTE).toISOString().split('T')
  const minutes = Math.abs(offsetMinutes)
  const two = (n: number) => String(n).padStart(2, '0')
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  return { date, time: clock.slice(0, 8), offset }
}

const ENGLISH = new Intl.PluralRules('en')

/** A count with its word: `{{count, alarm|alarms}}` in a text; the figure comes as it is to be shown. */
export function counted(figure: string | number, words: string): string {
  const [one = '', other = one] = words.split('|')
  // `1.0` is many in English, and so is what is no number.
  const number = typeof figure === 'number' ? figure : /^[\d,]+$/.test(figure) ? Number(figure.replaceAll(',', '')) : 0
  return `${figure} ${ENGLISH.select(number) === 'one' ? one : other}`
}

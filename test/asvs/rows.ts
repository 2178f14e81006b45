/** A requirement of the standard, and what is said of it here. */
export interface Row {
  /** As the standard numbers it, without the V. */
  readonly id: string
  readonly level: 1 | 2
  /** What it asks, in our own words. */
  readonly asks: string
  readonly state: 'met' | 'partly' | 'not met' | 'does not apply'
  /** How it is met, what is missing, or why it does not apply. */
  readonly how: string
  /** File and title of tests that would fail; none where a document is what shows it. */
  readonly tests: readonly (readonly [file: string, title: string])[]
}

const CHAPTERS: Readonly<Record<string, string>> = {
  1: 'Encoding and sanitization',
  2: 'Validation and business logic',
  3: 'Web frontend security',
  4: 'API and web service',
  5: 'File handling',
  6: 'Authentication',
  7: 'Session management',
  8: 'Authorization',
  9: 'Self-contained tokens',
  10: 'OAuth and OIDC',
  11: 'Cryptography',
  12: 'Secure communication',
  13: 'Configuration',
  14: 'Data protection',
  15: 'Secure coding and architecture',
  16: 'Security logging and error handling',
  17: 'WebRTC',
}

export interface Counted {
  readonly all: number
  readonly applies: number
  readonly met: number
  readonly partly: number
  readonly notMet: number
  /** Of those that apply, with a test. */
  readonly tested: number
}

export function counted(rows: readonly Row[]): Counted {
  const applies = rows.filter(({ state }) => state !== 'does not apply')
  const of = (state: Row['state']) => rows.filter((row) => row.state === state).length
  const tested = applies.filter(({ tests }) => tests.length > 0).length
  return {
    all: rows.length,
    applies: applies.length,
    met: of('met'),
    partly: of('partly'),
    notMet: of('not met'),
    tested,
  }
}

/** The document: one table for each chapter. */
export function asvsDocument(rows: readonly Row[]): string {
  const { all, applies, met, partly, notMet, tested } = counted(rows)
  const lines = [
    '# ASVS 5.0, levels 1 and 2',
    '',
    'Made by `node test/asvs/make.ts` from [test/asvs/rows-table.ts](../test/asvs/rows-table.ts). [test/asvs/asvs.test.ts](../test/asvs/asvs.test.ts) fails when a requirement is missing, a named test is not',
    'there, fewer than four of five are tested, or this document is older than the table. Requirements are those of the',
    '[OWASP Application Security Verification Standard](https://owasp.org/www-project-application-security-verification-standard/) 5.0.0 (CC BY-SA 4.0), in our own short words; the standard’s text is what counts.',
    '',
    `Of ${all} requirements ${applies} apply. ${met} are met, ${partly} partly, ${notMet} not. ${tested} of those that apply (${Math.floor((tested / applies) * 100)} %) have a named test.`,
    'No outside assessor has looked at this.',
  ]
  for (const [chapter, name] of Object.entries(CHAPTERS)) {
    const own = rows.filter(({ id }) => id.startsWith(`${chapter}.`))
    lines.push(
      '',
      `## V${chapter} ${name}`,
      '',
      '| | level | asks for | | how | tests |',
      '| --- | --- | --- | --- | --- | --- |',
    )
    for (const { id, level, asks, state, how, tests } of own)
      lines.push(`| ${id} | ${level} | ${cell(asks)} | ${state} | ${cell(how)} | ${tests.map(shown).join('<br>')} |`)
  }
  return `${lines.join('\n')}\n`
}

function shown([file, title]: readonly [string, string]): string {
  return `\`${file}\`: ${cell(title)}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

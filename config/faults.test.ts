import { describe, expect, it } from 'vitest'
import { findFaults } from './load.ts'
import { copyOfShipped } from './testing/folder.ts'
import { FAULT_CASES } from './testing/fault-cases.ts'

describe('findFaults', () => {
  it.each(FAULT_CASES)('finds %s', (_, file, piece, by, below, expected) => {
    using copy = copyOfShipped()
    const line = copy.replace(file, piece, by) + below
    const faults = findFaults(copy.folder)
    const there = faults.filter((fault) => fault.file === file && fault.line === line)
    expect(
      there.map(({ found, expected }) => `${found}, expected ${expected}`),
      JSON.stringify(faults.slice(0, 3)),
    ).toContainEqual(expect.stringMatching(expected))
  })

  it('finds a station outside of the bounds of the city, and one with a trait out of its list', () => {
    using copy = copyOfShipped()
    const text = copy.read('stations.yaml').split('\n')
    const noise = text.findIndex((line) => line.includes('id: noise-001,'))
    text[noise] = text[noise]!.replace(/lon: [\d.]+/, 'lon: 124.5').replace(/zone: '\w+'/, "zone: '7'")
    copy.write('stations.yaml', text.join('\n'))
    expect(findFaults(copy.folder)).toMatchObject([
      {
        file: 'stations.yaml',
        line: noise + 1,
        found: 'lon is 124.5',
        expected: expect.stringContaining('the bounds of the city'),
      },
      { file: 'stations.yaml', line: noise + 1, found: 'traits.zone is "7"', expected: 'one of 0, 1, 2, 3, 4a, 4b' },
    ])
  })

  it('finds files of another type in the folders of kinds and rules', () => {
    using copy = copyOfShipped()
    copy.write('kinds/light.yml', 'id: light\n')
    expect(findFaults(copy.folder)).toMatchObject([{ file: 'kinds/light.yml', expected: 'a name that ends in .yaml' }])
  })

  it('takes an empty file for one that lacks everything', () => {
    using copy = copyOfShipped()
    copy.write('kinds/empty.yaml', '# nothing yet\n')
    const lacking = findFaults(copy.folder).filter(({ file, line }) => file === 'kinds/empty.yaml' && line === 1)
    expect(lacking.map(({ found }) => found)).toContain('the file has no values')
  })

  it('points into the list item, however the YAML is laid out', () => {
    using copy = copyOfShipped()
    copy.write('rules/own.yaml', RULES_BY_ANCHOR)
    expect(findFaults(copy.folder)).toMatchObject([
      { file: 'rules/own.yaml', line: 8, found: 'when.value is "nox"' },
      { file: 'rules/own.yaml', line: 15, found: 'rules[1].severity is "purple"' },
    ])
  })

  it('keeps to the rule that is wrong when another of the file is well', () => {
    using copy = copyOfShipped()
    const line = copy.replace('kinds/air.yaml', RULE, RULE.replace('5', '1'))
    expect(findFaults(copy.folder)).toMatchObject([
      { file: 'kinds/air.yaml', line, found: 'rules[0].when.level is 1', expected: 'a whole number of at least 2' },
    ])
  })
})

const RULES_BY_ANCHOR = `rules:
  - id: own-one
    kind: air
    label: &label { zh: 一, en: One }
    severity: blue
    when:
      type: threshold
      value: nox
      above: 1
    response: *label
  -
    id: own-two
    kind: air
    label: *label
    severity: purple
    when: { type: silent, intervals: 3 }
    response: *label
`

const RULE = 'level: 5, forSeconds: 300, clearForSeconds: 600 }'

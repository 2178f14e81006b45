import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildAlert } from './build.ts'
import { checkCap } from './check.ts'
import { errorsIn } from './fault.ts'
import { readXml } from './read-xml.ts'
import { CONTEXT, factsOf, hostile, WARNING } from './testing/sample.ts'
import { isWellFormed, schemaFaults } from './testing/schema.ts'
import { capXml } from './write.ts'

const square = '31,121 31,122 32,122 32,121 31,121'
const GOOD = `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>city-1</identifier>
  <sender>a@b.example</sender>
  <sent>2026-11-25T12:00:00+08:00</sent>
  <status>Actual</status>
  <msgType>Update</msgType>
  <scope>Public</scope>
  <references>a@b.example,city-0,2026-11-25T11:00:00+08:00</references>
  <info>
    <language>zh-CN</language>
    <category>Met</category>
    <event>洪水</event>
    <urgency>Immediate</urgency>
    <severity>Severe</severity>
    <certainty>Observed</certainty>
    <expires>2026-11-25T18:00:00+08:00</expires>
    <headline>洪水橙色预警</headline>
    <web>https://city.example/a</web>
    <parameter>
      <valueName>CN-AlertColour</valueName>
      <value>Orange</value>
    </parameter>
    <resource>
      <resourceDesc>map</resourceDesc>
      <mimeType>image/png</mimeType>
      <size>10</size>
      <uri>https://city.example/map.png</uri>
      <digest>da39a3ee5e6b4b0d3255bfef95601890afd80709</digest>
    </resource>
    <area>
      <areaDesc>石港区</areaDesc>
      <polygon>${square}</polygon>
      <circle>31.5,121.5 2</circle>
      <geocode>
        <valueName>GB/T 2260</valueName>
        <value>990105</value>
      </geocode>
      <altitude>10</altitude>
      <ceiling>20</ceiling>
    </area>
  </info>
</alert>
`

/** [name, what stands, what stands instead, rule, line, whether the schema would have seen it too]. */
const ERRORS: readonly (readonly [string, string | RegExp, string, string, number, boolean])[] = [
  ['Z in sent', '12:00:00+08:00', '04:00:00Z', 'time', 5, true],
  ['a fraction of a second', '12:00:00+08:00', '12:00:00.5+08:00', 'time', 5, true],
  ['no distance from UTC', '12:00:00+08:00', '12:00:00', 'time', 5, true],
  ['a day that no calendar has', '<sent>2026-11-25', '<sent>2026-02-30', 'time', 5, true],
  ['a space in the identifier', 'city-1', 'city 1', 'characters', 3, false],
  ['a comma in the identifier', 'city-1', 'city,1', 'characters', 3, false],
  ['< in the sender', 'a@b.example</sender>', 'a&lt;b</sender>', 'characters', 4, false],
  ['& in the sender', 'a@b.example</sender>', 'a&amp;b</sender>', 'characters', 4, false],
  ['an empty identifier', 'city-1', '', 'empty', 3, false],
  ['an unknown status', '>Actual<', '>Real<', 'word', 6, true],
  ['a status in small letters', '>Actual<', '>actual<', 'word', 6, true],
  ['an unknown severity', '>Severe<', '>Orange<', 'word', 15, true],
  ['Restricted without a restriction', '>Public<', '>Restricted<', 'restriction', 8, false],
  ['Private without addresses', '>Public<', '>Private<', 'addresses', 8, false],
  ['an Update without references', /  <references>.*\n/, '', 'references', 7, false],
  [
    'a Cancel without references',
    /Update(.|\n)*<\/references>/,
    'Cancel</msgType><scope>Public</scope>',
    'references',
    7,
    false,
  ],
  ['a reference of two parts', ',city-0,', ',city-0;', 'references', 9, false],
  ['a reference with Z', '11:00:00+08:00', '03:00:00Z', 'references', 9, false],
  ['a reference to itself', ',city-0,', ',city-1,', 'references', 9, false],
  ['a reference to what came later', '11:00:00+08:00', '13:00:00+08:00', 'references', 9, false],
  ['no category', /    <category>.*\n/, '', 'missing', 10, true],
  ['no event', /    <event>.*\n/, '', 'missing', 10, true],
  ['two headlines', /(    <headline>.*\n)/, '$1$1', 'twice', 19, true],
  ['elements out of order', /(    <urgency>.*\n)(    <severity>.*\n)/, '$2$1', 'order', 15, true],
  ['an unknown element', '<event>', '<kind>x</kind><event>', 'element', 13, true],
  ['an attribute', '<event>', '<event lang="zh">', 'attribute', 13, true],
  ['text beside elements', '  <info>', '  oops<info>', 'text', 2, true],
  ['expires before sent', '18:00:00', '11:59:59', 'expires', 17, false],
  ['a relative web address', 'https://city.example/a', '/a', 'uri', 19, false],
  ['a colour that is none', '>Orange<', '>Purple<', 'colour', 20, false],
  ['a colour of another severity', '>Orange<', '>Red<', 'colour', 20, false],
  ['no mimeType', /      <mimeType>.*\n/, '', 'missing', 24, true],
  ['a mimeType that is none', 'image/png', 'picture', 'mimeType', 26, false],
  ['a size that is no number', '>10</size>', '>big</size>', 'integer', 27, true],
  ['a relative uri without derefUri', 'https://city.example/map.png', 'map.png', 'uri', 28, false],
  ['a digest that is no SHA-1', 'da39a3ee5e', 'sha', 'digest', 29, false],
  ['a polygon of three pairs', square, '31,121 31,122 31,121', 'polygon', 33, false],
  ['an open polygon', square, '31,121 31,122 32,122 32,121', 'polygon', 33, false],
  ['a polygon with longitude first', square, '121,31 122,31 122,32 121,32 121,31', 'place', 33, false],
  ['a polygon with ; between pairs', square, square.replaceAll(' ', ';'), 'polygon', 33, false],
  ['a polygon that encloses nothing', square, '31,121 31,122 31,123 31,121', 'polygon', 33, false],
  ['a circle without a radius', '31.5,121.5 2', '31.5,121.5', 'circle', 34, false],
  ['a circle with a negative radius', '31.5,121.5 2', '31.5,121.5 -2', 'circle', 34, false],
  ['a circle beyond the pole', '31.5,121.5 2', '91.5,191.5 2', 'place', 34, false],
  ['a geocode without a name', /        <valueName>GB.*\n/, '', 'missing', 35, true],
  ['a ceiling without an altitude', /      <altitude>.*\n/, '', 'ceiling', 39, false],
  ['a ceiling below the altitude', '>20<', '>5<', 'ceiling', 40, false],
  ['a language that is none', '>zh-CN<', '>中文<', 'language', 11, true],
  ['no namespace', ' xmlns="urn:oasis:names:tc:emergency:cap:1.2"', '', 'root', 2, true],
  ['CAP 1.1', 'cap:1.2', 'cap:1.1', 'root', 2, true],
  ['a tag that is not closed', '</event>', '', 'xml', 44, true],
]

describe('the checker', () => {
  it('finds nothing wrong in a document that is right', () => {
    expect(schemaFaults(GOOD)).toEqual([])
    expect(checkCap(GOOD)).toEqual([])
  })

  it.each(ERRORS)('finds %s, in its line', (_, what, instead, rule, line, isOfSchema) => {
    const text = GOOD.replace(what, instead)
    expect(text).not.toBe(GOOD)
    const found = errorsIn(checkCap(text)).map((fault) => [fault.rule, fault.line])
    if (rule === 'xml') expect(found.map(([of]) => of)).toEqual(['xml'])
    else expect(found).toContainEqual([rule, line])
    // What the schema sees and what only people know: both lists are checked against the real schema.
    if (rule !== 'xml') expect(schemaFaults(text).length > 0).toBe(isOfSchema)
  })

  it('advises, without forbidding', () => {
    const advised = (text: string) => checkCap(text).map(({ level, rule }) => `${level} ${rule}`)
    expect(advised(GOOD.replace('洪水橙色预警', '长'.repeat(161)))).toEqual(['advice headline'])
    expect(advised(GOOD.replace('洪水橙色预警', '长'.repeat(160)))).toEqual([])
    expect(advised(GOOD.replace('>Actual<', '>Exercise<'))).toEqual(['advice note'])
    expect(advised(GOOD.replace('<headline>洪水橙色预警</headline>', '<headline/>'))).toEqual(['advice empty'])
  })

  it('never lets pass what the schema refuses: documents with any one element taken out, doubled or moved', () => {
    const lines = capXml(buildAlert(WARNING, factsOf(), CONTEXT)).split('\n')
    const at = fc.integer({ min: 1, max: lines.length - 2 })
    fc.assert(
      fc.property(at, at, fc.constantFrom('remove', 'double', 'swap'), (a, b, how) => {
        const changed = [...lines]
        if (how === 'remove') changed.splice(a, 1)
        else if (how === 'double') changed.splice(a, 0, lines[a]!)
        else [changed[a], changed[b]] = [lines[b]!, lines[a]!]
        const text = changed.join('\n')
        if (!isWellFormed(text)) expect(checkCap(text)[0]?.rule).toBe('xml')
        else if (errorsIn(checkCap(text)).length === 0) expect(schemaFaults(text)).toEqual([])
      }),
      { numRuns: 400 },
    )
  })
})

describe('the reader of XML', () => {
  it('agrees with libxml2 on what is a document, where there is no document type', () => {
    const piece = fc.oneof(
      hostile.map((text) => text.toWellFormed()),
      fc.constantFrom(
        '<a>',
        '</a>',
        '<b x="1">',
        '</b>',
        '<c/>',
        '<!-- x -->',
        '<![CDATA[',
        ']]>',
        '&amp;',
        '&#65;',
        '&#0;',
      ),
      fc.constantFrom(
        '<a:b xmlns:a="u">',
        '</a:b>',
        '<x:y/>',
        'x',
        ' ',
        '\n',
        '<?pi ?>',
        '&lt',
        "<d e='f' e='g'/>",
        '--',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const text = `<root>${pieces.join('')}</root>`
        fc.pre(!text.includes('<!DOCTYPE') && !text.includes('\0'))
        expect([text, 'root' in readXml(text)]).toEqual([text, isWellFormed(text)])
      }),
      { numRuns: 1500 },
    )
  })

  it('refuses a document type, whatever it would do', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    expect(readXml(bomb)).toEqual({ line: 1, fault: 'a document type is not accepted' })
  })

  it('does not go deeper than 100 elements, and reads a long flat one in a blink', () => {
    expect('fault' in readXml('<a>'.repeat(101) + '</a>'.repeat(101))).toBe(true)
    const flat = readXml(`<a>${'<b>x</b>\n'.repeat(50_000)}</a>`)
    expect('root' in flat && flat.root.elements.at(-1)!.line).toBe(50_000)
  })
})

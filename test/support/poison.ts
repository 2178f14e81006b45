const VALUES = [
  'NaN',
  '1e400',
  '-1e400',
  '1e-400',
  '"35"',
  'true',
  '[]',
  '{}',
  '9007199254740993',
  '-0',
  '01',
  '+1',
  '.5',
  '1.',
  '0x10',
]
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  ' pm25',
  'pm25\\u0000',
  '\\ud800',
  'nothing',
]
const TIMES = [
  '-1',
  '1e300',
  '"yesterday"',
  '"2026-02-30T00:00:00Z"',
  '[[[[]]]]',
  'null',
  '253402300800000',
  '0',
  '{"__proto__":1}',
]

/** Payloads that have broken readers of JSON, over and over until there are `count`; none is a good reading of air. */
export function* poison(count: number, mostBytes: number): Generator<Buffer> {
  const texts = [
    ...VALUES.map((value) => `{"values":{"pm25":${value},"no-such-value":1}}`),
    ...NAMES.map((name) => `{"values":{"${name}":1}}`),
    ...TIMES.map((time) => `{"ts":${time},"values":{"no-such-value":1}}`),
    ...['-1', '1.5', '"x"', '9007199254740993', '1e999'].map((seq) => `{"seq":${seq},"values":{"pm25":1}}`),
    '{"__proto__":{"values":{"pm25":1}}}',
    '{"constructor":{"prototype":{"values":{"pm25":1}}}}',
    '',
    ' ',
    '\ufeff{"values":{"pm25":1}}',
    'null',
    '0',
    '"text"',
    '[]',
    '[[]]',
    '[null,null]',
    '{"values":',
    '{"values":{"pm25":1}',
    '{"values":{"pm25":1}}}',
    "{'values':{'pm25':1}}",
    '{"values":{"pm25":{"value":1,"unit":"furlong/fortnight"}}}',
    '{"values":{"pm25":{"value":{"value":{"value":1}}}}}',
  ]
  const large = [
    '['.repeat(mostBytes),
    '{"a":'.repeat(mostBytes / 5),
    `{"ts":${'['.repeat(mostBytes / 2 - 40)}${']'.repeat(mostBytes / 2 - 40)},"values":{"pm25":1}}`,
    `{"values":{"${'x'.repeat(mostBytes - 20)}":1}}`,
    `[${'null,'.repeat(mostBytes / 5 - 4)}null]`,
    `{"values":{"pm25":1${'0'.repeat(mostBytes - 40)}}}`,
    '"'.padEnd(mostBytes, '\\'),
  ]
  const bytes = [Buffer.from([0xff, 0xfe, 0xfd]), Buffer.from('{"values":{"\xc3\x28":1}}', 'latin1'), Buffer.alloc(64)]
  const small = [...texts.map((text) => Buffer.from(text)), ...bytes]
  for (let i = 0; i < count; i++) {
    // One in fifty is as large as a packet may be.
    if (i % 50 === 49) yield Buffer.from(large[((i / 50) % large.length) | 0]!)
    else yield small[i % small.length]!
  }
}

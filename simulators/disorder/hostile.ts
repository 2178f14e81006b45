import { uniform } from '../chance.ts'

/** Payloads that have broken readers of JSON or what comes after them; every one is refused whole, as one dead letter. */
const PAYLOADS: readonly ((value: string) => string)[] = [
  () => '',
  () => 'null',
  () => '"a text"',
  () => '\ufeff{"values":{"x":1}}',
  () => `${'['.repeat(60)}${']'.repeat(60)}`,
  () => '{"values":{}}',
  (value) => `{"values":{"${value}":1e400}}`,
  (value) => `{"values":{"${value}":"NaN"}}`,
  (value) => `{"values":{"${value}":{"value":{"value":1}}}}`,
  (value) => `{"values":{"${value}":1},"ts":"yesterday"}`,
  (value) => `{"values":{"${value}":1},"seq":-1}`,
  () => '{"values":{"__proto__":{"polluted":1}}}',
  () => '{"values":{"constructor":1}}',
  (value) => `{"values":{"${value} value=1i\\n":1}}`,
  () => '{"values":{"<img src=x onerror=alert(1)>":1}}',
  () => `{"values":{"'; DROP TABLE station; --":1}}`,
  () => '{"values":{"\\ud800":1}}',
]

/** The hostile message of a draw; `value` is a name that the kind has. */
export function hostilePayload(seed: number, value: string): string {
  return PAYLOADS[Math.floor(uniform(seed, 31) * PAYLOADS.length)]!(value)
}

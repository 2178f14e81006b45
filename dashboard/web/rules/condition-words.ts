import { type Condition, isGroup, type Leaf, type Member } from '../../../domain/condition.ts'
import type { Kind } from '../../../domain/kind.ts'
import { nameIn } from '../../../domain/label.ts'
import type { Rule } from '../../../domain/rule.ts'
import type { Desk } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'

/** A rule's condition as a person would say it. */
export function conditionWords(desk: Desk, rule: Rule): string {
  return wordsOf(desk, rule.when, rule.kind)
}

function wordsOf(desk: Desk, when: Condition | Member, kindId: string): string {
  const { text } = desk
  if (when.type === 'not') return text('rules.when.not', { what: leafWords(desk, when.of, kindId) })
  if (!isGroup(when)) return leafWords(desk, when as Leaf, kindId)
  const parts = when.of.map((member) => wordsOf(desk, member, kindId))
  const joined = parts.join(text(when.type === 'all' ? 'rules.when.and' : 'rules.when.or'))
  return `${joined}${held(desk, 'forSeconds' in when ? when.forSeconds : undefined)}`
}

function leafWords(desk: Desk, leaf: Leaf, kindId: string): string {
  const { text } = desk
  const place = leaf.where
  const id = place !== undefined && 'kind' in place ? place.kind : kindId
  const kind = desk.city.kind(id)
  const at =
    place === undefined
      ? ''
      : 'station' in place
        ? text('rules.when.at', { station: place.station })
        : text('rules.when.near', { kind: kind === undefined ? id : nameIn(desk.settings.language, kind.label) })
  return `${at}${said(desk, leaf, kind)}`
}

function said(desk: Desk, leaf: Leaf, kind: Pick<Kind, 'values'> | undefined): string {
  const { text, format } = desk
  if (leaf.type === 'silent') return text('rules.when.silent', { intervals: leaf.intervals })
  if (leaf.type === 'index') return text('rules.when.index', { level: leaf.level }) + held(desk, leaf.forSeconds)
  const spec = leaf.value === undefined ? undefined : kind?.values[leaf.value]
  const label = spec === undefined ? (leaf.value ?? text('rules.when.any')) : nameIn(desk.settings.language, spec.label)
  const name = desk.settings.language === 'zh' ? apart(label) : label
  const unit = spec === undefined ? '' : printedUnit(spec.unit, text)
  const figure = (value: number | undefined) => (unit === '' ? `${value ?? ''}` : `${value ?? ''} ${unit}`)
  const span = (seconds: number) => format.span(seconds * 1000)
  if (leaf.type === 'threshold') {
    const key = leaf.above === undefined ? 'rules.when.below' : 'rules.when.above'
    return text(key, { name, limit: figure(leaf.above ?? leaf.below) }) + held(desk, leaf.forSeconds)
  }
  if (leaf.type === 'rate') {
    const key = leaf.rises === undefined ? 'rules.when.falls' : 'rules.when.rises'
    const by = figure(leaf.rises ?? leaf.falls)
    return text(key, { name, by, span: span(leaf.withinSeconds) }) + held(desk, leaf.forSeconds)
  }
  if (leaf.type === 'flat') return text('rules.when.flat', { name, span: span(leaf.forSeconds) })
  if (leaf.type === 'quality') return text('rules.when.quality', { name, bad: leaf.bad, of: leaf.of })
  return text('rules.when.unusual', { name, times: leaf.times }) + held(desk, leaf.forSeconds)
}

/** A name that ends in Latin letters or figures stands apart from the Chinese after it. */
function apart(name: string): string {
  return /[\p{Script=Latin}\p{Nd}]$/u.test(name) ? `${name} ` : name
}

function held(desk: Desk, seconds: number | undefined): string {
  return seconds === undefined || seconds === 0
    ? ''
    : desk.text('rules.when.for', { span: desk.format.span(seconds * 1000) })
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AlarmState, StepType } from '../../../domain/alarm.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import { IMPORT_FAULTS } from '../../../domain/enrolment.ts'
import { FAULTS } from '../../../domain/errors.ts'
import { Presence, PRESENCE_STATES } from '../../../domain/station.ts'
import { LETTER_STATES } from '../../../domain/wire.ts'
import { en, zh } from './texts.ts'

const WEB = join(import.meta.dirname, '..')
const sources = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('dist'))
  .map((file) => ({ file, code: readFileSync(join(WEB, file), 'utf8') }))

describe('the texts', () => {
  it('have the same keys in both languages', () => {
    expect(Object.keys(en).toSorted()).toEqual(Object.keys(zh).toSorted())
  })

  it('put the same values into both languages', () => {
    const holes = (text: string) =>
      [...text.matchAll(/\{\{(\w+)(?:, [^}]+)?\}\}/g)]
        .map((match) => match[1] ?? '')
        .toSorted((a, b) => (a < b ? -1 : 1))
    for (const [key, text] of Object.entries(zh))
      expect([key, holes(en[key as keyof typeof en])]).toEqual([key, holes(text)])
  })

  it('name every severity, state, step, presence and reason for refusal of the domain', () => {
    const keys = [
      ...SEVERITIES.map((name) => `severity.${name}`),
      ...AlarmState.enum.map((name) => `state.${name}`),
      ...StepType.enum.map((name) => `event.${name}`),
      ...PRESENCE_STATES.map((name) => `presence.${name}`),
      ...Object.keys(FAULTS).flatMap((name) => [`letters.reason.${name}`, `letters.remedy.${name}`]),
      ...IMPORT_FAULTS.flatMap((name) => [`enrolment.fault.${name}`, `enrolment.remedy.${name}`]),
      ...LETTER_STATES.map((name) => `letters.state.${name}`),
      ...Presence.properties.reason.enum.map((name) => `reason.${name}`),
    ]
    expect(keys.filter((key) => !(key in zh))).toEqual([])
  })

  it('are all used', () => {
    const code = sources.map((source) => source.code).join('\n')
    const prefixes = new Set([...code.matchAll(/\.of\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? ''))
    const isUsed = (key: string) =>
      code.includes(`'${key}'`) || [...prefixes].some((prefix) => key.startsWith(`${prefix}.`))
    expect(Object.keys(zh).filter((key) => !isUsed(key))).toEqual([])
  })
})

describe('the sources', () => {
  it('hold no Chinese text, which belongs into the texts', () => {
    const found = sources.filter(({ code }) => /\p{Script=Han}/u.test(code)).map(({ file }) => file)
    expect(found).toEqual([])
  })

  it('hold no English words between the tags of a template', () => {
    const found = sources.flatMap(({ file, code }) =>
      [...code.matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)+)[^<`$]*</g)].map((match) => `${file}: ${match[1] ?? ''}`),
    )
    expect(found).toEqual([])
  })

  it('give every label, title and placeholder from the texts', () => {
    const found = sources.flatMap(({ file, code }) =>
      [...code.matchAll(/(?:aria-label|title|placeholder)="([^"$]+)"/g)].map((match) => `${file}: ${match[1] ?? ''}`),
    )
    expect(found).toEqual([])
  })

  it('import nothing of the project but the domain', () => {
    const found = sources.flatMap(({ file, code }) =>
      [...code.matchAll(/from '((?:\.\.\/)+)(\w+)\//g)]
        .filter((match) =>
          ['config', 'store', 'journal', 'broker', 'ingest', 'server', 'simulators'].includes(match[2] ?? ''),
        )
        .map((match) => `${file}: ${match[0]}`),
    )
    expect(found).toEqual([])
  })
})

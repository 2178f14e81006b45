import { describe, expect, it } from 'vitest'
import { type Actor, may, sees, type Thing } from './may.ts'
import { administrationsOf, ROLES } from './roles.ts'
import { ACTION_NAMES, ACTIONS } from './table.ts'

const NOW = 1_000
const person = (of: Partial<Actor> = {}): Actor => ({
  roles: ['operator'],
  departments: ['water'],
  scopes: null,
  grants: [],
  ...of,
})
const thing = (of: Partial<Thing> = {}): Thing => ({
  departments: ['ecology'],
  sharing: 'mandatory',
  kind: 'air',
  ...of,
})
const grant = { id: 1, to: 'water', from: 'ecology', kinds: null, until: NOW + 1 }

describe('may', () => {
  it('lets somebody act on what is of their departments only', () => {
    const ask = (of: Thing) => may(person(), 'alarm.step', { thing: of, now: NOW })
    expect(ask(thing({ departments: ['water', 'ecology'] }))).toEqual({ allowed: true })
    expect(ask(thing())).toEqual({ allowed: false, why: 'department', isHidden: false })
    expect(ask(thing({ sharing: 'withheld' }))).toEqual({ allowed: false, why: 'department', isHidden: true })
    expect(
      may(person({ departments: null }), 'alarm.step', { thing: thing({ sharing: 'withheld' }), now: NOW }),
    ).toEqual({
      allowed: true,
    })
  })

  it('shares what is mandatory with all, what is on demand with whom it was granted, what is withheld with nobody', () => {
    const ask = (sharing: Thing['sharing'], grants: Actor['grants'], now = NOW) =>
      may(person({ grants }), 'reading.read', { thing: thing({ sharing }), now })
    expect(ask('mandatory', [])).toEqual({ allowed: true })
    expect(ask('on-demand', [])).toEqual({ allowed: false, why: 'department', isHidden: false })
    expect(ask('on-demand', [grant])).toEqual({ allowed: true, grant })
    expect(ask('on-demand', [grant], NOW + 1)).toMatchObject({ allowed: false })
    expect(ask('on-demand', [{ ...grant, kinds: ['noise'] }])).toMatchObject({ allowed: false })
    expect(ask('on-demand', [{ ...grant, to: 'health' }])).toMatchObject({ allowed: false })
    expect(ask('on-demand', [{ ...grant, from: 'health' }])).toMatchObject({ allowed: false })
    expect(ask('withheld', [grant])).toEqual({ allowed: false, why: 'department', isHidden: true })
  })

  it('never lets a grant be acted on', () => {
    const of = { thing: thing({ sharing: 'on-demand' }), now: NOW }
    expect(may(person({ grants: [grant] }), 'alarm.step', of)).toMatchObject({ allowed: false, why: 'department' })
    expect(sees(person(), of.thing, NOW)).toBe(true)
  })

  it('gives a token no more than its scopes', () => {
    expect(may(person({ scopes: ['read'] }), 'alarm.step')).toEqual({ allowed: false, why: 'scope', isHidden: false })
    expect(may(person({ scopes: ['wall'] }), 'alarm.read')).toEqual({ allowed: true })
    expect(may(person({ scopes: ['act'] }), 'alarm.read')).toMatchObject({ why: 'scope' })
    expect(may(person({ roles: ['viewer'], scopes: ['act'] }), 'alarm.step')).toMatchObject({ why: 'role' })
  })

  it('gives somebody without a role nothing', () => {
    expect(ACTION_NAMES.filter((action) => may(person({ roles: [] }), action).allowed)).toEqual([])
  })
})

describe('the table', () => {
  it('lets each administration do what neither of the other two may', () => {
    const only = (role: (typeof ROLES)[number]) =>
      ACTION_NAMES.filter((action) => administrationsOf(ACTIONS[action].roles).every((one) => one === role)).filter(
        (action) => (ACTIONS[action].roles as readonly string[]).includes(role),
      )
    expect(only('system-admin')).toContain('backup.write')
    expect(only('security-admin')).toEqual(['people.write', 'people.administer', 'people.recover'])
    expect(only('auditor')).toEqual(expect.arrayContaining(['audit.read', 'audit.export']))
  })

  it('lets an auditor change nothing but views and tokens of their own', () => {
    const actions = ACTION_NAMES.filter((action) => (ACTIONS[action].roles as readonly string[]).includes('auditor'))
    expect(
      actions.filter((action) => !/\.(read|own|export|contacts|history)$|^view\.save$|^token\.create$/.test(action)),
    ).toEqual([])
  })
})

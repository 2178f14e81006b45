import { describe, expect, it } from 'vitest'
import { type ClaimRule, personIn } from './claims.ts'

const RULES: readonly ClaimRule[] = [
  { claim: 'groups', is: 'water-desk', roles: ['operator'], departments: ['water'] },
  { claim: 'groups', is: 'water-lead', roles: ['shift-lead'], departments: ['water'] },
  { claim: 'groups', is: 'health-desk', roles: ['operator'], departments: ['health'] },
  { claim: 'groups', is: 'everyone', roles: ['viewer'], departments: ['*'] },
  { claim: 'groups', is: 'auditors', roles: ['auditor'] },
  { claim: 'unit', is: 'transport', departments: ['transport'] },
]
const personOf = (...groups: string[]) => {
  const claims = { iss: 'https://id', sub: '1', preferred_username: 'li', groups, unit: 'transport' }
  const person = personIn(claims, { userFrom: 'preferred_username', rules: RULES })
  return person && [person.roles, person.departments]
}

describe('claims of the sign-in service', () => {
  it('give the roles and departments of the rules that fit', () => {
    expect(personOf('water-desk', 'water-lead')).toEqual([['operator', 'shift-lead'], ['water']])
    expect(personOf('everyone')).toEqual([['viewer'], null])
    expect(personOf('auditors')).toEqual([['auditor'], ['transport']])
    expect(personOf('nothing')).toBeNull()
  })

  it('carry no right for one department into another: of rules for different ones the first counts', () => {
    expect(personOf('everyone', 'water-desk')).toEqual([['operator'], ['water']])
    expect(personOf('health-desk', 'water-desk')).toEqual([['operator'], ['water']])
    expect(personOf('water-desk', 'auditors')).toEqual([['operator', 'auditor'], ['water']])
  })
})

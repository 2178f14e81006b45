import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Chain, Contact, Duty, Roster, Target } from '../domain/duty.ts'
import { NO_DUTY } from '../domain/duty.ts'
import { checkDuty } from './check-duty.ts'
import type { ConfigFault } from './fault.ts'
import { expectUnique, type Known } from './known.ts'
import { DutyFile } from './schema.ts'
import { readSheet } from './sheet.ts'

const FILE = 'duty.yaml'

/** Who is on duty and who is called; nobody when the city has no such file. Adds what is wrong with it to `faults`. */
export function readDuty(folder: string, known: Pick<Known, 'departments'>, faults: ConfigFault[]): Duty {
  if (!existsSync(join(folder, FILE))) return NO_DUTY
  const sheet = readSheet(folder, FILE, DutyFile, faults)
  const items = {
    contacts: sheet.items<Contact>('contacts'),
    rosters: sheet.items<Roster>('rosters'),
    overrides: [],
    escalations: sheet.items<Chain>('escalations'),
    targets: sheet.items<Target>('targets'),
  }
  expectUnique(items.contacts, 'contact')
  expectUnique(items.rosters, 'roster')
  expectUnique(items.escalations, 'escalation')
  expectUnique(items.targets, 'target')
  checkDuty(items, {
    departments: known.departments,
    contacts: sheet.ids('contacts') ?? new Set(),
    rosters: sheet.ids('rosters') ?? new Set(),
  })
  const valuesOf = <T>(list: readonly { readonly value: T }[]) => list.map(({ value }) => value)
  return {
    contacts: valuesOf(items.contacts),
    rosters: valuesOf(items.rosters),
    overrides: [],
    escalations: valuesOf(items.escalations),
    targets: valuesOf(items.targets),
  }
}

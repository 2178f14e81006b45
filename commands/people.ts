import { Command } from 'commander'
import type { Grant } from '../domain/access/grant.ts'
import { ROLES, type Role } from '../domain/access/roles.ts'
import { apiOf, asking, type Asking, listOf, printJson, several, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { counted, table, timeText } from './table.ts'

interface Person {
  readonly user: string
  readonly roles: readonly Role[]
  readonly departments: readonly string[] | null
  readonly isOff: boolean
  readonly mustChange: boolean
  readonly secondFactorAt: number | null
  readonly createdAt: number
}

/** In place of departments: all of them. */
const WHOLE = 'all'

/** `people`: accounts, what they may do, and what departments grant one another. */
export function peopleCommand(terminal: Terminal): Command {
  return new Command('people')
    .description('list, add and change accounts; see grants between departments and who may do what')
    .addCommand(listCommand(terminal))
    .addCommand(addCommand(terminal))
    .addCommand(setCommand(terminal))
    .addCommand(turnCommand(terminal, 'on'))
    .addCommand(turnCommand(terminal, 'off'))
    .addCommand(passwordCommand(terminal))
    .addCommand(stepCommand(terminal, 'reset-second-factor', 'second-factor/reset', 'takes away a second factor'))
    .addCommand(stepCommand(terminal, 'sign-out', 'sign-out', 'ends the sessions of an account'))
    .addCommand(removeCommand(terminal))
    .addCommand(grantsCommand(terminal))
    .addCommand(matrixCommand(terminal))
}

const pathOf = (user: string) => `/people/${encodeURIComponent(user)}`

function listCommand(terminal: Terminal): Command {
  return asking('list', 'every account with its roles and departments').action(async (given: Asking) => {
    const people = await listOf((await apiOf(given, terminal)).all<Person>('/people', {}))
    if (given.json) return printJson(terminal, people)
    const rows = people.map(({ user, roles, departments, isOff, mustChange, secondFactorAt, createdAt }) => [
      user,
      roles.join(', '),
      departments?.join(', ') ?? WHOLE,
      secondFactorAt === null ? '' : 'yes',
      isOff ? 'off' : mustChange ? 'owes a password' : 'on',
      timeText(createdAt),
    ])
    terminal.print(table(['user', 'roles', 'departments', '2nd factor', 'state', 'made'], rows))
    terminal.print(`\n${counted(people.length, 'account')}`)
  })
}

interface Wished extends Asking {
  readonly role?: readonly string[]
  readonly department?: readonly string[]
}

function wishing(command: Command): Command {
  return command
    .option('--role <roles>', ROLES.join(', '), several)
    .option('--department <ids>', `departments, or ${WHOLE} for the whole city`, several)
}

function wishOf({ role, department }: Wished): { roles?: Role[]; departments?: readonly string[] | null } {
  return {
    ...(role && { roles: role as Role[] }),
    ...(department && { departments: department.includes(WHOLE) ? null : department }),
  }
}

function addCommand(terminal: Terminal): Command {
  return wishing(
    asking('add <user>', 'makes an account; prints its first password, which is changed at the first sign-in'),
  ).action(async (user: string, given: Wished) => {
    const { roles, departments } = wishOf(given)
    if (!roles || departments === undefined)
      throw failure(`Say --role and --department; ${WHOLE} stands for the whole city.`, EXIT.usage)
    const made = await (await apiOf(given, terminal)).post<{ password: string }>('/people', {
      user,
      roles,
      departments,
    })
    if (given.json) return printJson(terminal, made)
    terminal.print(`${user} signs in with ${made.password} (shown only now)`)
  })
}

function setCommand(terminal: Terminal): Command {
  return wishing(asking('set <user>', 'changes what somebody may do, and where; their sessions end')).action(
    async (user: string, given: Wished) => {
      const changed = await (await apiOf(given, terminal)).patch<Person>(pathOf(user), wishOf(given))
      if (given.json) return printJson(terminal, changed)
      terminal.print(`${user} is ${changed.roles.join(', ')} in ${changed.departments?.join(', ') ?? 'the whole city'}`)
    },
  )
}

function turnCommand(terminal: Terminal, word: 'on' | 'off'): Command {
  const what = word === 'off' ? 'lets nobody in with an account any more' : 'lets an account in again'
  return asking(`${word} <user>`, what).action(async (user: string, given: Asking) => {
    const changed = await (await apiOf(given, terminal)).patch<Person>(pathOf(user), { isOff: word === 'off' })
    if (given.json) return printJson(terminal, changed)
    terminal.print(`${user} is ${word}`)
  })
}

function passwordCommand(terminal: Terminal): Command {
  return asking('password <user>', 'makes a new password in place of a forgotten one; prints it').action(
    async (user: string, given: Asking) => {
      const made = await (await apiOf(given, terminal)).post<{ password: string }>(`${pathOf(user)}/password`, {})
      if (given.json) return printJson(terminal, made)
      terminal.print(`${user} signs in with ${made.password} (shown only now)`)
    },
  )
}

function stepCommand(terminal: Terminal, name: string, path: string, what: string): Command {
  return asking(`${name} <user>`, what).action(async (user: string, given: Asking) => {
    await (await apiOf(given, terminal)).post(`${pathOf(user)}/${path}`, {})
    if (given.json) return printJson(terminal, { user })
    terminal.print(`${user}: done`)
  })
}

function removeCommand(terminal: Terminal): Command {
  return asking('remove <user>', 'removes an account with its sessions and tokens').action(
    async (user: string, given: Asking) => {
      await (await apiOf(given, terminal)).delete(pathOf(user))
      if (given.json) return printJson(terminal, { user })
      terminal.print(`${user} is removed`)
    },
  )
}

function grantsCommand(terminal: Terminal): Command {
  return asking('grants', 'what departments let one another see').action(async (given: Asking) => {
    const grants = await listOf((await apiOf(given, terminal)).all<Grant>('/grants', {}))
    if (given.json) return printJson(terminal, grants)
    const rows = grants.map(({ id, from, to, kinds, state, until, purpose }) => [
      String(id),
      from,
      to,
      kinds?.join(', ') ?? 'all on demand',
      state,
      until === null ? '' : timeText(until),
      purpose,
    ])
    terminal.print(table(['id', 'data of', 'for', 'kinds', 'state', 'until', 'purpose'], rows))
    terminal.print(`\n${counted(grants.length, 'grant')}`)
  })
}

interface Matrix {
  readonly actions: readonly { readonly action: string; readonly roles: readonly Role[]; readonly reach: string }[]
}

function matrixCommand(terminal: Terminal): Command {
  return asking('matrix', 'who may do what, as it is enforced').action(async (given: Asking) => {
    const matrix = await (await apiOf(given, terminal)).get<Matrix>('/access')
    if (given.json) return printJson(terminal, matrix)
    const rows = matrix.actions.map(({ action, roles, reach }) => [
      action,
      reach,
      ...ROLES.map((role) => (roles.includes(role) ? 'x' : '')),
    ])
    terminal.print(table(['action', 'reach', ...ROLES], rows))
  })
}

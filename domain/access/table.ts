import type { Role, TokenScope } from './roles.ts'

/**
 * How far an action reaches. `none`: what it is done to belongs to no department. `own`: only what belongs to the person's departments.
 * `shared`: also what others share with every department, and what a grant opens.
 */
export type Reach = 'none' | 'own' | 'shared'

/** Who may do something, to what, and which scope an API token needs for it; any one of several. */
export interface ActionRow {
  readonly roles: readonly Role[]
  readonly reach: Reach
  readonly scopes: readonly TokenScope[]
  /** A person must have signed in within the last `PROOF_MS`; what a script may do, the scope of its token says. */
  readonly needsProof: boolean
}

/** So long a sign-in is proof enough of who sits there, for what matters most. */
export const PROOF_MS = 10 * 60_000

const LETTERS = {
  V: 'viewer',
  O: 'operator',
  L: 'shift-lead',
  D: 'data-steward',
  A: 'department-admin',
  S: 'system-admin',
  X: 'security-admin',
  U: 'auditor',
} as const satisfies Record<string, Role>

/** Who may do what: the one place where it is said. A dot stands where a role may not. */
export const ACTIONS = {
  'session.own': row('VOLDASXU', 'none', 'read', 'act', 'manage', 'people', 'wall'),
  'profile.own': row('VOLDASXU', 'none', 'read', 'people'),
  'token.create': proved('VOLDASXU', 'none', 'read', 'people'),
  'view.save': row('VOLDASXU', 'none', 'act'),
  'city.read': row('VOLDASXU', 'none', 'read', 'act', 'manage', 'people', 'wall'),

  'station.read': row('VOLDAS.U', 'shared', 'read', 'wall'),
  'station.write': row('....AS..', 'own', 'manage'),
  'station.command': row('.OL..S..', 'own', 'act'),
  'station.history': row('.OLDAS.U', 'own', 'read'),
  'reading.read': row('VOLDAS.U', 'shared', 'read', 'wall'),
  'gateway.read': row('....AS.U', 'none', 'read'),
  'gateway.write': proved('.....S..', 'none', 'manage'),
  'service.read': row('.....SXU', 'none', 'read'),
  'service.write': proved('.....S..', 'none', 'manage'),
  'credential.rotate': proved('....AS..', 'own', 'manage'),
  'wall.admit': proved('....AS..', 'own', 'manage'),

  'alarm.read': row('VOLDAS.U', 'shared', 'read', 'wall'),
  'alarm.step': row('.OL.....', 'own', 'act'),
  'alarm.service': row('..L.....', 'own', 'act'),
  'alert.take': row('.O...S..', 'none', 'act'),
  'incident.read': row('VOLDAS.U', 'shared', 'read', 'wall'),
  'incident.step': row('.OL.....', 'own', 'act'),
  'warning.read': row('VOLDAS.U', 'shared', 'read', 'wall'),
  'warning.issue': row('..L.....', 'own', 'act'),
  'suppression.read': row('VOLDAS.U', 'none', 'read', 'wall'),
  'suppression.write': row('..L.....', 'own', 'act'),
  'performance.read': row('VOLDAS.U', 'own', 'read'),

  'rule.read': row('VOLDAS.U', 'shared', 'read'),
  'rule.try': row('..LDA...', 'shared', 'act'),
  'rule.write': row('....A...', 'own', 'manage'),
  'duty.read': row('VOLDAS.U', 'none', 'read', 'wall'),
  'shift.read': row('VOLDAS.U', 'none', 'read'),
  'shift.note': row('.OL.A...', 'none', 'act'),
  'duty.contacts': row('.OL.AS.U', 'own', 'read'),
  'duty.override': row('.OL.A...', 'own', 'act'),
  'duty.write': row('....A...', 'own', 'manage'),
  'channel.read': row('.OL.AS.U', 'none', 'read'),
  'channel.write': proved('.....S..', 'none', 'manage'),

  'ledger.read': row('VOLDAS.U', 'shared', 'read'),
  'letter.read': row('VOLDAS.U', 'shared', 'read'),
  'letter.step': row('...D....', 'own', 'act'),
  'field-map.read': row('VOLDAS.U', 'shared', 'read'),
  'field-map.write': row('...D....', 'own', 'manage'),

  'operations.read': row('VOLDAS.U', 'none', 'read', 'wall'),
  'metrics.read': row('.....S.U', 'none', 'read'),
  'backup.read': row('.....S.U', 'none', 'read'),
  'backup.write': proved('.....S..', 'none', 'manage'),
  'config.write': proved('.....S..', 'none', 'manage'),

  'people.read': row('....A.XU', 'own', 'people'),
  'people.write': proved('....A.X.', 'own', 'people'),
  // No scope: no script decides who is an administrator (asked within people.write), or how people sign in.
  'people.administer': row('......X.', 'none'),
  'people.recover': proved('....A.X.', 'own'),
  'grant.read': row('...DA.XU', 'own', 'read', 'people'),
  'grant.ask': row('...DA...', 'own', 'people'),
  'grant.decide': proved('....A...', 'own', 'people'),
  'audit.read': row('.......U', 'none', 'read'),
  'audit.export': proved('.......U', 'none', 'read'),
} as const satisfies Record<string, ActionRow>

export type Action = keyof typeof ACTIONS

/** Every action, in the order of the table. */
export const ACTION_NAMES = Object.keys(ACTIONS) as readonly Action[]

function row(letters: string, reach: Reach, ...scopes: readonly TokenScope[]): ActionRow {
  const roles = Object.entries(LETTERS).flatMap(([letter, role]) => (letters.includes(letter) ? [role] : []))
  return { roles, reach, scopes, needsProof: false }
}

function proved(letters: string, reach: Reach, ...scopes: readonly TokenScope[]): ActionRow {
  return { ...row(letters, reach, ...scopes), needsProof: true }
}

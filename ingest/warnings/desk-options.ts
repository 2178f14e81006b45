import type { Compilable } from 'kysely'
import type { CapStatus } from '../../domain/cap/alert.ts'
import type { WarningContext } from '../../domain/cap/context.ts'
import type { WarningSource } from '../../domain/cap/warning.ts'
import type { Rule } from '../../domain/rule.ts'
import type { AuditRecords } from '../../store/records/audit.ts'
import type { CursorRecords } from '../../store/records/cursors.ts'
import type { WarningRecords } from '../../store/records/warnings.ts'
import type { Troubles } from '../alarms/troubles.ts'
import type { WarningFeed } from './feed.ts'

/** What a warning desk is opened with. */
export interface WarningDeskOptions {
  readonly context: WarningContext
  readonly warnings: WarningRecords
  /** One for each source. */
  readonly feeds: readonly WarningFeed[]
  readonly cursors: CursorRecords
  readonly audit: AuditRecords
  readonly transact: (statements: readonly Compilable[]) => Promise<void>
  /** The rule as it judges now. */
  readonly ruleOf: (id: string) => Rule | undefined
  /** Calls back after each event of a feed. */
  readonly onEvent: (listener: () => void) => () => void
  readonly troubles: Pick<Troubles, 'raise' | 'clear'>
  readonly log: {
    info(detail: object, text: string): void
    error(detail: object, text: string): void
  }
  readonly now: () => number
}

/** What a person orders. */
export interface WarningOrder {
  readonly by: string
  readonly why: string | null
}

/** Issues CAP messages: by itself what the policy says, and what a person orders. */
export interface WarningDesk extends AsyncDisposable {
  /** Resolves with the identifier once it is durable. Throws `not-found`, `step-not-allowed`, `warnings-not-configured`. */
  issue(source: WarningSource, id: string, order: WarningOrder): Promise<string>
  withdraw(source: WarningSource, id: string, order: WarningOrder): Promise<string>
  /** The document that would come next. A status that the message will not have is refused, Draft and Test apart. */
  preview(
    source: WarningSource,
    id: string,
    of: { readonly dialect: 'oasis' | 'cn'; readonly status: CapStatus },
  ): Promise<string>
  /** Looks at every event so far, prolongs what is due, and ends what has been over for long enough. */
  look(): Promise<void>
  readonly issued: Readonly<Record<'Alert' | 'Update' | 'Cancel', number>>
  onIssued(listener: () => void): () => void
}

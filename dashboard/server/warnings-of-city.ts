import type { CapStatus } from '../../domain/cap/alert.ts'
import type { IssuedWarning } from '../../domain/cap/issued.ts'
import type { WarningSource } from '../../domain/cap/warning.ts'
import type { PageOf, Paging } from '../../store/records/page.ts'

export type CapDialect = 'oasis' | 'cn'

/** Who issues or withdraws a warning, and why. */
export interface WarningOrder {
  readonly by: string
  readonly why: string | null
}

/** CAP messages as the window sees them. */
export interface WarningsOfCity {
  /** Kinds whose alarms only a person issues: they are not shared with every department, and `warnings.kinds` names none. */
  readonly kindsByHand: readonly string[]
  /** Newest first. */
  list(
    filter: {
      readonly state?: 'active' | 'past'
      readonly source?: WarningSource
      readonly sourceId?: string
      readonly now: number
    } & Paging,
  ): Promise<PageOf<IssuedWarning>>
  /** As it went out. Throws `not-found`; `warnings-not-configured` for a dialect that it was not issued in. */
  get(identifier: string, dialect: CapDialect): Promise<{ readonly warning: IssuedWarning; readonly xml: string }>
  /** What would come next. Throws `not-found`, `request-invalid`, `warnings-not-configured`. */
  preview(
    source: WarningSource,
    id: string,
    of: { readonly dialect: CapDialect; readonly status: CapStatus },
  ): Promise<string>
  /** Throw `not-found`, `step-not-allowed`, `warnings-not-configured`, `warning-invalid`. */
  issue(source: WarningSource, id: string, order: WarningOrder): Promise<IssuedWarning>
  withdraw(source: WarningSource, id: string, order: WarningOrder): Promise<IssuedWarning>
  /** Public warnings in force as Atom; `changedAt` is when they last changed. */
  feed(now: number): Promise<{ readonly xml: string; readonly etag: string; readonly changedAt: number }>
}

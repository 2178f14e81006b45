import type { DutyList, DutyVersion } from '../../domain/duty.ts'
import type { AlarmDuty, DutyNow, DutyWeek } from '../../domain/on-duty.ts'

/** Who is on duty and who is called, as the window sees it. `change` says who changes it, why, and the version that was read. */
export interface DutyOfCity {
  now(at: number): DutyNow
  week(span: { readonly from: number; readonly to: number }): DutyWeek
  /** Whom an alarm calls. Throws `not-found`. */
  ofAlarm(id: string): Promise<AlarmDuty>
  /** Newest version of each. */
  list(list: DutyList): readonly DutyVersion[]
  /** Newest first; empty for an unknown one. */
  history(list: DutyList, id: string): Promise<readonly DutyVersion[]>
  /** Throws `request-invalid` with every fault, `duty-changed`. */
  save(
    list: DutyList,
    item: unknown,
    change: { readonly by: string; readonly why: string; readonly version: number },
  ): Promise<DutyVersion>
  /** Throws `not-found`, `duty-changed`, and `request-invalid` while something names it. */
  remove(
    list: DutyList,
    id: string,
    change: { readonly by: string; readonly why: string; readonly version: number },
  ): Promise<DutyVersion>
}

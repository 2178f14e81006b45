import type { WarningPolicy } from '../domain/cap/policy.ts'
import { expectKnown, type Names } from './known.ts'
import type { CityFile } from './schema.ts'
import type { Item } from './sheet.ts'

/** How a city warns, with the defaults: nothing by itself, to departments only, for six hours. */
export function warningPolicyOf({
  label,
  warnings = {} as never,
}: Pick<CityFile, 'label' | 'warnings'>): WarningPolicy {
  const given: Partial<NonNullable<CityFile['warnings']>> = warnings
  const { cn = {} } = given
  return {
    sender: given.sender ?? null,
    senderName: given.senderName ?? label,
    contact: given.contact,
    publicUrl: given.publicUrl,
    scope: given.scope ?? 'Restricted',
    restriction: given.restriction ?? 'For departments of the city and their partners; not for publication.',
    issueFrom: given.issueFrom ?? null,
    kinds: given.kinds ?? null,
    exceptRules: given.exceptRules ?? [],
    expiresMinutes: given.expiresMinutes ?? 360,
    holdMinutes: given.holdMinutes ?? 5,
    simulated: given.simulated ?? 'Exercise',
    stationRadiusKm: given.stationRadiusKm ?? 0.5,
    categories: given.categories ?? {},
    cn: {
      senderCode: cn.senderCode ?? null,
      eventTypes: cn.eventTypes ?? {},
      methods: cn.methods ?? ['WEB'],
      secClassification: cn.secClassification ?? 'None',
    },
  }
}

/** Kinds that `warnings` names and nothing of this city has. Rules may be made at run time, so their names are not judged. */
export function checkWarnings(item: Item<CityFile>, kinds: Names): void {
  const { warnings } = item.value
  warnings?.kinds?.forEach((kind, i) => expectKnown(item, ['warnings', 'kinds', i], kind, ['kind', kinds]))
  for (const kind of Object.keys(warnings?.categories ?? {}))
    expectKnown(item, ['warnings', 'categories', kind], kind, ['kind', kinds])
}

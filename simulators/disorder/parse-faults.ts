import { suggest } from '../../config/fault.ts'
import type { Station } from '../../domain/station.ts'
import { LINK_FAULTS, type LinkFault, READING_FAULTS, type ReadingFault } from './fault-types.ts'

/** A fault that was asked for: how much of it, and of whom. */
export interface FaultWish<Type = ReadingFault | LinkFault> {
  readonly type: Type
  /** 0..1: of the readings; of the devices for what befalls connections. */
  readonly rate: number
  /** A station, gateway, kind, district or vendor; everybody when not given. */
  readonly who: string | null
}

export interface FaultWishes {
  readonly readings: readonly FaultWish<ReadingFault>[]
  readonly links: readonly FaultWish<LinkFault>[]
}

export const NO_FAULTS: FaultWishes = { readings: [], links: [] }

/** Reads `late:5%,duplicate:1%@air,flapping:10%@gw-01`. Throws an error for people. */
export function parseFaults(text: string): FaultWishes {
  const wishes = text.split(',').filter(Boolean).map(wishOf)
  return {
    readings: wishes.filter((wish): wish is FaultWish<ReadingFault> => isOf(READING_FAULTS, wish.type)),
    links: wishes.filter((wish): wish is FaultWish<LinkFault> => isOf(LINK_FAULTS, wish.type)),
  }
}

function wishOf(text: string): FaultWish {
  const [, type = '', rate = '', percent, who] = /^([a-z-]+):([0-9.]+)(%?)(?:@(.+))?$/.exec(text) ?? []
  const share = Number(rate) / (percent ? 100 : 1)
  if (type === '' || !(share > 0 && share <= 1))
    throw new Error(`${text} is no fault: expected like late:5% or late:5%@air, from above 0 to 100 %`)
  const known = [...READING_FAULTS.filter((name) => name !== 'scaled'), ...LINK_FAULTS]
  if (!isOf(known, type))
    throw new Error(`there is no fault ${type}${suggest(type, known)}; there are: ${known.join(', ')}`)
  return { type, rate: share, who: who ?? null }
}

/** Whether a wish is about this station. */
export function isMeant(
  { who }: Pick<FaultWish, 'who'>,
  station: Pick<Station, 'id' | 'kind' | 'district'> & { readonly vendor?: string | undefined },
): boolean {
  return who === null || [station.id, station.kind, station.district, station.vendor].includes(who)
}

function isOf<T extends string>(list: readonly T[], type: string): type is T {
  return (list as readonly string[]).includes(type)
}

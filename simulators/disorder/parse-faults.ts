import { suggest } from '../../config/fault.ts'
import type { Station } from '../../domain/station.ts'
import { LINK_FAULTS, type LinkFault, READING_FAULTS, type ReadingFault, REFUSED } from './fault-types.ts'

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
  if (wishes.length === 0) throw new Error('expected at least one fault, like late:5% or late:5%@air')
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
export function isMeant({ who }: Pick<FaultWish, 'who'>, station: Member): boolean {
  return who === null || namesOf(station).includes(who)
}

/** Throws, with what there is, for a wish that would do nothing among the simulated stations of these. */
export function expectTargets(
  { readings, links }: FaultWishes,
  stations: readonly (Member & { readonly simulated?: boolean | undefined })[],
): void {
  const all = stations.filter(({ simulated }) => simulated)
  for (const wish of [...readings, ...links]) {
    const { who, type } = wish
    const meant = all.filter((station) => isMeant(wish, station))
    if (meant.length === 0) throw new Error(`${type}@${who}: ${unknown(who ?? '', all)}`)
    if (isOf([...REFUSED], type) && meant.every(({ gateway }) => gateway !== undefined))
      throw new Error(
        `${type}${who === null ? '' : `@${who}`} would do nothing: it is not sent of stations behind a gateway, for the others in the message would be refused with it`,
      )
  }
}

function unknown(who: string, all: readonly Member[]): string {
  const groups = new Set(all.flatMap(({ id, ...groups }) => namesOf({ id, ...groups }).slice(1)))
  const known = [...all.map(({ id }) => id), ...groups]
  return `no simulated station, gateway, kind, district or vendor is named so${suggest(who, known)}; besides single stations there are: ${[...groups].toSorted().join(', ')}`
}

type Member = Pick<Station, 'id' | 'kind' | 'district'> & {
  readonly gateway?: string | undefined
  readonly vendor?: string | undefined
}

function namesOf({ id, kind, district, gateway, vendor }: Member): string[] {
  return [id, kind, district, gateway, vendor].filter((name) => name !== undefined)
}

function isOf<T extends string>(list: readonly T[], type: string): type is T {
  return (list as readonly string[]).includes(type)
}

import type { Station } from '../../../domain/station.ts'
import type { Sight } from './sight.ts'

/** Throws unless somebody may make a station: it must be theirs, and of a kind that they may see. */
export function demandNew(eyes: Sight, { kind, owner }: Pick<Station, 'kind' | 'owner'>): void {
  demandKind(eyes, kind)
  eyes.demand('station.write', eyes.things.kind(kind, owner), `kind ${kind}`)
}

/** Whose a station is, may see it: nobody sees what a kind keeps from them by calling it their own. */
export function demandKind(eyes: Sight, kind: string): void {
  eyes.demand('reading.read', eyes.things.kind(kind), `kind ${kind}`)
}

import type { KindFacts } from '../api.ts'
import type { CityPicture } from '../live/picture.ts'

/** What moves in the city. */
export const FLOWS = ['plume', 'river', 'roads'] as const
export type Flow = (typeof FLOWS)[number]

/** What the map shows besides the ground. */
export interface LayerChoice {
  /** Kinds that are not drawn. */
  readonly hidden: ReadonlySet<string>
  /** Kind whose index fills the districts. */
  readonly fill: string | null
  readonly flows: ReadonlySet<Flow>
}

/** The choice that an address holds. */
export function layersOf(param: (name: string) => string | null): LayerChoice {
  const list = (name: string) => (param(name) ?? '').split(',').filter((one) => one !== '')
  return {
    hidden: new Set(list('hide')),
    fill: param('fill'),
    flows: new Set(FLOWS.filter((flow) => list('flow').includes(flow))),
  }
}

/** Kinds whose index can fill the districts. */
export function fillable(city: Pick<CityPicture, 'facts'>): readonly KindFacts[] {
  return city.facts?.kinds.filter((kind) => kind.index !== null) ?? []
}

/** Whether a kind reads the wind. */
export function hasWind({ values }: Pick<KindFacts, 'values'>): boolean {
  return values['windSpeed']?.unit === 'm/s' && values['windDirection']?.unit === 'deg'
}

/** Flows that the kinds of a city have readings for. */
export function flowsOf(city: Pick<CityPicture, 'facts'>): readonly Flow[] {
  const kinds = city.facts?.kinds ?? []
  const has: Record<Flow, boolean> = {
    plume: kinds.some(hasWind),
    river: kinds.some(isOfRivers),
    roads: kinds.some(isOfRoads),
  }
  return FLOWS.filter((flow) => has[flow])
}

export function isOfRivers({ index }: Pick<KindFacts, 'index'>): boolean {
  return index?.id === 'water-class'
}

export function isOfRoads({ index }: Pick<KindFacts, 'index'>): boolean {
  return index?.id === 'traffic'
}

/** Kinds that must be known of the whole city, wherever the map looks: a district's index, a wind that blows into the picture. */
export function everywhereOf(city: Pick<CityPicture, 'facts'>, { fill, flows }: LayerChoice): string[] {
  const kinds = city.facts?.kinds ?? []
  return kinds.filter((kind) => kind.id === fill || (flows.has('plume') && hasWind(kind))).map(({ id }) => id)
}

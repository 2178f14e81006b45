import type { CityState } from './city.ts'

/** What a map shows of the city: the live picture, or another that stands in its place. One object, whose parts change. */
export type CityPicture = Pick<
  CityState,
  'facts' | 'stations' | 'latest' | 'alarms' | 'link' | 'now' | 'kind' | 'label' | 'freshness' | 'look'
>

import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map as MapView } from 'maplibre-gl'
import { type Language, nameIn } from '../../../domain/label.ts'
import type { CityPicture } from '../live/picture.ts'
import { districtIndices, type DistrictIndex } from './district-index.ts'
import { plumeOf } from './flows/plume.ts'
import { coursesOf, riverOf } from './flows/river.ts'
import { detectorsOf, piecesOf, roadsIn, roadsOf, type RoadPiece } from './flows/roads.ts'
import type { Ground } from './ground.ts'
import type { GroundFiles } from './ground-files.ts'
import { isOfRivers, isOfRoads, type LayerChoice } from './layers.ts'
import { namesOf } from './names.ts'
import { GROUND, NAMED_LAYERS } from './style.ts'

/** Keeps the ground, the districts' index and what moves in step with the city. */
export interface CityLayers {
  update(city: CityPicture, of: { readonly choice: LayerChoice; readonly language: Language }): void
  /** Reads the ground again. */
  refresh(): void
}

/** What moves is worked out anew so often. */
const FLOW_MS = 5000

export function createCityLayers(
  map: MapView,
  {
    ground,
    files,
    hasBasemap,
    unknown,
  }: {
    readonly ground: Ground
    readonly files: GroundFiles
    readonly hasBasemap: boolean
    /** The word for a district of which too little is known. */
    readonly unknown: () => string
  },
): CityLayers {
  let indices: ReadonlyMap<string, DistrictIndex> = new Map()
  let pieces: readonly RoadPiece[] = []
  let piecesFor = -1
  let named = ''
  let filled = ''
  let flowing = ''
  let flowedAt = -Infinity

  function set(source: string, data: FeatureCollection): void {
    void map.getSource<GeoJSONSource>(source)?.setData(ground.lay(data))
  }

  function layGround(): void {
    for (const name of GROUND) {
      // Tiles bring these themselves.
      if (hasBasemap && name === 'parks') continue
      files.get(name).then(
        (data) => set(name, data),
        () => undefined,
      )
    }
  }

  function name(city: CityPicture, choice: LayerChoice, language: Language): void {
    const words = choice.fill === null ? '' : [...indices].map(([id, { level }]) => `${id}${level}`).join()
    const key = `${language} ${choice.fill ?? ''} ${words}`
    if (key === named) return
    named = key
    if (!hasBasemap) for (const layer of NAMED_LAYERS) map.setLayoutProperty(layer, 'text-field', ['get', language])
    files.get('districts').then(
      (districts) =>
        set(
          'names',
          namesOf(districts, city, language, (id) => wordOf(city, choice, id, language)),
        ),
      () => {
        // A map without names is still a map; they are asked for again at the next update.
        named = ''
      },
    )
  }

  /** A colour is never alone: the class stands below the name. */
  function wordOf(city: CityPicture, { fill }: LayerChoice, district: string, language: Language): string {
    const of = indices.get(district)
    const kind = fill === null ? undefined : city.kind(fill)
    if (of === undefined || kind?.index == null) return ''
    const label = of.level === null ? undefined : kind.index.levels[of.level - 1]?.label
    if (label === undefined) return unknown()
    return of.value === null
      ? nameIn(language, label)
      : `${nameIn(language, label)} ${of.value.toFixed(kind.index.decimals)}`
  }

  function fill(city: CityPicture, choice: LayerChoice): void {
    indices = choice.fill === null ? new Map() : districtIndices(city, choice.fill)
    const levels = choice.fill === null ? [] : (city.kind(choice.fill)?.index?.levels ?? [])
    const key = `${choice.fill ?? ''} ${[...indices].map(([id, { level }]) => `${id}${level}`).join()}`
    if (key === filled) return
    filled = key
    map.removeFeatureState({ source: 'districts' })
    for (const [id, { level }] of indices)
      map.setFeatureState(
        { source: 'districts', id },
        level === null ? { level: 0 } : { level, colour: levels[level - 1]?.colour ?? '#888888' },
      )
  }

  async function flow(city: CityPicture, { flows }: LayerChoice, language: Language): Promise<void> {
    const levelsOf = (is: (kind: { index: NonNullable<CityPicture['facts']>['kinds'][number]['index'] }) => boolean) =>
      city.facts?.kinds.find(is)?.index?.levels ?? []
    const told = (data: FeatureCollection, levels: ReturnType<typeof levelsOf>): FeatureCollection => {
      for (const { properties } of data.features) {
        const level = levels[Number(properties?.['level'] ?? 0) - 1]
        if (properties === null || level === undefined) continue
        properties['colour'] = level.colour
        properties['word'] = nameIn(language, level.label)
      }
      return data
    }
    const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] }
    set('plume', flows.has('plume') ? plumeOf(city) : nothing)
    if (flows.has('river')) set('river', told(riverOf(city, coursesOf(await files.get('water'))), levelsOf(isOfRivers)))
    else set('river', nothing)
    if (!flows.has('roads')) return set('roads-now', nothing)
    const roads = await files.get('roads')
    if (piecesFor !== city.stations.size) {
      piecesFor = city.stations.size
      pieces = piecesOf(roadsIn(roads), detectorsOf(city))
    }
    set('roads-now', told(roadsOf(city, pieces), levelsOf(isOfRoads)))
  }

  layGround()
  return {
    update(city, { choice, language }) {
      fill(city, choice)
      name(city, choice, language)
      const key = `${[...choice.flows].join()} ${language} ${choice.flows.size === 0 ? '' : alarmKey(city)}`
      const isDue = choice.flows.size > 0 && performance.now() - flowedAt > FLOW_MS
      if (key === flowing && !isDue) return
      flowing = key
      flowedAt = performance.now()
      // Files that did not come are asked for at the next turn.
      flow(city, choice, language).catch(() => undefined)
    },
    refresh() {
      files.forget()
      named = ''
      layGround()
    },
  }
}

function alarmKey(city: CityPicture): string {
  return [...city.alarms.values()].map(({ id, state, severity }) => `${id}${state}${severity}`).join()
}

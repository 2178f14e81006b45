import type { FeatureCollection } from 'geojson'
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { Basemap } from '../../../domain/basemap.ts'
import { basemapLayers, basemapSource } from './basemap-style.ts'
import { flowLayers, FLOW_SOURCES } from './flow-style.ts'
import { stationLayers, STATION_SOURCES } from './station-style.ts'

/** Colour of a token of the theme in force. */
export type Paint = (token: string) => string

export type ByZoom = (far: number, near: number) => ExpressionSpecification

export const GROUND = ['districts', 'parks', 'water', 'roads'] as const
export type GroundFile = (typeof GROUND)[number]

/** Layers whose text is the name that the file gives in a language. */
export const NAMED_LAYERS = ['road-names', 'water-names'] as const

export interface StyleOptions {
  readonly paint: Paint
  readonly isDark: boolean
  /** 1 at a desk. */
  readonly scale: number
  /** What lies under the city's own map; null: nothing. */
  readonly basemap: Basemap | null
}

/** The map's style: our own GeoJSON in the theme's muted colours, filled in later; nothing is asked of another machine but the tiles that the city chose. */
export function buildStyle({ paint, isDark, scale, basemap }: StyleOptions): StyleSpecification {
  const byZoom: ByZoom = (far, near) => zoomed(far * scale, near * scale)
  const sources: StyleSpecification['sources'] = {}
  for (const name of [...STATION_SOURCES, ...FLOW_SOURCES, 'names', 'parks', 'water', 'roads'])
    sources[name] = { type: 'geojson', data: nothing() }
  sources['stations'] = { type: 'geojson', data: nothing(), promoteId: 'id' }
  sources['districts'] = { type: 'geojson', data: nothing(), promoteId: 'id' }
  if (basemap !== null) sources['basemap'] = basemapSource(basemap)
  return {
    version: 8,
    sources,
    layers: [
      ...groundLayers(paint, byZoom),
      ...(basemap === null ? [] : basemapLayers(basemap, paint, isDark)),
      ...districtLayers(paint),
      ...nameLayers(paint, byZoom, basemap !== null),
      ...flowLayers(paint, byZoom),
      ...stationLayers(paint, byZoom, districtNames(paint, byZoom)),
    ],
  }
}

function groundLayers(paint: Paint, byZoom: ByZoom): LayerSpecification[] {
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': paint('--page') } },
    { id: 'district-ground', type: 'fill', source: 'districts', paint: { 'fill-color': paint('--ground') } },
    {
      id: 'parks',
      type: 'fill',
      source: 'parks',
      paint: { 'fill-color': ['match', ['get', 'class'], GREEN, paint('--park'), paint('--built')] },
    },
    {
      id: 'water',
      type: 'fill',
      source: 'water',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': paint('--water') },
    },
    {
      id: 'roads',
      type: 'line',
      source: 'roads',
      filter: ['!=', ['get', 'class'], 'rail'],
      paint: {
        'line-color': paint('--road'),
        'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 9, widths(0.4), 14, widths(4)],
      },
      layout: { 'line-cap': 'round', 'line-join': 'round' },
    },
    {
      id: 'rail',
      type: 'line',
      source: 'roads',
      filter: ['==', ['get', 'class'], 'rail'],
      paint: { 'line-color': paint('--line-strong'), 'line-width': byZoom(0.8, 2), 'line-dasharray': [6, 3] },
    },
  ]
}

/** The index of a district; hatched, never coloured, where too little is known. */
function districtLayers(paint: Paint): LayerSpecification[] {
  const level: ExpressionSpecification = ['coalesce', ['feature-state', 'level'], -1]
  return [
    {
      id: 'district-fill',
      type: 'fill',
      source: 'districts',
      paint: {
        'fill-color': ['to-color', ['feature-state', 'colour'], paint('--ground')],
        'fill-opacity': ['case', ['>', level, 0], 0.4, 0],
      },
    },
    {
      id: 'district-unknown',
      type: 'fill',
      source: 'districts',
      paint: { 'fill-pattern': 'hatch', 'fill-opacity': ['case', ['==', level, 0], 0.9, 0] },
    },
    {
      id: 'district-line',
      type: 'line',
      source: 'districts',
      paint: { 'line-color': paint('--district'), 'line-width': 1, 'line-dasharray': [4, 2] },
    },
  ]
}

/** Above the stations, or a crowd of them would hide where one is. */
function districtNames(paint: Paint, byZoom: ByZoom): LayerSpecification {
  return {
    id: 'district-names',
    type: 'symbol',
    source: 'names',
    layout: {
      'text-field': ['get', 'name'],
      'text-size': byZoom(12, 17),
      'text-letter-spacing': 0.08,
      'text-padding': 4,
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
      'text-radial-offset': 1.6,
    },
    paint: { 'text-color': paint('--soft'), 'text-halo-color': paint('--ground'), 'text-halo-width': 1.5 },
  }
}

function nameLayers(paint: Paint, byZoom: ByZoom, hasBasemap: boolean): LayerSpecification[] {
  // Tiles bring names of their own.
  if (hasBasemap) return []
  return [
    {
      id: 'road-names',
      type: 'symbol',
      source: 'roads',
      minzoom: 12.5,
      filter: ['!', ['in', ['get', 'class'], ['literal', ['street', 'secondary']]]],
      layout: { 'symbol-placement': 'line', 'text-field': '', 'text-size': byZoom(11, 11), 'symbol-spacing': 400 },
      paint: { 'text-color': paint('--soft'), 'text-halo-color': paint('--ground'), 'text-halo-width': 1.5 },
    },
    {
      id: 'water-names',
      type: 'symbol',
      source: 'water',
      filter: ['==', ['geometry-type'], 'Polygon'],
      layout: { 'text-field': '', 'text-size': byZoom(11, 14) },
      paint: { 'text-color': paint('--soft'), 'text-halo-color': paint('--water'), 'text-halo-width': 1 },
    },
  ]
}

const GREEN = ['park', 'forest', 'wetland']

/** Broader for the greater roads. */
function widths(street: number): ExpressionSpecification {
  const times = (by: number) => street * by
  return [
    'match',
    ['get', 'class'],
    ['expressway', 'ring'],
    times(2.4),
    'arterial',
    times(1.8),
    'secondary',
    times(1.3),
    street,
  ]
}

function zoomed(far: number, near: number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], 9, far, 14, near]
}

function nothing(): FeatureCollection {
  return { type: 'FeatureCollection', features: [] }
}

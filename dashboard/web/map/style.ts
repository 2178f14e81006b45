import type { FeatureCollection } from 'geojson'
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'

/** Colour of a token of the theme in force. */
export type Paint = (token: string) => string

export const GROUND = ['districts', 'parks', 'water', 'roads'] as const

/** Layers whose text is the name that the file gives in a language. */
export const NAMED_LAYERS = ['road-names', 'water-names'] as const

/** Where a layer of the ground is read. */
export function groundOf(name: (typeof GROUND)[number], origin: string): string {
  return `${origin}/map/${name}.geojson`
}

type ByZoom = (far: number, near: number) => ExpressionSpecification

/** The map's style: our own GeoJSON in the theme's muted colours; nothing is asked of another machine. `scale`: 1 at a desk. */
export function buildStyle(paint: Paint, origin: string, scale: number): StyleSpecification {
  const byZoom = (far: number, near: number) => zoomed(far * scale, near * scale)
  const sources: StyleSpecification['sources'] = {
    stations: { type: 'geojson', data: empty(), promoteId: 'id' },
    offline: { type: 'geojson', data: empty() },
    alarms: { type: 'geojson', data: empty() },
    names: { type: 'geojson', data: empty() },
  }
  for (const name of GROUND) sources[name] = { type: 'geojson', data: groundOf(name, origin) }
  return { version: 8, sources, layers: [...groundLayers(paint, byZoom), ...stationLayers(paint, byZoom)] }
}

function groundLayers(paint: Paint, byZoom: ByZoom): LayerSpecification[] {
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': paint('--page') } },
    { id: 'district-fill', type: 'fill', source: 'districts', paint: { 'fill-color': paint('--ground') } },
    {
      id: 'parks',
      type: 'fill',
      source: 'parks',
      paint: { 'fill-color': ['match', ['get', 'class'], GREEN, paint('--park'), paint('--built')] },
    },
    { id: 'water', type: 'fill', source: 'water', paint: { 'fill-color': paint('--water') } },
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
    {
      id: 'district-line',
      type: 'line',
      source: 'districts',
      paint: { 'line-color': paint('--district'), 'line-width': 1, 'line-dasharray': [4, 2] },
    },
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
      layout: { 'text-field': '', 'text-size': byZoom(11, 14) },
      paint: { 'text-color': paint('--soft'), 'text-halo-color': paint('--water'), 'text-halo-width': 1 },
    },
  ]
}

const SEVERITY: ExpressionSpecification = ['coalesce', ['feature-state', 'severity'], 'none']
const LOOK: ExpressionSpecification = ['coalesce', ['feature-state', 'look'], 'hollow']

function stationLayers(paint: Paint, byZoom: ByZoom): LayerSpecification[] {
  const colour: ExpressionSpecification = [
    'match',
    SEVERITY,
    'red',
    paint('--red'),
    'orange',
    paint('--orange'),
    'yellow',
    paint('--yellow'),
    'blue',
    paint('--blue'),
    paint('--data'),
  ]
  const isChosen: ExpressionSpecification = ['boolean', ['feature-state', 'chosen'], false]
  const isPlain: ExpressionSpecification = ['==', LOOK, 'plain']
  const markSize = byZoom(0.5, 1)
  return [
    {
      id: 'stations',
      type: 'symbol',
      source: 'stations',
      layout: { 'icon-image': ['get', 'shape'], 'icon-size': markSize, ...ALWAYS },
      paint: {
        'icon-color': ['case', isPlain, colour, paint('--panel')],
        'icon-halo-color': ['case', isChosen, paint('--focus'), isPlain, paint('--outline'), colour],
        'icon-halo-width': ['case', isChosen, 2, isPlain, 1, 1.5],
      },
    },
    {
      id: 'slashes',
      type: 'symbol',
      source: 'offline',
      layout: { 'icon-image': 'slash', 'icon-size': markSize, ...ALWAYS },
      paint: { 'icon-color': paint('--ink') },
    },
    {
      id: 'district-names',
      type: 'symbol',
      source: 'names',
      layout: {
        'text-field': ['get', 'name'],
        'text-size': byZoom(12, 17),
        'text-letter-spacing': 0.08,
        'text-padding': 4,
      },
      paint: { 'text-color': paint('--soft'), 'text-halo-color': paint('--ground'), 'text-halo-width': 1.5 },
    },
    {
      id: 'alarms',
      type: 'symbol',
      source: 'alarms',
      layout: {
        'icon-image': ['concat', 'severity-', ['get', 'severity']],
        'icon-size': byZoom(0.65, 1),
        'icon-offset': [11, -11],
        'symbol-sort-key': ['get', 'rank'],
        ...ALWAYS,
      },
      paint: { 'icon-opacity': ['case', ['get', 'waiting'], 1, 0.75] },
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

const ALWAYS = { 'icon-allow-overlap': true, 'icon-ignore-placement': true } as const

function zoomed(far: number, near: number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], 9, far, 14, near]
}

function empty(): FeatureCollection {
  return { type: 'FeatureCollection', features: [] }
}

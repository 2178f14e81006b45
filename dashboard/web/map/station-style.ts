import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { ByZoom, Paint } from './style.ts'

export const STATION_SOURCES = ['stations', 'offline', 'alarms', 'clusters'] as const

const SEVERITY: ExpressionSpecification = ['coalesce', ['feature-state', 'severity'], 'none']
const LOOK: ExpressionSpecification = ['coalesce', ['feature-state', 'look'], 'hollow']
const ALWAYS = { 'icon-allow-overlap': true, 'icon-ignore-placement': true } as const

/** Marks of stations, coloured by state and shaped by kind; names over them, which give way to clusters, each a number in a ring; alarms above all. */
export function stationLayers(paint: Paint, byZoom: ByZoom, names: LayerSpecification): LayerSpecification[] {
  const isChosen: ExpressionSpecification = ['boolean', ['feature-state', 'chosen'], false]
  const isPlain: ExpressionSpecification = ['==', LOOK, 'plain']
  const colour = bySeverity(SEVERITY, paint, '--data')
  const markSize = byZoom(0.55, 1)
  return [
    {
      id: 'stations',
      type: 'symbol',
      source: 'stations',
      layout: {
        'icon-image': ['get', 'shape'],
        'icon-size': markSize,
        'icon-offset': ['get', 'offset'],
        ...ALWAYS,
      },
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
      layout: { 'icon-image': 'slash', 'icon-size': markSize, 'icon-offset': ['get', 'offset'], ...ALWAYS },
      paint: { 'icon-color': paint('--ink') },
    },
    names,
    {
      id: 'clusters',
      type: 'symbol',
      source: 'clusters',
      layout: {
        'icon-image': ['get', 'picture'],
        'icon-size': byZoom(1, 1.1),
        'symbol-sort-key': ['get', 'rank'],
        'icon-allow-overlap': true,
        'text-field': ['get', 'label'],
        'text-size': byZoom(12, 13),
        'text-allow-overlap': true,
      },
      paint: { 'text-color': paint('--ink') },
    },
    {
      id: 'alarms',
      type: 'symbol',
      source: 'alarms',
      layout: {
        'icon-image': ['concat', 'severity-', ['get', 'severity']],
        'icon-size': byZoom(0.65, 1),
        'icon-offset': ['get', 'offset'],
        'symbol-sort-key': ['get', 'rank'],
        ...ALWAYS,
      },
      paint: { 'icon-opacity': ['case', ['get', 'waiting'], 1, 0.75] },
    },
  ]
}

/** The colour of a severity; the token given where there is none. */
export function bySeverity(severity: ExpressionSpecification, paint: Paint, none: string): ExpressionSpecification {
  return [
    'match',
    severity,
    'red',
    paint('--red'),
    'orange',
    paint('--orange'),
    'yellow',
    paint('--yellow'),
    'blue',
    paint('--blue'),
    paint(none),
  ]
}

import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { LEVEL_DASHES, levelWidth } from './level-line.ts'
import { bySeverity } from './station-style.ts'
import type { ByZoom, Paint } from './style.ts'

export const FLOW_SOURCES = ['plume', 'river', 'roads-now'] as const

const LEVEL: ExpressionSpecification = ['get', 'level']
const COLOUR: ExpressionSpecification = ['to-color', ['get', 'colour'], '#888888']

/** What moves in the city: wind and its reach, rivers with their direction, roads by congestion. */
export function flowLayers(paint: Paint, byZoom: ByZoom): LayerSpecification[] {
  return [...roadLayers(paint, byZoom), ...riverLayers(paint, byZoom), ...plumeLayers(paint, byZoom)]
}

const DASHES: ExpressionSpecification = [
  'match',
  LEVEL,
  ...LEVEL_DASHES.flatMap((dashes, level) => [level, ['literal', [...dashes]]]),
  ['literal', [1, 0]],
] as unknown as ExpressionSpecification

function levelLine(more: number): ExpressionSpecification {
  const at = (times: number): ExpressionSpecification => [
    '+',
    more,
    ['*', times, ['case', ['==', LEVEL, 0], levelWidth(0), ['+', levelWidth(0) + 0.5, ['*', 0.9, LEVEL]]]],
  ]
  return ['interpolate', ['linear'], ['zoom'], 9, at(0.5), 14, at(1.3)]
}

function roadLayers(paint: Paint, byZoom: ByZoom): LayerSpecification[] {
  return [
    {
      id: 'roads-now-case',
      type: 'line',
      source: 'roads-now',
      paint: { 'line-color': paint('--outline'), 'line-width': levelLine(2), 'line-opacity': 0.75 },
    },
    {
      id: 'roads-now',
      type: 'line',
      source: 'roads-now',
      paint: {
        'line-color': ['case', ['==', LEVEL, 0], paint('--data'), COLOUR],
        'line-width': levelLine(0),
        'line-dasharray': DASHES,
      },
    },
    {
      id: 'roads-now-level',
      type: 'symbol',
      source: 'roads-now',
      minzoom: 11.5,
      filter: ['>', LEVEL, 2],
      layout: {
        'symbol-placement': 'line-center',
        'text-field': ['get', 'word'],
        'text-size': byZoom(11, 11),
        'text-rotation-alignment': 'viewport',
      },
      paint: { 'text-color': paint('--ink'), 'text-halo-color': paint('--raised'), 'text-halo-width': 2 },
    },
  ]
}

function riverLayers(paint: Paint, byZoom: ByZoom): LayerSpecification[] {
  const isStretch: ExpressionSpecification = ['==', ['get', 'is'], 'stretch']
  return [
    {
      id: 'river-class',
      type: 'line',
      source: 'river',
      filter: isStretch,
      paint: {
        'line-color': ['case', ['==', LEVEL, 0], paint('--data'), COLOUR],
        'line-width': byZoom(3, 6),
        'line-dasharray': DASHES,
      },
    },
    {
      id: 'river-below',
      type: 'line',
      source: 'river',
      filter: ['all', isStretch, ['!=', ['get', 'severity'], 'none']],
      paint: {
        'line-color': bySeverity(['get', 'severity'], paint, '--data'),
        'line-width': byZoom(2, 3),
        'line-gap-width': byZoom(5, 9),
      },
    },
    {
      id: 'river-way',
      type: 'symbol',
      source: 'river',
      filter: ['==', ['get', 'is'], 'course'],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 70,
        'icon-image': 'chevron',
        'icon-size': byZoom(0.5, 0.8),
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'icon-rotation-alignment': 'map',
      },
      paint: { 'icon-color': paint('--ink'), 'icon-halo-color': paint('--water'), 'icon-halo-width': 1 },
    },
  ]
}

function plumeLayers(paint: Paint, byZoom: ByZoom): LayerSpecification[] {
  const isReach: ExpressionSpecification = ['==', ['get', 'is'], 'reach']
  return [
    {
      id: 'plume',
      type: 'fill',
      source: 'plume',
      filter: isReach,
      paint: { 'fill-pattern': 'dots', 'fill-opacity': 0.55 },
    },
    {
      id: 'plume-edge',
      type: 'line',
      source: 'plume',
      filter: isReach,
      paint: { 'line-color': paint('--ink'), 'line-width': byZoom(1, 1.8), 'line-dasharray': [3, 2] },
    },
    {
      id: 'plume-minutes',
      type: 'symbol',
      source: 'plume',
      filter: isReach,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 1000,
        'text-field': ['get', 'label'],
        'text-size': byZoom(11, 13),
      },
      paint: { 'text-color': paint('--ink'), 'text-halo-color': paint('--ground'), 'text-halo-width': 2 },
    },
    {
      id: 'wind',
      type: 'symbol',
      source: 'plume',
      filter: ['==', ['get', 'is'], 'wind'],
      layout: {
        'icon-image': 'arrow',
        'icon-size': ['interpolate', ['linear'], ['get', 'speed'], 0, 0.5, 10, 1.2],
        'icon-rotate': ['get', 'to'],
        'icon-rotation-alignment': 'map',
        'icon-offset': [0, -16],
        'icon-padding': 12,
      },
      paint: { 'icon-color': paint('--ink'), 'icon-halo-color': paint('--ground'), 'icon-halo-width': 1 },
    },
  ]
}

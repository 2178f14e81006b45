import type { LayerSpecification, SourceSpecification } from 'maplibre-gl'
import type { Basemap } from '../../../domain/basemap.ts'
import type { Paint } from './style.ts'

/** Where the tiles come from. A PMTiles file is read through the protocol that `pmtiles.ts` registers. */
export function basemapSource({ format, url, minZoom, maxZoom, tileSize }: Basemap): SourceSpecification {
  const zooms = { minzoom: minZoom, maxzoom: maxZoom }
  const address = url.startsWith('/') ? `${location.origin}${url}` : url
  if (format === 'raster') return { type: 'raster', tiles: [address], tileSize, ...zooms }
  if (format === 'vector') return { type: 'vector', tiles: [address], ...zooms }
  return { type: 'vector', tiles: [`pmtiles://${address}/{z}/{x}/{y}`], ...zooms }
}

/** The tiles as muted as our own ground, so that only what is abnormal has colour. */
export function basemapLayers(basemap: Basemap, paint: Paint, isDark: boolean): LayerSpecification[] {
  if (basemap.format === 'raster')
    return [
      {
        id: 'basemap',
        type: 'raster',
        source: 'basemap',
        paint: isDark
          ? {
              'raster-saturation': -0.8,
              'raster-brightness-min': 0.45,
              'raster-brightness-max': 0,
              'raster-opacity': 0.9,
            }
          : { 'raster-saturation': -0.65, 'raster-contrast': -0.15, 'raster-opacity': 0.9 },
      },
    ]
  return vectorLayers(paint)
}

/** Layer names of the two schemas that tiles are published in: Protomaps and OpenMapTiles. A layer that a file lacks draws nothing. */
function vectorLayers(paint: Paint): LayerSpecification[] {
  const fill = (layer: string, colour: string): LayerSpecification => ({
    id: `basemap-${layer}`,
    type: 'fill',
    source: 'basemap',
    'source-layer': layer,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': paint(colour) },
  })
  const line = (layer: string, colour: string, near: number): LayerSpecification => ({
    id: `basemap-${layer}`,
    type: 'line',
    source: 'basemap',
    'source-layer': layer,
    filter: ['==', ['geometry-type'], 'LineString'],
    paint: {
      'line-color': paint(colour),
      'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, 0.5, 16, near],
    },
  })
  const names = (layer: string): LayerSpecification => ({
    id: `basemap-${layer}-names`,
    type: 'symbol',
    source: 'basemap',
    'source-layer': layer,
    layout: { 'text-field': ['coalesce', ['get', 'name'], ''], 'text-size': 12 },
    paint: { 'text-color': paint('--soft'), 'text-halo-color': paint('--ground'), 'text-halo-width': 1.5 },
  })
  return [
    fill('earth', '--ground'),
    fill('landuse', '--built'),
    fill('landcover', '--park'),
    fill('park', '--park'),
    fill('water', '--water'),
    fill('buildings', '--built'),
    fill('building', '--built'),
    line('waterway', '--water', 4),
    line('roads', '--road', 8),
    line('transportation', '--road', 8),
    line('boundaries', '--district', 1.5),
    line('boundary', '--district', 1.5),
    names('places'),
    names('place'),
  ]
}

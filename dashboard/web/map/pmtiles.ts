import { addProtocol } from 'maplibre-gl'
import { PMTiles, Protocol, TileType } from 'pmtiles'
import type { Basemap } from '../../../domain/basemap.ts'

const PROTOCOL = new Protocol()

/** Reads a PMTiles file's header and makes its tiles known to the map; says what they are and which zooms there are. */
export async function openTiles(basemap: Basemap): Promise<Basemap> {
  if (basemap.format !== 'pmtiles') return basemap
  const url = basemap.url.startsWith('/') ? `${location.origin}${basemap.url}` : basemap.url
  addProtocol('pmtiles', PROTOCOL.tile)
  const file = PROTOCOL.get(url) ?? new PMTiles(url)
  PROTOCOL.add(file)
  const { tileType, minZoom, maxZoom } = await file.getHeader()
  const isVector = tileType === TileType.Mvt
  return isVector
    ? { ...basemap, minZoom, maxZoom }
    : { ...basemap, format: 'raster', url: `pmtiles://${url}/{z}/{x}/{y}`, minZoom, maxZoom }
}

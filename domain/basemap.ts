import { Type, type Static } from 'typebox'

/** Tiles that lie under the city's own map. */
export const Basemap = Type.Object(
  {
    /** `raster`, `vector`: a template with {z}, {x} and {y}; `pmtiles`: one file, read in ranges. */
    format: Type.Enum(['raster', 'vector', 'pmtiles']),
    /** An absolute address, or a path of this server. */
    url: Type.String(),
    /** What the ground is drawn in; stations are moved with it. */
    coordinates: Type.Enum(['wgs84', 'gcj02', 'bd09']),
    attribution: Type.String(),
    minZoom: Type.Integer(),
    maxZoom: Type.Integer(),
    tileSize: Type.Integer(),
  },
  { additionalProperties: false },
)
export type Basemap = Static<typeof Basemap>

/** The one other machine that a browser asks for tiles; null when it asks none. */
export function hostOfTiles(basemap: Basemap | null): string | null {
  return basemap !== null && /^https?:/.test(basemap.url) ? new URL(basemap.url.replaceAll(/[{}]/g, '')).origin : null
}

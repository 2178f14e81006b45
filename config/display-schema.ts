import { Type } from 'typebox'

/** Tiles under the city's own map; without them nothing is asked of another machine. */
export const BasemapFile = Type.Object(
  {
    /** A .pmtiles file, from the folder of the configuration. */
    file: Type.Optional(Type.String({ pattern: '^[^/\\\\].*\\.pmtiles$' })),
    /** An XYZ or WMTS template, or the address of a .pmtiles file. */
    url: Type.Optional(Type.String({ pattern: '^https?://[^\\s/@?#]+/[^\\s]*$', maxLength: 1000 })),
    /** Of the tiles of a template; raster when not given. */
    format: Type.Optional(Type.Enum(['raster', 'vector'])),
    /** What the tiles are drawn in; wgs84 when not given. */
    coordinates: Type.Optional(Type.Enum(['wgs84', 'gcj02', 'bd09'])),
    /** Shown on the map. */
    attribution: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    minZoom: Type.Optional(Type.Integer({ minimum: 0, maximum: 22 })),
    maxZoom: Type.Optional(Type.Integer({ minimum: 0, maximum: 22 })),
    tileSize: Type.Optional(Type.Enum([256, 512])),
  },
  { additionalProperties: false },
)

import type { Desk } from '../desk.ts'
import { type LngLatBoundsLike, Map as MapView, setWorkerUrl } from 'maplibre-gl'
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Basemap } from '../../../domain/basemap.ts'
import { SEVERITIES, type Severity } from '../../../domain/severity.ts'
import type { CityPicture } from '../live/picture.ts'
import type { ClusterColours } from './cluster-picture.ts'
import { arrowField, chevronField, severityPicture, shapeField, slashField } from './marks.ts'
import { dots, hatch } from './patterns.ts'
import { buildStyle, type Paint } from './style.ts'

setWorkerUrl(worker)

/** Size of a letter at a desk; a wall has larger ones, and marks that grow with them. */
const DESK_PX = 14
/** A single station is not all that is shown. */
export const FIT = { padding: 30, maxZoom: 14 }

export interface ViewOptions {
  readonly container: HTMLElement
  readonly city: CityPicture
  readonly desk: Pick<Desk, 'settings' | 'text' | 'topics'>
  readonly basemap: Basemap | null
  readonly bounds: LngLatBoundsLike
  readonly camera: { readonly center: [number, number]; readonly zoom: number } | null
  /** Nobody moves it. */
  readonly isStill: boolean
}

/** Opens MapLibre with the city's style and pictures. */
export function openView({ container, city, desk, basemap, bounds, camera, isStill }: ViewOptions): MapView {
  const tokens = getComputedStyle(document.documentElement)
  const paint: Paint = (token) => tokens.getPropertyValue(token).trim()
  const map = new MapView({
    container,
    style: buildStyle({
      paint,
      isDark: desk.settings.theme === 'dark',
      scale: parseFloat(tokens.fontSize) / DESK_PX,
      basemap,
    }),
    // Bounds would win over a camera.
    ...(camera ?? { bounds, fitBoundsOptions: FIT }),
    attributionControl: false,
    locale: { 'Map.Title': desk.text('map.label') },
    dragRotate: false,
    pitchWithRotate: false,
    interactive: !isStill,
    localIdeographFontFamily: "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
    fadeDuration: 0,
  })
  const name = () => map.getCanvas().setAttribute('aria-label', desk.text('map.label'))
  map.once('remove', desk.topics.follow(['settings'], name))
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  // Tiles that do not come leave the city's own ground to be seen; that is no fault of the page.
  map.on('error', () => undefined)
  if (camera === null) keepWhole(map, bounds)
  addPictures(map, city, paint)
  return map
}

/** Until somebody moves the map it shows the whole, whatever room it is given. */
function keepWhole(map: MapView, bounds: LngLatBoundsLike): void {
  let isOurs = false
  let isMoved = false
  map.on('movestart', () => (isMoved ||= !isOurs))
  map.on('resize', () => {
    if (isMoved) return
    isOurs = true
    map.fitBounds(bounds, { ...FIT, duration: 0 })
    isOurs = false
  })
}

/** Colours of clusters in the theme in force. */
export function clusterColours(): ClusterColours {
  const tokens = getComputedStyle(document.documentElement)
  const paint: Paint = (token) => tokens.getPropertyValue(token).trim()
  const of = (severity: Severity) => ({ fill: paint(`--${severity}`), ink: paint(`--${severity}-ink`) })
  return {
    face: paint('--raised'),
    rim: paint('--data'),
    outline: paint('--outline'),
    of: { red: of('red'), orange: of('orange'), yellow: of('yellow'), blue: of('blue') },
  }
}

function addPictures(map: MapView, city: CityPicture, paint: Paint): void {
  const shapes = new Set(city.facts?.kinds.map((kind) => kind.shape))
  for (const shape of shapes.add('circle')) map.addImage(shape, shapeField(shape), { sdf: true, pixelRatio: 2 })
  map.addImage('slash', slashField(), { sdf: true, pixelRatio: 2 })
  map.addImage('arrow', arrowField(), { sdf: true, pixelRatio: 2 })
  map.addImage('chevron', chevronField(), { sdf: true, pixelRatio: 2 })
  map.addImage('hatch', hatch(paint('--data')), { pixelRatio: 2 })
  map.addImage('dots', dots(paint('--ink')), { pixelRatio: 2 })
  for (const severity of SEVERITIES) {
    const colours = { fill: paint(`--${severity}`), ink: paint(`--${severity}-ink`), outline: paint('--outline') }
    map.addImage(`severity-${severity}`, severityPicture(severity, colours), { pixelRatio: 2 })
  }
}

export interface Camera {
  readonly center: [lon: number, lat: number]
  readonly zoom: number
}

/** A camera as an address holds it, `lon,lat,zoom` in WGS-84; null for anything else. */
export function cameraOf(text: string | null): Camera | null {
  const [lon, lat, zoom, ...more] = (text ?? '').split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  if (more.length > 0 || lon === undefined || lat === undefined || zoom === undefined) return null
  const isPlace = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22
  return isPlace ? { center: [lon, lat], zoom } : null
}

export function cameraText({ center: [lon, lat], zoom }: Camera): string {
  return `${lon.toFixed(5)},${lat.toFixed(5)},${zoom.toFixed(2)}`
}

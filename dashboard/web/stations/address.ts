/** Address of a station's page. */
export function stationPath(id: string): string {
  return `/stations/${encodeURIComponent(id)}`
}

/** The station that an address is the page of; null on any other. */
export function stationIn(path: string): string | null {
  const [, page, id, ...rest] = path.split('/')
  if (page !== 'stations' || id === undefined || id === '' || rest.length > 0) return null
  try {
    return decodeURIComponent(id)
  } catch {
    return null
  }
}

/** A link within the app goes there without a reload, unless another tab was asked for. */
export function goOn(event: MouseEvent, go: () => void): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  go()
}

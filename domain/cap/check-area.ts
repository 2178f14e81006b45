import type { Complain } from './fault.ts'
import type { XmlNode } from './read-xml.ts'

const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)`
const PAIR = new RegExp(`^(${NUMBER}),(${NUMBER})$`)
const CIRCLE = new RegExp(`^(${NUMBER}),(${NUMBER}) +(${NUMBER})$`)
/** Twice the area of a ring that is a line, square degrees: far below a square metre. */
const NOTHING = 1e-12

/** Polygons, circles and heights of an area. */
export function checkArea(area: XmlNode, complain: Complain): void {
  for (const inner of area.elements) {
    if (inner.name === 'polygon') checkPolygon(inner, complain)
    else if (inner.name === 'circle') checkCircle(inner, complain)
  }
  const ceiling = area.elements.find(({ name }) => name === 'ceiling')
  const altitude = area.elements.find(({ name }) => name === 'altitude')
  if (ceiling && !altitude) complain(ceiling, 'ceiling', '<ceiling> needs an <altitude>')
  if (ceiling && altitude && Number(ceiling.text) < Number(altitude.text))
    complain(ceiling, 'ceiling', `<ceiling> is below <altitude>, ${altitude.text.trim()}`)
}

function checkPolygon(node: XmlNode, complain: Complain): void {
  const words = node.text.trim().split(/\s+/)
  const ring: [number, number][] = []
  for (const [i, word] of words.entries()) {
    const found = PAIR.exec(word)
    if (!found) return complain(node, 'polygon', `pair ${i + 1} of <polygon> is "${word.slice(0, 40)}", not lat,lon`)
    const [lat, lon] = [Number(found[1]), Number(found[2])]
    if (!checkPlace(node, { lat, lon, what: `pair ${i + 1} of <polygon>` }, complain)) return
    ring.push([lat, lon])
  }
  if (ring.length < 4) return complain(node, 'polygon', `<polygon> has ${ring.length} pairs; expected at least 4`)
  const [first, last] = [ring[0]!, ring.at(-1)!]
  if (first[0] !== last[0] || first[1] !== last[1])
    return complain(node, 'polygon', `<polygon> is open: it ends at ${words.at(-1)}, not at ${words[0]}`)
  const [lat0, lon0] = first
  const twice = ring
    .slice(1)
    .reduce((sum, [lat, lon], i) => sum + (ring[i]![1] - lon0) * (lat - lat0) - (lon - lon0) * (ring[i]![0] - lat0), 0)
  if (Math.abs(twice) < NOTHING) complain(node, 'polygon', '<polygon> encloses nothing')
}

function checkCircle(node: XmlNode, complain: Complain): void {
  const found = CIRCLE.exec(node.text.trim())
  if (!found)
    return complain(
      node,
      'circle',
      `<circle> is "${node.text.trim().slice(0, 40)}"; expected lat,lon and a radius in km`,
    )
  if (!checkPlace(node, { lat: Number(found[1]), lon: Number(found[2]), what: '<circle>' }, complain)) return
  if (Number(found[3]) < 0) complain(node, 'circle', `<circle> has the radius ${found[3]}`)
}

function checkPlace(
  node: XmlNode,
  { lat, lon, what }: { readonly lat: number; readonly lon: number; readonly what: string },
  complain: Complain,
): boolean {
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return true
  const hint = Math.abs(lat) <= 180 && Math.abs(lon) <= 90 ? '; CAP has the latitude first' : ''
  complain(node, 'place', `${what} is at latitude ${lat}, longitude ${lon}${hint}`)
  return false
}

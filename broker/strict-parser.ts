import packets from 'mqtt-packet'

/**
 * mqtt-packet makes a list of a property that is given twice, and Aedes reckons with what it takes for a number: a session
 * that ends after NaN seconds throws where nobody catches it. Twice is a protocol error (MQTT 5, 2.2.2.2), so the parser says so.
 */
interface Parsing {
  _parseProperties(): Readonly<Record<string, unknown>> | false
  _emitError(error: Error): void
}

/** These may be given as often as one likes. */
const REPEATABLE: ReadonlySet<string> = new Set(['userProperties', 'subscriptionIdentifier'])

// It would make a buffer for each number of two bytes, 8 MB, to spare making one of two bytes when it writes one.
packets.writeToStream.cacheNumbers = false

const prototype = Object.getPrototypeOf(packets.parser()) as Parsing
const parseProperties = prototype._parseProperties

prototype._parseProperties = function strictly(this: Parsing) {
  const properties = parseProperties.call(this)
  if (properties === false) return false
  const twice = Object.keys(properties).find((name) => !REPEATABLE.has(name) && Array.isArray(properties[name]))
  if (twice === undefined) return properties
  this._emitError(new Error(`Property ${twice} is given twice`))
  return false
}

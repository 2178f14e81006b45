import { createRequire } from 'node:module'

/**
 * mqtt-packet traces each packet through `debug`, also when nobody listens: several calls a packet, each with an array of
 * its arguments. Imported before Aedes, this lets it load with a `debug` that does nothing; others keep the real one.
 */
const require = createRequire(import.meta.url)
const parser = require.resolve('mqtt-packet')
const debug = createRequire(parser).resolve('debug')
// Of what is imported further down Node has an entry already, not loaded: `require` loads it in place.
if (!require.cache[parser]?.loaded) {
  const real = require.cache[debug]
  require.cache[debug] = { exports: () => doNothing, loaded: true } as unknown as NodeJS.Module
  require(parser)
  if (real) require.cache[debug] = real
  else delete require.cache[debug]
}

function doNothing(): void {}

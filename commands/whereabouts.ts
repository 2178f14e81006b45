import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Address } from './api.ts'
import { EXIT, failure } from './exit.ts'

/** Where the running city is: as told, else as it wrote into its data folder. */
export async function findCity(
  told: { readonly url?: string; readonly token?: string },
  { dataFolder, host }: { readonly dataFolder: string; readonly host: string },
): Promise<Address> {
  if (told.url !== undefined) {
    if (!/^https?:$/.test(URL.parse(told.url)?.protocol ?? ''))
      throw failure(`--url is ${told.url}, expected an address like http://127.0.0.1:8080`, EXIT.usage)
    // The token of this machine's city must not be sent to just any address.
    if (told.token === undefined) throw failure('--url needs --token, an API token of that city', EXIT.usage)
    return { url: told.url.replace(/\/+$/, ''), token: told.token }
  }
  const runFile = join(dataFolder, 'run.json')
  const port = await keyOf(runFile, 'http')
  const plainHost = await keyOf(runFile, 'plainHost').catch(() => host)
  const token = told.token ?? (await keyOf(join(dataFolder, 'secrets.json'), 'cliToken'))
  return { url: `http://${reachable(plainHost)}:${port}`, token }
}

/** Port of the MQTT door of the city of this data folder. */
export async function mqttPortOf(dataFolder: string): Promise<number> {
  return Number(await keyOf(join(dataFolder, 'run.json'), 'mqtt'))
}

async function keyOf(file: string, key: string): Promise<string> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const remedy =
      code === 'ENOENT'
        ? 'is not there: start the city with npm start, set CITY_DATA to its data folder, or give --url and --token'
        : `cannot be read (${code}): run this as the user who runs the city, or give --url and --token`
    throw failure(`${file} ${remedy}`, EXIT.unavailable, { cause: error })
  }
  try {
    const value = (JSON.parse(text) as Record<string, unknown>)[key]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  } catch {
    // Said below.
  }
  throw failure(`${file} has no ${key}: start the city once more`, EXIT.unavailable)
}

/** A city that listens on every address is reached on this machine's own. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

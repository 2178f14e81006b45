import type { ChannelWish } from '../domain/delivery.ts'
import { CityError } from '../domain/errors.ts'
import type { ChannelEntry } from '../store/records/channels.ts'
import { channelPlace as placeOf } from '../store/records/sealed.ts'
import type { Seal } from '../store/records/seal.ts'
import type { ChannelKind, Settings } from './channel-kind.ts'
import { templateFault } from './letter.ts'

const CONTROL = /\p{Cc}/u

/** What is kept of a wish: its secrets sealed and apart. */
export type Kept = Pick<ChannelEntry, 'wish' | 'sealed'>

/**
 * Takes the secrets out of a wish; one that it does not name stays as it was, an empty one is taken away. Throws
 * `request-invalid` for what the channel cannot work with.
 */
export function sealWish(wish: ChannelWish, of: { id: string; kind: ChannelKind; seal: Seal; before?: Kept }): Kept {
  const { id, kind, seal, before } = of
  const unknown = Object.keys(wish.settings).find((name) => !kind.fields.some((field) => field.name === name))
  if (unknown !== undefined) {
    const names = kind.fields.map(({ name }) => name).join(', ')
    throw new CityError('request-invalid', `settings.${unknown}: ${kind.id} has no such setting; it has ${names}`)
  }
  for (const [name, value] of Object.entries(wish.settings)) {
    // A line break in a header would be a header more; only lists may be written on several lines.
    const isList = kind.fields.some((field) => field.name === name && field.sort === 'list')
    if (CONTROL.test(isList ? value.replaceAll(/[\r\n\t]/g, ' ') : value))
      throw new CityError(
        'request-invalid',
        `settings.${name}: expected text without line breaks and control characters`,
      )
  }
  const secrets = secretsOf(kind)
  const sealed: Record<string, string> = {}
  const open: Record<string, string> = {}
  for (const [name, value] of Object.entries(wish.settings)) if (!secrets.has(name) && value !== '') open[name] = value
  for (const name of secrets) {
    const given = wish.settings[name]
    if (given === undefined) {
      const kept = before?.sealed[name]
      if (kept !== undefined) sealed[name] = kept
    } else if (given !== '') sealed[name] = seal.close(given, placeOf(id, name))
  }
  const kept: Kept = { wish: { ...wish, settings: open }, sealed }
  const missing = kind.fields.find(({ name, isRequired }) => isRequired && !(name in open) && !(name in sealed))
  if (missing) throw new CityError('request-invalid', `settings.${missing.name} is missing`)
  const fault = kind.faultOf(settingsOf(kept, id, seal))
  if (fault !== null) throw new CityError('request-invalid', `settings.${fault}`)
  for (const [language, template] of Object.entries(wish.templates)) {
    const wrong = template === undefined ? null : templateFault(template)
    if (wrong !== null) throw new CityError('request-invalid', `templates.${language}: ${wrong}`)
  }
  return kept
}

/** All settings, secrets opened. Throws `records-failed` for one that cannot be. */
export function settingsOf({ wish, sealed }: Kept, id: string, seal: Seal): Settings {
  const opened = Object.entries(sealed).map(([name, text]) => [name, seal.open(text, placeOf(id, name))])
  return { ...wish.settings, ...(Object.fromEntries(opened) as Settings) }
}

/** What the other side said, without our secrets in it. */
export function withoutSecrets(text: string, settings: Settings, kind: ChannelKind): string {
  const secret = [...secretsOf(kind)].flatMap((name) => partsOf(settings[name] ?? ''))
  return secret.reduce((said, part) => said.replaceAll(part, '•••'), text)
}

function secretsOf(kind: ChannelKind): ReadonlySet<string> {
  return new Set(kind.fields.filter(({ sort }) => sort === 'secret').map(({ name }) => name))
}

/** A secret, and what is secret in it when it is an address. */
function partsOf(secret: string): string[] {
  if (secret.length < 4) return []
  if (!URL.canParse(secret)) return [secret]
  const { searchParams, pathname } = new URL(secret)
  return [secret, ...searchParams.values(), pathname.split('/').at(-1) ?? ''].filter((part) => part.length >= 8)
}

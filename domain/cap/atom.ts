import type { Label } from '../label.ts'
import { CAP_TYPE } from './alert.ts'
import { colourOf } from './colours.ts'
import type { IssuedWarning } from './issued.ts'
import { element, texts, xmlDocument, type XmlElement } from './xml.ts'

/** A warning in force, as the feed tells of it. */
export interface FeedEntry {
  readonly warning: IssuedWarning
  readonly description: Label
  readonly instruction: Label | null
  /** When its chain began, UTC ms. */
  readonly publishedAt: number
}

export interface Feed {
  readonly title: Label
  readonly sender: string
  readonly senderName: Label
  /** Where the feed stands; links are relative to it when it is not known from outside. */
  readonly publicUrl: string | undefined
  /** When what is in force last changed, UTC ms. */
  readonly changedAt: number
  readonly entries: readonly FeedEntry[]
}

/** Media type of the feed. */
export const ATOM_TYPE = 'application/atom+xml'
const ATOM = 'http://www.w3.org/2005/Atom'

/** Warnings in force as an Atom feed (RFC 4287): one entry for each chain, which keeps its id through all updates. */
export function atomXml({ title, sender, senderName, publicUrl, changedAt, entries }: Feed): string {
  const base = publicUrl === undefined ? '' : `${publicUrl}/api/v1/`
  const by = encodeURIComponent(sender)
  return xmlDocument(
    element(
      'feed',
      [
        element('id', `urn:citypulse:warnings:${by}`),
        element('title', `${title.zh}预警 · ${title.en}: warnings in force`),
        element('updated', rfc3339(changedAt)),
        element('link', [], { rel: 'self', type: ATOM_TYPE, href: `${base}warnings.atom` }),
        element('author', [element('name', `${senderName.zh} · ${senderName.en}`)]),
        element('generator', 'CityPulse'),
        ...entries.map((entry) => entryElement(entry, { base, by })),
      ],
      { xmlns: ATOM, 'xml:lang': 'zh-CN' },
    ),
  )
}

function entryElement(entry: FeedEntry, { base, by }: { readonly base: string; readonly by: string }): XmlElement {
  const { warning, description, instruction, publishedAt } = entry
  const { source, sourceId, chain, headline, identifier, severity, status, areas } = warning
  const href = `${base}warnings/${encodeURIComponent(identifier)}.xml`
  const told = [description.zh, instruction?.zh, description.en, instruction?.en].filter(Boolean).join('\n\n')
  const { zh, cap } = colourOf(severity)
  return element('entry', [
    element('id', `urn:citypulse:warning:${by}:${source}:${encodeURIComponent(sourceId)}:${chain}`),
    element('title', `${headline.zh} · ${headline.en}`),
    element('updated', rfc3339(warning.sentAt)),
    element('published', rfc3339(publishedAt)),
    element('link', [], { rel: 'alternate', type: CAP_TYPE, href }),
    element('category', [], { scheme: 'urn:citypulse:severity', term: cap, label: `${zh}预警` }),
    element('category', [], { scheme: 'urn:citypulse:status', term: status }),
    ...texts('summary', areas.map((area) => `${area.zh} ${area.en}`).join('; ')),
    element('content', told, { type: 'text' }),
  ])
}

function rfc3339(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

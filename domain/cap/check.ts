import { CAP_NAMESPACE } from './alert.ts'
import { checkArea } from './check-area.ts'
import { checkShape } from './check-shape.ts'
import { COLOURS } from './colours.ts'
import type { CapFault, Complain } from './fault.ts'
import { readXml, type XmlNode } from './read-xml.ts'
import { ALERT } from './shape-table.ts'
import { capTimeOf } from './time.ts'

/** Characters of a headline that CAP advises at most. */
export const MOST_HEADLINE = 160
const REFERRING = new Set(['Update', 'Cancel', 'Ack', 'Error'])

/**
 * Everything that is wrong with a document, by line: what the schema of CAP 1.2 says, and the rules in prose that no schema can
 * say. None exactly when it may be sent.
 */
export function checkCap(text: string): CapFault[] {
  const read = readXml(text)
  if (!('root' in read)) return [{ line: read.line, level: 'error', rule: 'xml', message: read.fault }]
  const faults: CapFault[] = []
  const complain: Complain = ({ line }, rule, message, level = 'error') => faults.push({ line, level, rule, message })
  const { root } = read
  if (root.name !== 'alert' || root.namespace !== CAP_NAMESPACE) {
    const found = `<${root.name}> of the namespace "${root.namespace}"`
    complain(root, 'root', `the document is ${found}; expected <alert> of ${CAP_NAMESPACE}`)
    return faults
  }
  checkShape(root, ALERT, complain)
  checkHead(root, complain)
  checkReferences(root, complain)
  for (const info of all(root, 'info')) checkInfo(info, root, complain)
  return faults.toSorted((a, b) => a.line - b.line)
}

function checkHead(root: XmlNode, complain: Complain): void {
  for (const name of ['identifier', 'sender']) {
    const node = first(root, name)
    const [wrong] = /[\s,<&]/.exec(node?.text ?? '') ?? []
    if (node && wrong !== undefined)
      complain(node, 'characters', `<${name}> has ${spoken(wrong)}; spaces, commas, < and & are not allowed in it`)
  }
  const scope = word(root, 'scope')
  const [restriction, addresses] = [first(root, 'restriction'), first(root, 'addresses')]
  const scopeNode = first(root, 'scope') ?? root
  if (scope === 'Restricted' && !restriction)
    complain(scopeNode, 'restriction', '<restriction> is needed when the scope is Restricted')
  if (scope === 'Private' && !addresses)
    complain(scopeNode, 'addresses', '<addresses> are needed when the scope is Private')
  if (restriction && scope !== '' && scope !== 'Restricted')
    complain(restriction, 'restriction', `<restriction> is for the scope Restricted, not ${scope}`, 'advice')
  if (word(root, 'msgType') === 'Error' && !first(root, 'note'))
    complain(root, 'note', '<note> should say what the error is', 'advice')
  if (word(root, 'status') === 'Exercise' && !first(root, 'note'))
    complain(root, 'note', '<note> should say which exercise it is', 'advice')
  if (['Alert', 'Update'].includes(word(root, 'msgType')) && !first(root, 'info'))
    complain(root, 'info', `an ${word(root, 'msgType')} without <info> tells nobody anything`, 'advice')
}

function checkReferences(root: XmlNode, complain: Complain): void {
  const type = word(root, 'msgType')
  const node = first(root, 'references')
  if (!node) {
    if (REFERRING.has(type))
      complain(first(root, 'msgType') ?? root, 'references', `<references> are needed in an ${type}`)
    return
  }
  const sent = capTimeOf(word(root, 'sent'))
  const seen = new Set<string>()
  for (const triple of node.text.trim().split(/\s+/)) {
    if (triple === '') continue
    const parts = triple.split(',')
    const [sender = '', identifier = '', at = ''] = parts
    const shown = `"${triple.slice(0, 80)}"`
    if (parts.length !== 3 || sender === '' || identifier === '' || at === '')
      complain(node, 'references', `${shown} is no reference; expected sender,identifier,sent`)
    else if (capTimeOf(at) === undefined)
      complain(node, 'references', `${shown} has no moment like 2026-11-25T08:00:00+08:00 in the third place`)
    else if (sender === word(root, 'sender') && identifier === word(root, 'identifier'))
      complain(node, 'references', `${shown} is this message itself`)
    else if (sent !== undefined && capTimeOf(at)! > sent)
      complain(node, 'references', `${shown} was sent after this message`)
    if (seen.has(triple)) complain(node, 'references', `${shown} stands twice`)
    seen.add(triple)
  }
}

function checkInfo(info: XmlNode, root: XmlNode, complain: Complain): void {
  const headline = first(info, 'headline')
  const length = Array.from(headline?.text.trim() ?? '').length
  if (headline && length > MOST_HEADLINE)
    complain(
      headline,
      'headline',
      `<headline> has ${length} characters; ${MOST_HEADLINE} are advised at most`,
      'advice',
    )
  const begins = ['effective', 'onset'].map((name) => [name, capTimeOf(word(info, name))] as const)
  const expires = first(info, 'expires')
  const end = capTimeOf(expires?.text ?? '')
  if (expires && end !== undefined) {
    for (const [name, at] of [['sent', capTimeOf(word(root, 'sent'))] as const, ...begins])
      if (at !== undefined && end <= at) complain(expires, 'expires', `<expires> is not after <${name}>`)
  }
  for (const resource of all(info, 'resource')) checkResource(resource, complain)
  for (const area of all(info, 'area')) checkArea(area, complain)
  for (const parameter of all(info, 'parameter')) {
    if (word(parameter, 'valueName') !== 'CN-AlertColour') continue
    const colour = COLOURS.find(({ cap }) => cap === word(parameter, 'value'))
    const severity = word(info, 'severity')
    if (!colour)
      complain(
        parameter,
        'colour',
        `CN-AlertColour is "${word(parameter, 'value')}"; expected Red, Orange, Yellow or Blue`,
      )
    else if (severity !== colour.severity)
      complain(
        parameter,
        'colour',
        `CN-AlertColour is ${colour.cap}, which goes with ${colour.severity}, not ${severity}`,
      )
  }
}

function checkResource(resource: XmlNode, complain: Complain): void {
  const digest = first(resource, 'digest')
  if (digest && !/^[\da-fA-F]{40}$/.test(digest.text.trim()))
    complain(digest, 'digest', '<digest> is no SHA-1: expected 40 hexadecimal digits')
  const mimeType = first(resource, 'mimeType')
  if (mimeType && !/^[\w.+-]+\/[\w.+-]+(\s*;.*)?$/.test(mimeType.text.trim()))
    complain(mimeType, 'mimeType', `<mimeType> is "${mimeType.text.trim().slice(0, 40)}"; expected one like image/png`)
  const uri = first(resource, 'uri')
  if (uri && !first(resource, 'derefUri') && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(uri.text.trim()))
    complain(uri, 'uri', '<uri> is relative, and there is no <derefUri> that it could point into')
}

function all(node: XmlNode, name: string): readonly XmlNode[] {
  return node.elements.filter((inner) => inner.name === name && inner.namespace === CAP_NAMESPACE)
}

function first(node: XmlNode, name: string): XmlNode | undefined {
  return all(node, name)[0]
}

function word(node: XmlNode, name: string): string {
  return first(node, name)?.text.trim() ?? ''
}

function spoken(character: string): string {
  return /\s/.test(character) ? 'a space' : `"${character}"`
}

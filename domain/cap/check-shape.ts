import { CAP_NAMESPACE } from './alert.ts'
import type { Complain } from './fault.ts'
import type { XmlNode } from './read-xml.ts'
import type { CapShape } from './shape-table.ts'
import { capTimeOf } from './time.ts'

const SIGNATURES = 'http://www.w3.org/2000/09/xmldsig#'
const FORMS = {
  number: /^[+-]?(\d+(\.\d*)?|\.\d+)$/,
  integer: /^[+-]?\d+$/,
  language: /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/,
} as const

/** Elements that are missing, unknown, too many or out of order, and texts that are not of their form. */
export function checkShape(node: XmlNode, shape: CapShape, complain: Complain): void {
  for (const name of node.attributes.keys())
    if (!name.startsWith('xsi:')) complain(node, 'attribute', `<${node.name}> has the attribute ${name}; CAP has none`)
  if (!shape.elements) return checkText(node, shape, complain)
  if (node.text.trim() !== '')
    complain(node, 'text', `<${node.name}> holds text beside its elements: "${node.text.trim().slice(0, 40)}"`)

  const own = node.elements.filter((inner) => inner.namespace === CAP_NAMESPACE)
  for (const inner of node.elements) {
    if (inner.namespace === CAP_NAMESPACE) continue
    if (inner.namespace === SIGNATURES && shape.name === 'alert') continue
    complain(inner, 'element', `<${inner.name}> of the namespace "${inner.namespace}" has no place in <${node.name}>`)
  }
  let reached = 0
  for (const inner of own) {
    const place = shape.elements.findIndex(({ name }) => name === inner.name)
    const known = shape.elements[place]
    if (!known) {
      complain(inner, 'element', `<${inner.name}> is no element of <${node.name}>`)
      continue
    }
    if (place < reached)
      complain(inner, 'order', `<${inner.name}> stands behind <${shape.elements[reached]!.name}>; it belongs before it`)
    reached = Math.max(reached, place)
    checkShape(inner, known, complain)
  }
  for (const { name, least, most } of shape.elements) {
    const found = own.filter((inner) => inner.name === name)
    if (found.length < least) complain(node, 'missing', `<${node.name}> has no <${name}>`)
    if (most !== null && found.length > most)
      complain(found[most]!, 'twice', `<${name}> stands ${found.length} times; at most once is allowed`)
  }
}

function checkText(node: XmlNode, { words, form, least }: CapShape, complain: Complain): void {
  const [inner] = node.elements
  if (inner) return complain(inner, 'element', `<${inner.name}> has no place in <${node.name}>, which holds text`)
  const { text, name } = node
  const trimmed = text.trim()
  // An empty optional text says nothing, and does no harm.
  const isNeeded = least === 1 || words !== undefined || form !== 'text'
  if (trimmed === '') return complain(node, 'empty', `<${name}> is empty`, isNeeded ? 'error' : 'advice')
  if (words) {
    if (words.includes(text)) return
    const near = words.find((word) => word.toLowerCase() === trimmed.toLowerCase())
    const hint = near === undefined ? `one of ${words.join(', ')}` : near
    return complain(node, 'word', `<${name}> is "${trimmed.slice(0, 40)}"; expected ${hint}`)
  }
  if (form === 'time') return checkTime(node, complain)
  if (form === 'uri') {
    if (!/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(trimmed) && name === 'web')
      complain(node, 'uri', `<${name}> is no absolute URI: "${trimmed.slice(0, 60)}"`)
    else if (/\s/.test(trimmed)) complain(node, 'uri', `<${name}> is no URI: "${trimmed.slice(0, 60)}"`)
  } else if (form !== undefined && form !== 'text' && !FORMS[form].test(trimmed))
    complain(node, form, `<${name}> is "${trimmed.slice(0, 40)}"; expected ${EXPECTED[form]}`)
}

const EXPECTED = {
  number: 'a decimal number without exponent',
  integer: 'a whole number',
  language: 'a language code like zh-CN',
} as const

function checkTime(node: XmlNode, complain: Complain): void {
  const { name, text } = node
  if (capTimeOf(text) !== undefined) return
  const found = `<${name}> is "${text.trim().slice(0, 40)}"`
  if (/Z$/i.test(text.trim())) complain(node, 'time', `${found}; Z is not allowed in CAP: UTC is -00:00`)
  else if (/:\d\d\.\d/.test(text)) complain(node, 'time', `${found}; CAP has whole seconds`)
  else if (!/[-+]\d\d:\d\d$/.test(text.trim()))
    complain(node, 'time', `${found}; it has no distance from UTC, like +08:00`)
  else complain(node, 'time', `${found}; expected a moment like 2026-11-25T08:00:00+08:00`)
}

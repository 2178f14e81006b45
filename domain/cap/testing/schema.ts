import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm'

const XSD = readFileSync(join(import.meta.dirname, 'CAP-v1.2.xsd'), 'utf8')

/** What libxml2 finds wrong with a document by the schema that OASIS published; none when it is valid. */
export function schemaFaults(text: string): string[] {
  using schema = XmlDocument.fromString(XSD)
  using validator = XsdValidator.fromDoc(schema)
  using document = XmlDocument.fromString(text)
  try {
    validator.validate(document)
    return []
  } catch (error) {
    if (error instanceof XmlValidateError) return [error.message]
    throw error
  }
}

/** Whether libxml2 reads it as XML with namespaces. */
export function isWellFormed(text: string): boolean {
  try {
    XmlDocument.fromString(text).dispose()
    return true
  } catch {
    return false
  }
}

/** Texts that an XPath finds; `c:` is CAP, `a:` is Atom. */
export function textsAt(text: string, path: string): string[] {
  using document = XmlDocument.fromString(text)
  const spaces = { c: 'urn:oasis:names:tc:emergency:cap:1.2', a: 'http://www.w3.org/2005/Atom' }
  return document.find(path, spaces).map((node) => node.content)
}

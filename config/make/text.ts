/** A map on one line of YAML: `{ id: air-001, lon: 123.1 }`. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'string') return scalar(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const parts = Object.entries(value).map(([key, part]) => `${key}: ${flow(part)}`)
  return `{ ${parts.join(', ')} }`
}

/** Bare where no reader of YAML, old or new, could take it for something else; else in quotes. */
function scalar(text: string): string {
  const isPlain =
    /^[A-Za-z\p{Script=Han}][\p{L}\p{N} ._·（）/&'-]*$/u.test(text) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`
}

/** First line of every YAML file: where editors find its schema. */
export function schemaLine(path: string): string {
  return `# yaml-language-server: $schema=${path}\n`
}

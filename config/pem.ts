/** The blocks of one name in a PEM file, with their lines around them. Null: one of them is not whole. */
export function pemBlocks(pem: Buffer, name: string): readonly string[] | null {
  const text = pem.toString('latin1')
  const [begin, end] = [`-----BEGIN ${name}-----`, `-----END ${name}-----`]
  const blocks = text.split(begin).slice(1)
  const whole = blocks.flatMap((block) => {
    const to = block.indexOf(end)
    const body = block.slice(0, to)
    return to < 0 || body.includes('-----') ? [] : [`${begin}${body}${end}\n`]
  })
  return whole.length === blocks.length ? whole : null
}

/** A comma list with one member put in or taken out; null when it is empty. */
export function toggled(list: string | null, member: string): string | null {
  const members = new Set((list ?? '').split(',').filter((one) => one !== ''))
  if (!members.delete(member)) members.add(member)
  return members.size === 0 ? null : [...members].join(',')
}

/**
 * What counts as one address: an IPv4 address, also where IPv6 writes it; of IPv6 the /64, which one household or
 * machine has to itself.
 */
export function oneAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail === undefined || tail === '' ? 0 : tail.split(':').length
  // Zeros that `::` leaves out stand between head and tail, so of the first four only what the head lacks is zero.
  if (tail !== undefined) {
    const zeros = 8 - groups.length - behind
    groups.push(...Array.from({ length: zeros }, () => '0'), ...(tail === '' ? [] : tail.split(':')))
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}

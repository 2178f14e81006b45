import { isIPv6 } from 'node:net'

/**
 * What counts as one place that somebody asks from: an IPv4 address, also one that is written as IPv6, or the /64 of an IPv6 address, in which
 * everybody has as many addresses as they like.
 */
export function networkOf(address: string): string {
  const bare = address.split('%', 1)[0] ?? ''
  if (!isIPv6(bare)) return address
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(bare)?.[1]
  if (mapped !== undefined) return mapped
  // WHATWG URL, 4.5.4: hexadecimal, lower case, the longest run of zeros shortened.
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::')
  const [first, last] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - first!.length - last!.length }, () => '0')
  return `${[...first!, ...zeros, ...last!].slice(0, 4).join(':')}::/64`
}

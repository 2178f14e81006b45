import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** As `node:dns` gives it. */
export interface Address {
  readonly address: string
  readonly family: number
}

/** Which addresses may be spoken to. */
export interface Addresses {
  /** Why an address may not be; null when it may. */
  refusalOf(address: string): string | null
  /** The addresses of a host that may be spoken to, IPv4 first; rejects when there is none. */
  resolve(host: string): Promise<readonly [Address, ...Address[]]>
}

/** Never: what belongs to one link (clouds tell their secrets there), to many at once, or to nobody. */
const NEVER = blockList([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['64:ff9b::a9fe:0', 112],
  ['ff00::', 8],
])

const PRIVATE = blockList([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['192.0.0.0', 24],
  ['198.18.0.0', 15],
  ['::1', 128],
  ['fec0::', 10],
  // Ways in which IPv6 carries an IPv4 address, which may be a private one: NAT64, 6to4, Teredo, compatible.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['2001::', 32],
  ['::', 96],
  ['fc00::', 7],
])

/** The networks of a city are private ones, so these may be spoken to unless the configuration says otherwise. */
export function makeAddresses(options: { readonly mayBePrivate: boolean }): Addresses {
  function refusalOf(address: string): string | null {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (NEVER.check(address, family)) return `${address} is an address that is never spoken to`
    if (!options.mayBePrivate && PRIVATE.check(address, family))
      return `${address} is a private address, which delivery.privateAddresses does not allow`
    return null
  }

  return {
    refusalOf,
    async resolve(host) {
      const literal = isIP(host)
      const found = literal === 0 ? await lookup(host, { all: true }) : [{ address: host, family: literal }]
      const [first, ...others] = found
        .filter(({ address }) => refusalOf(address) === null)
        .toSorted((one, other) => one.family - other.family)
      if (!first) throw new Error(refusalOf(found[0]?.address ?? '0.0.0.0') ?? `${host} has no address`)
      return [first, ...others]
    },
  }
}

function blockList(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIP(net) === 6 ? 'ipv6' : 'ipv4')
  return list
}

import { lookup as resolve } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Blocks that nobody on the internet has, and that the library takes for ordinary ones. */
const otherwiseUsed = [
  // IPv4 addresses written as IPv6 ones (RFC 4291, 2.5.5.1), and addresses of a site (RFC 3879): both given up.
  ipaddr.parseCIDR('::/96'),
  ipaddr.parseCIDR('fec0::/10'),
]

/** Does an address belong to somebody on the internet, and not to this machine, its network or nobody? */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // An IPv4 address in IPv6's clothes is what it is.
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return !otherwiseUsed.some(
    ([base, bits]) => parsed.kind() === base.kind() && parsed.match(base as never, bits),
  )
}

/** A name that leads to an address that must not be reached. */
export class RefusedAddressError extends Error {
  override name = 'RefusedAddressError'
}

/** Looks up a host for a connection. Refused when any of its addresses is not public: what is checked is what is connected to. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }).then(
    found => {
      if (!found.every(({ address }) => isPublicAddress(address))) callback(new RefusedAddressError(), '')
      else if (options.all) callback(null, found)
      else callback(null, found[0]!.address, found[0]!.family)
    },
    (error: NodeJS.ErrnoException) => callback(error, ''),
  )
}

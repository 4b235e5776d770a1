import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { canonicalAddress } from '../domain/accounts/client-networks.ts'

/** Which of the addresses that a request came through are our own proxies. */
export type Trust = (address: string) => boolean

/** Trusts these addresses and networks (`TRUSTED_PROXIES`). */
export function trustOf(networks: readonly string[]): Trust {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  const holds = (address: string) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  return text => {
    const address = canonicalAddress(text)
    // What stands in a header may be anything.
    if (isIP(address) === 0) return false
    // The list may name IPv4 in IPv6 clothes, too.
    return holds(address) || (isIPv6(text) && holds(text))
  }
}

/**
 * The address of the client that sent a request, in its canonical spelling: the last one in `X-Forwarded-For` that is not a trusted proxy. Express does
 * the same for requests; this is for the sockets that it never sees.
 */
export function addressOf({ socket, headers }: IncomingMessage, trust: Trust): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
  let address = canonicalAddress(socket.remoteAddress ?? '')
  for (const hop of forwarded.map(text => text.trim()).reverse()) {
    if (!hop || !trust(address)) break
    address = canonicalAddress(hop)
  }
  return address
}

/**
 * One spelling for each address: IPv4 as four numbers, also when it came in IPv6 clothes (`::ffff:…`, dotted or hexadecimal), IPv6 as
 * RFC 5952 writes it, without the zone of an interface; without port and brackets. What is no address stays a text, cut.
 *
 * Whatever counts, compares or records addresses takes them from here.
 */
export function canonicalAddress(text: string): string {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/s, '')
  if (isIpv4(bare)) return bare
  const ipv6 = /^[0-9a-f:.]{2,45}$/i.test(bare) && bare.includes(':') ? URL.parse(`http://[${bare}]`) : null
  if (!ipv6) return text.trim().slice(0, longestText)
  const address = ipv6.hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address) ?? []
  if (high === undefined || low === undefined) return address
  const bits = Number.parseInt(high, 16) * 0x10000 + Number.parseInt(low, 16)
  return [24, 16, 8, 0].map(shift => (bits >>> shift) & 0xff).join('.')
}

/** Of what is no address. */
const longestText = 100

const isIpv4 = (text: string): boolean => {
  const numbers = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  return numbers?.slice(1).every(number => Number(number) < 256 && String(Number(number)) === number) ?? false
}

/**
 * Who shares one allowance: an IPv4 address, or the /64 of an IPv6 address, which is what one customer of a provider has at
 * the least.
 */
export function networkOf(address: string): string {
  const canonical = canonicalAddress(address)
  if (!/^[0-9a-f:]+$/.test(canonical) || !canonical.includes(':')) return canonical
  const [front = '', back = ''] = canonical.split('::')
  const groups = (part: string) => part.split(':').filter(group => group !== '')
  const missing = 8 - groups(front).length - groups(back).length
  const all = [...groups(front), ...Array<string>(missing).fill('0'), ...groups(back)]
  return `${all.slice(0, 4).join(':')}::/64`
}

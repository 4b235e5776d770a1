import { expect, it } from 'vitest'
import { canonicalAddress, networkOf } from '../../src/domain/accounts/client-networks.ts'

it.each([
  ['192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:0201', '192.0.2.1', '192.0.2.1'],
  ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['::ffff:ffff:ffff', '255.255.255.255', '255.255.255.255'],
  ['192.0.2.1:4711', '192.0.2.1', '192.0.2.1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8::2', '2001:db8::2', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:ffff::', '2001:db8:0:0:ffff::', '2001:db8:0:0::/64'],
  ['2001:db8:0:1::1', '2001:db8:0:1::1', '2001:db8:0:1::/64'],
  ['[2001:db8::1]:443', '2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80::1', 'fe80:0:0:0::/64'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', '1:2:3:4::/64'],
  ['::1', '::1', '0:0:0:0::/64'],
  // No addresses: they stay what they are, and nothing takes them for another.
  ['unknown', 'unknown', 'unknown'],
  ['0x7f.0.0.1', '0x7f.0.0.1', '0x7f.0.0.1'],
  ['010.0.0.1', '010.0.0.1', '010.0.0.1'],
  ['::ffff:1.2.3.999', '::ffff:1.2.3.999', '::ffff:1.2.3.999'],
  ['', '', ''],
])('takes %j for %j of %j', (text, address, network) => {
  expect(canonicalAddress(text)).toBe(address)
  expect(networkOf(text)).toBe(network)
  expect(networkOf(address)).toBe(network)
})

it('cuts what is no address', () => {
  expect(canonicalAddress('x'.repeat(10_000))).toHaveLength(100)
})

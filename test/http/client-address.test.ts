import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { addressOf, trustOf } from '../../src/http/client-address.ts'

const request = (remoteAddress: string, forwarded?: string | string[]) =>
  ({
    socket: { remoteAddress },
    headers: forwarded ? { 'x-forwarded-for': forwarded } : {},
  }) as IncomingMessage

describe('addressOf', () => {
  it.each<[string, string[], string, string | undefined, string]>([
    ['nobody is trusted', [], '10.0.0.1', '192.0.2.1', '10.0.0.1'],
    ['there is no proxy', ['10.0.0.0/8'], '192.0.2.1', undefined, '192.0.2.1'],
    ['the proxy names a client', ['10.0.0.0/8'], '10.0.0.1', '192.0.2.1', '192.0.2.1'],
    ['the client invents a hop', ['10.0.0.0/8'], '10.0.0.1', '198.51.100.1, 192.0.2.1', '192.0.2.1'],
    ['there are two proxies', ['10.0.0.0/8'], '10.0.0.1', '192.0.2.1, 10.0.0.2', '192.0.2.1'],
    ['all are proxies', ['10.0.0.0/8'], '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['a stranger speaks for another', ['10.0.0.1'], '10.0.0.2', '192.0.2.1', '10.0.0.2'],
    ['the header holds garbage', ['10.0.0.1'], '10.0.0.1', 'unknown', 'unknown'],
    ['the header is empty', ['10.0.0.1'], '10.0.0.1', ' , ', '10.0.0.1'],
    ['the proxy speaks IPv6', ['fd00::/8'], 'fd00::1', '2001:db8::7', '2001:db8::7'],
    ['IPv4 comes in IPv6 clothes', ['127.0.0.1'], '::ffff:127.0.0.1', '192.0.2.1', '192.0.2.1'],
    ['a proxy writes IPv4 as IPv6', ['10.0.0.0/8'], '::ffff:a00:1', '::ffff:c000:0201', '192.0.2.1'],
    [
      'hops have ports and zones',
      ['10.0.0.0/8', 'fe80::/10'],
      '10.0.0.1',
      '192.0.2.1:99, fe80::1%2',
      '192.0.2.1',
    ],
    ['the list names IPv4 as IPv6', ['::ffff:10.0.0.0/104'], '::ffff:10.0.0.1', '192.0.2.1', '192.0.2.1'],
  ])('%s', (_what, trusted, remote, forwarded, expected) => {
    expect(addressOf(request(remote, forwarded), trustOf(trusted))).toBe(expected)
  })
})

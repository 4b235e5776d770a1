import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { createOpenIdProvider } from '../../src/platform/openid-provider.ts'

it('HTTP Basic encodes of client and secret only what has to be encoded', async () => {
  const seen: (string | undefined)[] = []
  const server = createServer(({ url, headers }, response) => {
    const { port } = server.address() as AddressInfo
    const issuer = `http://127.0.0.1:${port}`
    if (url !== '/token') {
      const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` }
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ issuer, ...endpoints }))
      return
    }
    seen.push(headers.authorization)
    response.writeHead(400).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const settings = {
      issuerUrl: `http://127.0.0.1:${port}`,
      clientId: 'borg-ui_1.0~',
      clientSecret: "s-e_c.r~e!t*'(x) 50% a+b:ü",
      scopes: 'openid',
    }
    const checks = { state: 's', nonce: 'n', codeVerifier: 'v'.repeat(43) }
    const provider = createOpenIdProvider(settings, () => {})
    await expect(provider.identify('http://localhost/?code=c&state=s', checks, 'name')).rejects.toThrow()
    const [scheme, text = ''] = seen[0]!.split(' ')
    const [id, secret] = Buffer.from(text, 'base64').toString().split(':')
    expect([seen.length, scheme, id]).toEqual([1, 'Basic', settings.clientId])
    expect(secret).toBe("s-e_c.r~e!t*'(x)+50%25+a%2Bb%3A%C3%BC")
    // A provider that decodes, as RFC 6749 has it, gets what was configured.
    expect(new URLSearchParams(`secret=${secret}`).get('secret')).toBe(settings.clientSecret)
  } finally {
    server.close()
    server.closeAllConnections()
  }
})

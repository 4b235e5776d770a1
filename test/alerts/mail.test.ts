import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { expect, it } from 'vitest'
import { type MailSettings, sendByMail } from '../../src/alerts/mail.ts'
import { hosted, newsOf } from '../support/alerts.ts'

/** A real mail server on the loopback, with the certificate for tests that the package brings. */
async function startMailServer(options: SMTPServerOptions) {
  const mails: { to: string[]; text: string; secure: boolean; user: unknown }[] = []
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    onAuth: ({ username, password }, _session, callback) =>
      username === 'we' && password === 'hush'
        ? callback(null, { user: username })
        : callback(new Error('No.')),
    onRcptTo: ({ address }, _session, callback) =>
      address.startsWith('nobody@')
        ? callback(Object.assign(new Error('secret text of the server'), { responseCode: 550 }))
        : callback(),
    onData(stream, session, callback) {
      let text = ''
      stream.on('data', chunk => {
        text += chunk
      })
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        mails.push({ to, text, secure: session.secure, user: session.user })
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return {
    mails,
    settings: (more: Partial<MailSettings> = {}): MailSettings => ({
      host: '127.0.0.1',
      port: (listening.address() as AddressInfo).port,
      tls: 'auto',
      from: 'vinculum@example.org',
      login: null,
      checksCertificate: false,
      ...more,
    }),
    [Symbol.asyncDispose]: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

const news = newsOf('STALE', hosted('<img src=x onerror=alert(1)> & "co"'))

/** Undoes quoted-printable and base64 parts well enough to look for words. */
const readable = (text: string) =>
  text
    .split(/--[-_\w.=+]+\r\n/)
    .map(part =>
      /^content-transfer-encoding: base64/im.test(part)
        ? Buffer.from(part.split('\r\n\r\n')[1]!, 'base64').toString()
        : Buffer.from(
            part
              .replace(/=\r\n/g, '')
              .replace(/=([0-9A-F]{2})/g, (_match, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          ).toString(),
    )
    .join('\n')

it('sends one mail with the old subject, as text and as HTML that is only text', async () => {
  await using server = await startMailServer({})
  await sendByMail(server.settings(), 'ada@example.org', news)
  const [mail] = server.mails
  expect(mail).toMatchObject({ to: ['ada@example.org'], secure: true })
  expect(mail!.text).toContain('Subject: Down status alert !')
  expect(mail!.text).toMatch(/^From: "?Vinculum"? <vinculum@example.org>\r$/m)
  expect(mail!.text).toMatch(/^Message-ID: <vinculum-alert-42-/m)
  const text = readable(mail!.text)
  expect(text).toContain('- <img src=x onerror=alert(1)> & "co"')
  expect(text).toContain('<li>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot;')
})

it.each([
  'a@example.org, b@example.org',
  'a@example.org\r\nBcc: b@example.org',
  'Ada <a@example.org>',
  'group: a@example.org;',
  'nonsense',
])('takes %j for no address', async address => {
  await using server = await startMailServer({})
  await expect(sendByMail(server.settings(), address, news)).rejects.toMatchObject({
    reason: 'EMAIL_INVALID',
    isFinal: true,
  })
  expect(server.mails).toEqual([])
})

it('keeps line breaks of aliases out of the headers', async () => {
  await using server = await startMailServer({})
  await sendByMail(
    server.settings(),
    'ada@example.org',
    newsOf('STALE', hosted('x\r\nBcc: eve@example.org\r\n\r\n.')),
  )
  expect(server.mails).toMatchObject([{ to: ['ada@example.org'] }])
  expect(server.mails[0]!.text.split('\r\n\r\n')[0]).not.toContain('eve@')
})

it('signs in, and says when it may not', async () => {
  await using server = await startMailServer({ authOptional: false })
  const login = { user: 'we', password: 'hush' }
  await sendByMail(server.settings({ login }), 'ada@example.org', news)
  expect(server.mails).toMatchObject([{ user: 'we', secure: true }])
  const wrong = { user: 'we', password: 'wrong' }
  await expect(sendByMail(server.settings({ login: wrong }), 'a@example.org', news)).rejects.toMatchObject({
    reason: 'MAIL_FAILED',
    isFinal: false,
    message: 'The mail server answered 535.',
  })
})

it('speaks TLS from the first byte where it should', async () => {
  await using server = await startMailServer({ secure: true })
  await sendByMail(server.settings({ tls: 'implicit' }), 'ada@example.org', news)
  expect(server.mails).toMatchObject([{ secure: true }])
})

it('does not send without STARTTLS where it must have it, and does without where it may', async () => {
  await using server = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
  await expect(sendByMail(server.settings({ tls: 'starttls' }), 'a@example.org', news)).rejects.toMatchObject(
    {
      reason: 'MAIL_FAILED',
    },
  )
  expect(server.mails).toEqual([])
  await sendByMail(server.settings({ tls: 'none' }), 'ada@example.org', news)
  expect(server.mails).toMatchObject([{ secure: false }])
})

it('trusts no certificate that nobody vouches for, unless told to', async () => {
  await using server = await startMailServer({ secure: true })
  const settings = server.settings({ tls: 'implicit', checksCertificate: true })
  await expect(sendByMail(settings, 'ada@example.org', news)).rejects.toMatchObject({ reason: 'MAIL_FAILED' })
  expect(server.mails).toEqual([])
})

it('gives up on an address that is refused, without what the server wrote', async () => {
  await using server = await startMailServer({})
  await expect(sendByMail(server.settings(), 'nobody@example.org', news)).rejects.toMatchObject({
    isFinal: true,
    message: 'The mail server answered 550.',
  })
})

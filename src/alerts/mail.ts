import { AlertFailure, type AlertNews } from '../domain/health/alert-sender.ts'
import { textOf } from './alert-texts.ts'

/** The server that takes mails. */
export interface MailSettings {
  host: string
  port: number
  /** As `MAIL_SMTP_TLS`. */
  tls: 'auto' | 'implicit' | 'starttls' | 'none'
  /** Sender's address. */
  from: string
  /** Null: no authentication. */
  login: { user: string; password: string } | null
  /** Is its certificate checked? */
  checksCertificate: boolean
}

/** No step of the conversation takes longer, in milliseconds. */
const patience = 20_000

/** Exactly one address: what separates several, or starts another header, is no part of one. */
const oneAddress = /^[^\s\p{C}@<>,;:"()[\]\\]{1,64}@[^\s\p{C}@<>,;:"()[\]\\]{1,253}$/u

/** Sends an alert to one address. @throws AlertFailure */
export async function sendByMail(settings: MailSettings, address: string, news: AlertNews): Promise<void> {
  if (!oneAddress.test(address))
    throw new AlertFailure('EMAIL_INVALID', 'The e-mail address of the account is not one.', {
      isFinal: true,
    })
  // Loaded with the first mail: most servers send none.
  const { createTransport } = await import('nodemailer')
  const { host, port, tls, login } = settings
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit' || (tls === 'auto' && port === 465),
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { rejectUnauthorized: settings.checksCertificate },
    ...(login ? { auth: { user: login.user, pass: login.password } } : {}),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const { subject, heading, items } = textOf(news)
  try {
    await transport.sendMail({
      from: { name: 'Vinculum', address: settings.from },
      to: { name: '', address },
      subject,
      text: [heading, '', ...items.map(item => `- ${item}`)].join('\n'),
      html: `<p>${escapeHtml(heading)}</p><ul>${items.map(item => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`,
      // The same for each attempt: programs that read mail can tell.
      messageId: `<vinculum-alert-${news.id}-${news.at}@${settings.from.split('@')[1]}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  } catch (error) {
    throw failureOf(error as { code?: string; responseCode?: number })
  } finally {
    transport.close()
  }
}

/** What the mail server wrote is not passed on, only its code. */
function failureOf({ code, responseCode }: { code?: string; responseCode?: number }): AlertFailure {
  const answer = responseCode ? `answered ${responseCode}` : `could not be used (${code ?? 'unknown'})`
  // 5xx of an address: it will be refused again (RFC 5321, 4.2.1). What is wrong with the log-in, somebody may repair.
  const isFinal = code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 500
  return new AlertFailure('MAIL_FAILED', `The mail server ${answer}.`, { isFinal })
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, character => entities[character]!)

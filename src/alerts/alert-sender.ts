import { AlertFailure, type AlertNews, type AlertSender } from '../domain/health/alert-sender.ts'
import { textOf } from './alert-texts.ts'
import { sendByApprise } from './apprise.ts'
import { type MailSettings, sendByMail } from './mail.ts'
import { postJson } from './post-json.ts'
import { webhookRequest } from './webhook.ts'

/** What the configuration says of the ways out. */
export interface AlertSenderSettings {
  /** Null: no mails. */
  mail: MailSettings | null
  /** Apprise's program. */
  apprisePath: string
  /** May webhooks and Apprise servers have private addresses? */
  allowPrivate: boolean
  /** Are webhooks over https sent their secret, as the old server did? Over http they never are. */
  legacySecretHeader: boolean
}

/** Sends alerts by mail, webhook and Apprise. */
export function createAlertSender(settings: AlertSenderSettings): AlertSender {
  const { mail, apprisePath, allowPrivate, legacySecretHeader } = settings
  return {
    async send(target, news, signal) {
      if (target.channel === 'EMAIL') {
        if (!mail)
          throw new AlertFailure('NO_MAIL_SERVER', 'The server has no mail server.', { isFinal: true })
        return sendByMail(mail, target.address, news)
      }
      if (target.channel === 'WEBHOOK') {
        const request = webhookRequest(news, target, legacySecretHeader, Date.now())
        return postJson({ url: target.url, ...request, allowPrivate, signal })
      }
      const { services: urls } = target
      if (target.mode === 'PACKAGE')
        return sendByApprise(
          apprisePath,
          { title: textOf(news).subject, body: plainText(news), urls },
          signal,
        )
      // Contract borgwarehouse, section 7.3.
      const body = JSON.stringify({ urls: urls.join(' '), body: plainText(news) })
      return postJson({ url: `${target.url.replace(/\/+$/, '')}/notify`, body, allowPrivate, signal })
    },
  }
}

function plainText(news: AlertNews): string {
  const { heading, items } = textOf(news)
  return [heading, ...items].join('\n')
}

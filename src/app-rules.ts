import { createAlertSender } from './alerts/alert-sender.ts'
import { type Config, poolDirOf } from './config.ts'
import type { OpenIdSettings } from './domain/accounts/openid.ts'
import type { SignInMethods } from './domain/accounts/sign-in-methods.ts'
import type { AlertSender } from './domain/health/alert-sender.ts'
import { hashSecret } from './domain/kernel/hash-secret.ts'
import type { AlertRules, HostingRules } from './domain/kernel/hosting-rules.ts'
import type { HttpTimeouts, StreamLimits } from './domain/kernel/stream-limits.ts'

/** Makes the way to an OpenID Connect provider; handed in by `app.ts`. */
export type CreateProvider = (settings: {
  issuerUrl: string
  clientId: string
  clientSecret: string | undefined
  scopes: string
}) => OpenIdSettings['provider']

/** What the configuration says of hosted repositories. */
export function hostingOf(config: Config): HostingRules {
  return {
    poolDir: poolDirOf(config),
    storageTargets: config.storageTargets,
    sshServer: {
      user: config.unixUser,
      host: config.fqdn,
      port: config.sshServerPort,
      lanHost: config.fqdnLan ?? null,
      lanPort: config.sshServerPortLan ?? null,
      hidePort: config.hideSshPort,
      fingerprints: {
        ...(config.sshServerFingerprintRsa && { RSA: config.sshServerFingerprintRsa }),
        ...(config.sshServerFingerprintEd25519 && { ED25519: config.sshServerFingerprintEd25519 }),
        ...(config.sshServerFingerprintEcdsa && { ECDSA: config.sshServerFingerprintEcdsa }),
      },
    },
    mayDelete: !config.disableDeleteRepo,
    mayCompact: !config.disableCompactRepo,
    integrations: !config.disableIntegrations,
    cronKeyHash: config.cronjobKey === undefined ? null : hashSecret(config.cronjobKey),
    pollSeconds: config.hostedPollSeconds,
    storageIntervalMinutes: config.storageIntervalMinutes,
  }
}

/** What clients may hold of the server. */
export function streamLimitsOf(config: Config): StreamLimits {
  const megabyte = 1024 * 1024
  return {
    maxStreams: config.maxStreams,
    maxStreamsPerAddress: config.maxStreamsPerAddress,
    maxStreamsPerCredential: config.maxStreamsPerCredential,
    maxConnections: config.maxConnections,
    maxConnectionsPerAddress: config.maxConnectionsPerAddress,
    maxUnsentBytesPerConnection: config.streamBufferKb * 1024,
    maxUnsentBytes: config.unsentMb * megabyte,
    maxUnsentBytesPerAddress: config.unsentMbPerAddress * megabyte,
    maxUnsentBytesPerCredential: config.unsentMbPerCredential * megabyte,
    maxLogMemoryBytes: config.logMemoryMb * megabyte,
    stallTimeoutMs: config.streamStallSeconds * 1000,
    firstByteTimeoutMs: config.firstByteTimeoutSeconds * 1000,
  }
}

/** How long the server waits for clients. */
export function httpTimeoutsOf(config: Config): HttpTimeouts {
  return {
    headersTimeoutMs: config.headersTimeoutSeconds * 1000,
    requestTimeoutMs: config.requestTimeoutSeconds * 1000,
    keepAliveTimeoutMs: config.keepAliveSeconds * 1000,
    websocketPingMs: config.websocketPingSeconds * 1000,
    websocketInitTimeoutMs: config.websocketInitTimeoutSeconds * 1000,
  }
}

/** When somebody is told of what is wrong. */
export function alertsOf(config: Config): AlertRules {
  return {
    checkSeconds: config.healthIntervalSeconds,
    repeatHours: config.alertRepeatHours,
    storagePercent: config.alertStoragePercent,
    hasMail: config.mailSmtpHost !== undefined,
  }
}

/** The ways by which alerts leave this server. */
export function alertSenderOf(config: Config): AlertSender {
  const { mailSmtpHost, mailSmtpLogin, fqdn } = config
  return createAlertSender({
    mail:
      mailSmtpHost === undefined
        ? null
        : {
            host: mailSmtpHost,
            port: config.mailSmtpPort,
            tls: config.mailSmtpTls,
            from: config.mailSmtpFrom ?? `vinculum@${fqdn}`,
            login:
              mailSmtpLogin === undefined
                ? null
                : { user: mailSmtpLogin, password: config.mailSmtpPwd ?? '' },
            checksCertificate: config.mailRejectSelfsignedTls,
          },
    apprisePath: config.apprisePath,
    allowPrivate: config.alertPrivateAddresses,
    legacySecretHeader: config.webhookLegacySecretHeader,
  })
}

/** Who vouches for users, by the configuration. */
export function signInMethodsOf(config: Config, createProvider: CreateProvider): SignInMethods {
  const username = config.proxyAuthHeader
  const others = /^x-forwarded-user$/i.test(username)
    ? ['X-Remote-User', 'Remote-User', 'X-authentik-username']
    : []
  return {
    password: !config.oidcDisableLocalAuth,
    proxy: config.proxyAuth
      ? {
          username: [username, ...others],
          role: config.proxyAuthRoleHeader ?? null,
          allRepositoriesRole: config.proxyAuthAllRepositoriesRoleHeader ?? null,
          email: config.proxyAuthEmailHeader ?? null,
          fullName: config.proxyAuthFullNameHeader ?? null,
        }
      : null,
    openId: openIdOf(config, createProvider),
  }
}

function openIdOf(config: Config, createProvider: CreateProvider): OpenIdSettings | null {
  const { oidcIssuerUrl: issuerUrl, oidcClientId: clientId, oidcClientSecret: clientSecret } = config
  if (!issuerUrl || !clientId) return null
  return {
    provider: createProvider({ issuerUrl, clientId, clientSecret, scopes: config.oidcScopes }),
    displayName: config.oidcProviderName,
    usernameClaim: config.oidcUsernameClaim,
    newUsers: config.oidcNewUsers,
    publicUrl: config.publicUrl ?? null,
  }
}

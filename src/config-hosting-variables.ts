import {
  flag,
  oneOf,
  path,
  pathList,
  pathOrNone,
  program,
  storageTargets,
  text,
  whole,
} from './config-formats.ts'
import { optional, withDefault } from './config-variable.ts'

const hostName = text('an IP address or host name', /^[\w.:%-]+$/)
const port = whole(1, 65_535)
const fingerprint = text('a fingerprint as `ssh-keygen -l` prints it', /^SHA256:[\w+/]{43}$/)
const oneLine = text('printable characters in one line', /^\P{C}+$/u)

/** What hosts repositories for clients, and what raises alarms. Names as in contract borgwarehouse, section 8, where it has them. */
export const hostingVariables = [
  optional({
    name: 'HOSTED_REPOSITORIES_DIR',
    field: 'hostedRepositoriesDir',
    unset: '`DATA_DIR/hosted`',
    ...path,
    description:
      'The pool: the folder of the repositories that clients push to over SSH. All processes on one database need the same.',
  }),
  optional({
    name: 'AUTHORIZED_KEYS_FILE',
    field: 'authorizedKeysFile',
    unset: '`DATA_DIR/ssh/authorized_keys`',
    ...pathOrNone,
    description:
      'The file that sshd reads (`AuthorizedKeysFile`); lines of others in it are left alone. `none`: sshd asks by `AuthorizedKeysCommand`.',
  }),
  withDefault({
    name: 'SSH_HOST_KEY_FILES',
    field: 'sshHostKeyFiles',
    default:
      '/etc/ssh/ssh_host_ed25519_key.pub:/etc/ssh/ssh_host_ecdsa_key.pub:/etc/ssh/ssh_host_rsa_key.pub',
    ...pathList,
    description: 'Public host keys of the sshd that clients reach; their fingerprints are shown to users.',
  }),
  withDefault({
    name: 'STORAGE_TARGETS',
    field: 'storageTargets',
    default: '',
    ...storageTargets,
    description: 'Other folders, on other disks, in which repositories may be hosted.',
  }),
  withDefault({
    name: 'UNIX_USER',
    field: 'unixUser',
    default: 'borgwarehouse',
    ...text('a user name', /^[\w.-]{1,64}\$?$/),
    description: 'The account that clients sign in to over SSH, shown in commands.',
  }),
  withDefault({
    name: 'FQDN',
    field: 'fqdn',
    default: 'localhost',
    ...hostName,
    description: 'Name of this server for its clients, shown in commands.',
  }),
  withDefault({
    name: 'SSH_SERVER_PORT',
    field: 'sshServerPort',
    default: '22',
    ...port,
    description: 'Port of its sshd, shown in commands.',
  }),
  optional({
    name: 'FQDN_LAN',
    field: 'fqdnLan',
    unset: 'as `FQDN`',
    ...hostName,
    description: 'Name of this server in its own network, for repositories with `lanCommand`.',
  }),
  optional({
    name: 'SSH_SERVER_PORT_LAN',
    field: 'sshServerPortLan',
    unset: 'not shown',
    ...port,
    description: 'Port of its sshd in its own network.',
  }),
  withDefault({
    name: 'HIDE_SSH_PORT',
    field: 'hideSshPort',
    default: 'false',
    ...flag,
    description: 'Leaves the port out of the commands.',
  }),
  optional({
    name: 'SSH_SERVER_FINGERPRINT_RSA',
    field: 'sshServerFingerprintRsa',
    unset: 'from `SSH_HOST_KEY_FILES`',
    ...fingerprint,
    description: 'Fingerprint of the RSA host key, where the server cannot read it.',
  }),
  optional({
    name: 'SSH_SERVER_FINGERPRINT_ED25519',
    field: 'sshServerFingerprintEd25519',
    unset: 'from `SSH_HOST_KEY_FILES`',
    ...fingerprint,
    description: 'Of the Ed25519 host key.',
  }),
  optional({
    name: 'SSH_SERVER_FINGERPRINT_ECDSA',
    field: 'sshServerFingerprintEcdsa',
    unset: 'from `SSH_HOST_KEY_FILES`',
    ...fingerprint,
    description: 'Of the ECDSA host key.',
  }),
  withDefault({
    name: 'DISABLE_DELETE_REPO',
    field: 'disableDeleteRepo',
    default: 'false',
    ...flag,
    description: 'Nobody may delete hosted repositories.',
  }),
  withDefault({
    name: 'DISABLE_COMPACT_REPO',
    field: 'disableCompactRepo',
    default: 'false',
    ...flag,
    description: 'Nobody may compact hosted repositories from here.',
  }),
  withDefault({
    name: 'DISABLE_INTEGRATIONS',
    field: 'disableIntegrations',
    default: 'false',
    ...flag,
    description: 'API keys are refused everywhere; sessions and account tokens go on working.',
  }),
  optional({
    name: 'CRONJOB_KEY',
    field: 'cronjobKey',
    unset: 'the cron routes refuse everything',
    secret: true,
    ...text('printable characters without blanks', /^[\x21-\x7e]+$/),
    description:
      'What the cron routes of BorgWarehouse ask for. Nothing depends on them: the server checks by itself.',
  }),
  withDefault({
    name: 'BORGWAREHOUSE_STATUSES',
    field: 'borgwarehouseStatuses',
    default: 'documented',
    ...oneOf('documented', 'observed'),
    description: 'Status codes of `/api/repo*` where the public page and BorgWarehouse 2.4.4 differ.',
  }),
  withDefault({
    name: 'BORGWAREHOUSE_COMPACT_APPEND_ONLY',
    field: 'borgwarehouseCompactAppendOnly',
    default: 'false',
    ...flag,
    description:
      'Lets `POST /api/v1/repositories/…/compact` compact append-only repositories, which makes the deletions of clients final.',
  }),
  withDefault({
    name: 'HOSTED_POLL_SECONDS',
    field: 'hostedPollSeconds',
    default: '60',
    ...whole(1, 86_400),
    description:
      'How often hosted repositories are looked at where watching files shows nothing, as on network storage.',
  }),
  withDefault({
    name: 'STORAGE_INTERVAL_MINUTES',
    field: 'storageIntervalMinutes',
    default: '60',
    ...whole(1, 10_080),
    description: 'How often the storage of all hosted repositories is measured, beside after every push.',
  }),
  withDefault({
    name: 'HEALTH_INTERVAL_SECONDS',
    field: 'healthIntervalSeconds',
    default: '60',
    ...whole(1, 86_400),
    description: 'How often it is checked which repositories are stale or nearly full.',
  }),
  withDefault({
    name: 'ALERT_REPEAT_HOURS',
    field: 'alertRepeatHours',
    default: '25',
    ...whole(0, 8_760, ' (0: never)'),
    description: 'After how long an alert is repeated while nothing has changed.',
  }),
  withDefault({
    name: 'ALERT_STORAGE_PERCENT',
    field: 'alertStoragePercent',
    default: '90',
    ...whole(0, 100, ' (0: never)'),
    description: 'A hosted repository that uses so much of its quota is nearly full.',
  }),
  withDefault({
    name: 'ALERT_PRIVATE_ADDRESSES',
    field: 'alertPrivateAddresses',
    default: 'false',
    ...flag,
    description: 'Lets webhooks and stateless Apprise reach private, loopback and link-local addresses.',
  }),
  withDefault({
    name: 'WEBHOOK_LEGACY_SECRET_HEADER',
    field: 'webhookLegacySecretHeader',
    default: 'false',
    ...flag,
    description:
      'Sends webhooks over https their secret as `X-BorgWarehouse-Secret`, as BorgWarehouse does, beside the signature. Over http it is never sent.',
  }),
  withDefault({
    name: 'APPRISE_PATH',
    field: 'apprisePath',
    default: 'apprise',
    ...program,
    description: 'Apprise’s program, for alerts by its services.',
  }),
  optional({
    name: 'MAIL_SMTP_HOST',
    field: 'mailSmtpHost',
    unset: 'no e-mail',
    ...hostName,
    description: 'Mail server through which alerts are sent.',
  }),
  withDefault({
    name: 'MAIL_SMTP_PORT',
    field: 'mailSmtpPort',
    default: '587',
    ...port,
    description: 'Its port.',
  }),
  withDefault({
    name: 'MAIL_SMTP_TLS',
    field: 'mailSmtpTls',
    default: 'auto',
    ...oneOf('auto', 'implicit', 'starttls', 'none'),
    description:
      '`auto`: from the first byte on port 465, otherwise when the mail server offers it. `starttls`: refuses to send without. `none`: never.',
  }),
  optional({
    name: 'MAIL_SMTP_FROM',
    field: 'mailSmtpFrom',
    unset: '`vinculum@` and `FQDN`',
    ...text('an e-mail address', /^[^\s@<>]+@[^\s@<>]+$/),
    description: 'Sender of the alerts.',
  }),
  optional({
    name: 'MAIL_SMTP_LOGIN',
    field: 'mailSmtpLogin',
    unset: 'no authentication',
    ...oneLine,
    description: 'User name at the mail server.',
  }),
  optional({
    name: 'MAIL_SMTP_PWD',
    field: 'mailSmtpPwd',
    unset: 'none',
    secret: true,
    ...oneLine,
    description: 'Password at the mail server.',
  }),
  withDefault({
    name: 'MAIL_REJECT_SELFSIGNED_TLS',
    field: 'mailRejectSelfsignedTls',
    default: 'true',
    ...flag,
    description: 'Checks the mail server’s certificate.',
  }),
] as const

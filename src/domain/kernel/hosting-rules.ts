/** What the configuration says of hosted repositories (contract borgwarehouse, section 8). */
export interface HostingRules {
  /** Absolute folder of new repositories. */
  readonly poolDir: string
  /** Other folders that may hold them. */
  readonly storageTargets: readonly { readonly path: string; readonly name: string }[]
  readonly sshServer: SshServer
  readonly mayDelete: boolean
  readonly mayCompact: boolean
  /** Do API keys work? */
  readonly integrations: boolean
  /** SHA-256 of `CRONJOB_KEY` in base64url; null: nothing opens the cron routes. */
  readonly cronKeyHash: string | null
  /** Seconds between two looks at everything. */
  readonly pollSeconds: number
  readonly storageIntervalMinutes: number
}

/** How clients reach the sshd of this server. */
export interface SshServer {
  readonly user: string
  readonly host: string
  readonly port: number
  readonly lanHost: string | null
  readonly lanPort: number | null
  readonly hidePort: boolean
  /** Fingerprints that the configuration names, by type. */
  readonly fingerprints: Readonly<Partial<Record<'RSA' | 'ED25519' | 'ECDSA', string>>>
}

/** When somebody is told of repositories that are stale or nearly full. */
export interface AlertRules {
  readonly checkSeconds: number
  /** 0: an alert is not repeated. */
  readonly repeatHours: number
  /** 0: nobody is told. */
  readonly storagePercent: number
  /** Can mails be sent? */
  readonly hasMail: boolean
}

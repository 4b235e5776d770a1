/** The names of the public contract, `API.md`, word by word: clients and scripts rely on them. */

/** Enums with their values. */
export const enums: Record<string, string> = {
  JobStatus: 'PENDING RUNNING COMPLETED COMPLETED_WITH_WARNINGS FAILED CANCELLED',
  JobKind: 'BACKUP CHECK PRUNE COMPACT RESTORE DELETE_ARCHIVE',
  JobTrigger: 'MANUAL SCHEDULE RETRY',
  JobPhase: 'QUEUED PRE_HOOK ESTIMATING TRANSFERRING POST_HOOK PRUNING COMPACTING DONE',
  RepositoryRole: 'VIEWER OPERATOR',
  UserRole: 'VIEWER OPERATOR ADMIN',
  LogSource: 'BORG HOOK SERVER',
  ConflictPolicy: 'QUEUE REJECT',
  EncryptionMode: 'NONE REPOKEY REPOKEY_BLAKE2 KEYFILE KEYFILE_BLAKE2 AUTHENTICATED AUTHENTICATED_BLAKE2',
  ListFiles: 'CHANGED ALL NONE',
  RepositoryMode: 'FULL OBSERVE',
  ApiKeyPermission: 'CREATE READ UPDATE DELETE',
  CancelOutcome: 'GRACEFUL FORCED LOCK_LEFT',
}

/** Enums that the contract leaves open: they may have more values. */
export const openEnums = ['JobKind', 'JobPhase']

const page = 'first: Int, after: String, last: Int, before: String'

/** Types with the fields that are promised. */
export const fields: Record<string, string[]> = {
  Query: [
    'viewer: User',
    'server: Server!',
    'node(id: ID!): Node',
    'nodes(ids: [ID!]!): [Node]!',
    'repository(by: RepositoryByInput!): Repository',
    `repositories(${page}, filter: RepositoryFilterInput): RepositoryConnection!`,
    'job(id: ID!): Job',
    `jobs(${page}, filter: JobFilterInput): JobConnection!`,
    `users(${page}): UserConnection!`,
  ],
  Mutation: [
    'signIn(input: SignInInput!): SignInPayload!',
    'signOut: SignOutPayload!',
    'createRepository(input: CreateRepositoryInput!): CreateRepositoryPayload!',
    'importRepository(input: ImportRepositoryInput!): ImportRepositoryPayload!',
    'updateRepository(input: UpdateRepositoryInput!): UpdateRepositoryPayload!',
    'deleteRepository(input: DeleteRepositoryInput!): DeleteRepositoryPayload!',
    'startBackup(input: StartBackupInput!): StartBackupPayload!',
    'cancelJob(input: CancelJobInput!): CancelJobPayload!',
    'retryJob(input: RetryJobInput!): RetryJobPayload!',
    'createUser(input: CreateUserInput!): CreateUserPayload!',
    'updateUser(input: UpdateUserInput!): UpdateUserPayload!',
    'deleteUser(input: DeleteUserInput!): DeleteUserPayload!',
    'grantRepositoryAccess(input: GrantRepositoryAccessInput!): GrantRepositoryAccessPayload!',
    'revokeRepositoryAccess(input: RevokeRepositoryAccessInput!): RevokeRepositoryAccessPayload!',
    'createApiKey(input: CreateApiKeyInput!): CreateApiKeyPayload!',
    'revokeApiKey(input: RevokeApiKeyInput!): RevokeApiKeyPayload!',
  ],
  Subscription: [
    'jobProgress(jobId: ID!): JobProgress!',
    'jobLog(jobId: ID!, after: Int! = 0): JobLogBatch!',
    'jobChanged(repositoryId: ID): Job!',
  ],
  Server: ['version: String!', 'borgVersion: String', 'limits: Limits!', 'workers: [Worker!]!'],
  Worker: ['borgVersion: String', 'capabilities: [String!]!', 'vulnerabilities: [BorgVulnerability!]!'],
  Repository: [
    'id: ID!',
    'databaseId: Int!',
    'name: String!',
    'path: String!',
    'viewerRole: RepositoryRole',
    `jobs(${page}): JobConnection!`,
  ],
  ManagedRepository: [`archives(${page}): ArchiveConnection!`],
  HostedRepository: ['id: ID!'],
  Archive: ['id: ID!', 'name: String!'],
  Job: [
    'id: ID!',
    'databaseId: Int!',
    'kind: JobKind!',
    'status: JobStatus!',
    'trigger: JobTrigger!',
    'repository: Repository',
    'requestedBy: User',
    'createdAt: DateTime!',
    'startedAt: DateTime',
    'finishedAt: DateTime',
    'progress: JobProgress!',
    'failure: JobFailure',
    'cancellation: Cancellation',
    'log(first: Int! = 200, after: Int! = 0): JobLogPage!',
  ],
  BackupJob: ['archiveName: String', 'archive: Archive'],
  JobFailure: ['code: JobFailureCode!', 'message: String!', 'remedy: String!'],
  Cancellation: ['requestedAt: DateTime!', 'requestedBy: User', 'outcome: CancelOutcome'],
  JobProgress: [
    'status: JobStatus!',
    'phase: JobPhase!',
    'percent: Float',
    'isEstimate: Boolean!',
    'originalSize: ByteSize',
    'compressedSize: ByteSize',
    'deduplicatedSize: ByteSize',
    'fileCount: Int',
    'currentFile: String',
    'totalExpectedSize: ByteSize',
    'bytesPerSecond: Float',
    'secondsRemaining: Int',
    'at: DateTime!',
  ],
  LogLine: ['number: Int!', 'content: String!', 'source: LogSource!', 'at: DateTime!'],
  JobLogPage: ['lines: [LogLine!]!', 'endCursor: Int!', 'hasNextPage: Boolean!', 'totalLines: Int!'],
  JobLogBatch: ['lines: [LogLine!]!', 'endCursor: Int!'],
  SignInPayload: ['accessToken: String!', 'expiresAt: DateTime!', 'user: User!'],
  CreateRepositoryPayload: ['repository: ManagedRepository!'],
  StartBackupPayload: ['job: BackupJob!'],
  CancelJobPayload: ['job: Job!', 'processTerminated: Boolean!'],
  RetryJobPayload: ['job: Job!'],
  CreateUserPayload: ['user: User!'],
  CreateApiKeyPayload: ['apiKey: ApiKey!', 'secret: String!'],
}

/** Types with their interfaces. */
export const implementations: Record<string, string[]> = {
  Repository: ['Node'],
  ManagedRepository: ['Node', 'Repository'],
  HostedRepository: ['Node', 'Repository'],
  Job: ['Node'],
  BackupJob: ['Job', 'Node'],
  CheckJob: ['Job', 'Node'],
  PruneJob: ['Job', 'Node'],
  CompactJob: ['Job', 'Node'],
  DeleteArchiveJob: ['Job', 'Node'],
}

const repositorySettings =
  'compression sourceDirectories excludePatterns listFiles mode bypassLock remotePath customFlags preBackupScript ' +
  'postBackupScript preHookTimeoutSeconds postHookTimeoutSeconds continueOnHookFailure pool'

/** Inputs with their fields; `!` marks what cannot be left out. */
export const inputs: Record<string, string> = {
  RepositoryByInput: 'id databaseId path name',
  JobFilterInput: 'repositoryId statuses kinds trigger',
  SignInInput: 'username! password!',
  CreateRepositoryInput: `name! path! encryption passphrase ${repositorySettings}`,
  ImportRepositoryInput: `name! path! passphrase keyFile ${repositorySettings}`,
  UpdateRepositoryInput: `repositoryId! name path passphrase ${repositorySettings}`,
  DeleteRepositoryInput: 'repositoryId!',
  StartBackupInput: 'repositoryId! archiveName onConflict idempotencyKey',
  CancelJobInput: 'jobId!',
  RetryJobInput: 'jobId!',
  CreateUserInput: 'username! password! role email fullName',
  UpdateUserInput: 'userId!',
  DeleteUserInput: 'userId!',
  GrantRepositoryAccessInput: 'userId! repositoryId! role!',
  RevokeRepositoryAccessInput: 'userId! repositoryId!',
  CreateApiKeyInput: 'name! permissions repositoryIds expiresAt',
  RevokeApiKeyInput: 'apiKeyId!',
}

/** Mutations without an input. */
export const withoutInput = ['signOut', 'refreshToken', 'keepPassword', 'cleanUpLogs', 'cleanUpHistory']

/** Every field that is a connection. */
export const connections = [
  'Archive.entries',
  'Archive.search',
  'HostedRepository.jobs',
  'ManagedRepository.archives',
  'ManagedRepository.jobs',
  'Query.authEvents',
  'Query.jobs',
  'Query.repositories',
  'Query.schedules',
  'Query.sshConnections',
  'Query.sshKeys',
  'Query.users',
  'Repository.jobs',
  'Schedule.jobs',
  'SshKey.connections',
  'User.apiKeys',
]

/** Lists that are no connections, because they cannot grow much or have pages of their own kind. */
export const shortLists = [
  'ApiKey.permissions',
  'ApiKey.repositories',
  'ArchiveDetails.chunkerParams',
  'ArchiveDetails.commandLine',
  'BeginTotpSetupPayload.recoveryCodes',
  'CheckJob.flags',
  'CheckScheduleSettings.flags',
  'CronCheck.nextRuns',
  'EnableTotpPayload.recoveryCodes',
  'JobLogBatch.lines',
  'JobLogPage.lines',
  'LogStorage.kinds',
  'ManagedRepository.customFlags',
  'ManagedRepository.excludePatterns',
  'ManagedRepository.sourceDirectories',
  'PruneJob.prunedArchives',
  'Query.cronPresets',
  'Query.nodes',
  'Query.upcomingRuns',
  'RestoreCheckScheduleSettings.paths',
  'RestoreJob.paths',
  'RestorePreview.missingPaths',
  'RestorePreview.overwrites',
  'RestorePreview.targets',
  'RunScheduleNowPayload.jobs',
  'ScanSshHostKeysPayload.hostKeys',
  'Schedule.nextRuns',
  'Schedule.repositories',
  'ScheduleSkip.repositories',
  'Server.workers',
  'SshConnectionProfile.hostKeys',
  'Settings.saved',
  'User.repositoryGrants',
  'Worker.capabilities',
  'Worker.pools',
  'Worker.vulnerabilities',
]

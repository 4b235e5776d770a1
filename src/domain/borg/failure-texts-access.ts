/** What can be wrong with keys, passphrases and connections: code → [message, remedy], in our own words. */
export const ACCESS_FAILURES = {
  PASSPHRASE_MISSING: ['The repository needs a passphrase, and none is stored.', 'Store its passphrase.'],
  PASSPHRASE_WRONG: ['The stored passphrase is wrong.', 'Store the right passphrase of the repository.'],
  PASSPHRASE_COMMAND_FAILED: ['The command that should give the passphrase failed.', 'Run it by hand.'],
  KEY_INVALID: ['The key of the repository is damaged.', 'Import the key from an export.'],
  KEY_MISMATCH: ['The key file belongs to another repository.', 'Import the key of this repository.'],
  KEY_NOT_FOUND: ['The key file of the repository is missing.', 'Import the key from an export.'],
  REPOSITORY_KEY_MISSING: ['The repository has lost its key.', 'Import the key from an export.'],
  NOT_A_KEY_FILE: ['This file is not an exported Borg key.', 'Choose the file that "key export" wrote.'],
  KEY_OF_OTHER_REPOSITORY: ['This exported key belongs to another repository.', 'Choose the right export.'],
  KEY_TYPE_UNKNOWN: ['This Borg does not know the type of the key.', 'Upgrade Borg on this server.'],
  REPOSITORY_NOT_ENCRYPTED: ['The repository is not encrypted: it has no key.', 'Nothing needs to be done.'],
  PAYLOAD_UNSUPPORTED: ['This Borg cannot read the data of the repository.', 'Upgrade Borg on this server.'],
  CONNECTION_CLOSED: [
    'The other side closed the connection before Borg answered.',
    'Check that the SSH key is allowed there and that Borg is installed.',
  ],
  CONNECTION_LOST: [
    'The connection to the repository broke.',
    'Run the job again when the network is stable.',
  ],
  SSH_PERMISSION_DENIED: [
    'The other side refused the SSH key.',
    'Add the public key of this repository to the account on the other side.',
  ],
  SSH_HOST_KEY_UNKNOWN: [
    'The host key of the other side is not known.',
    'Compare its fingerprint and confirm it.',
  ],
  SSH_HOST_KEY_CHANGED: [
    'The host key of the other side is not the one that was confirmed.',
    'Ask its administrator. Confirm the new key only if it was changed on purpose.',
  ],
  SSH_CONNECTION_REFUSED: [
    'The other side does not accept SSH connections on this port.',
    'Check host, port and firewall, and that the SSH server runs.',
  ],
  SSH_HOST_UNREACHABLE: [
    'The other side could not be reached.',
    'Check the host name, the network and the firewall.',
  ],
  SSH_KEY_UNUSABLE: [
    'The private SSH key cannot be used.',
    'It must be readable by this server only and have no passphrase.',
  ],
  PATH_NOT_ALLOWED: [
    'The other side does not allow this repository path with this key.',
    'Use the path that the key is restricted to.',
  ],
  REMOTE_BORG_NOT_FOUND: [
    'Borg was not found on the other side.',
    'Install it there, or set the remote path of the repository.',
  ],
  REMOTE_BORG_OUTDATED: ['Borg on the other side is too old.', 'Upgrade it there.'],
  REMOTE_PROTOCOL_ERROR: [
    'The other side sent something that is not Borg.',
    'Its login scripts must not print anything; check the Borg version there.',
  ],
} as const satisfies Record<string, readonly [message: string, remedy: string]>

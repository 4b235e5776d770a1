/** Sentences that both families say, word by word (contract borgwarehouse). */
export const keyInUse =
  'The SSH key is already used in another repository. Please use another key or delete the key from the other repository.'
/** As the public page of the older family has it. */
export const keyInUseBriefly = 'The SSH key is already used in another repository.'
/** Section 14.2. */
export const malformedKey =
  'Invalid public SSH KEY format. Provide a key in OpenSSH format (rsa, ed25519, ed25519-sk)'
/** Not of the old server, which kept comments of any length. */
export const keyCommentTooLong = 'The comment of the SSH public key must not exceed 1000 characters'

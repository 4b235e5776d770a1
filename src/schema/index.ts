import './scalars.ts'
import './server.ts'
import './sign-in.ts'
import './totp.ts'
import './auth-event.ts'
import './user-mutations.ts'
import './own-account.ts'
import './grant-mutations.ts'
import './api-key.ts'
import './repository-queries.ts'
import './repository-mutations.ts'
import './job-queries.ts'
import './job-mutations.ts'
import './subscriptions.ts'
import { builder } from './builder.ts'
import { describeRelay } from './relay-descriptions.ts'

/** The whole schema; each file above adds its types. */
export const schema = describeRelay(builder.toSchema())

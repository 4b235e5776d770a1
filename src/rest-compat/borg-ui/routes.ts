import { activityRoutes } from './activity-routes.ts'
import { addRepositoryRoutes } from './add-repository-routes.ts'
import { archiveDeletionRoutes } from './archive-deletion-routes.ts'
import { archiveRoutes } from './archive-routes.ts'
import { authEventRoutes } from './auth-event-routes.ts'
import { breakLockRoutes } from './break-lock-routes.ts'
import { browseRoutes } from './browse-routes.ts'
import { checkScheduleRoutes } from './check-schedule-routes.ts'
import { dashboardRoutes } from './dashboard-routes.ts'
import { destroyRepositoryRoutes } from './destroy-repository-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { jobRoutes } from './job-routes.ts'
import { keyFileRoutes } from './key-file-routes.ts'
import { logRoutes } from './log-routes.ts'
import { maintenanceJobRoutes } from './maintenance-job-routes.ts'
import { maintenanceStartRoutes } from './maintenance-start-routes.ts'
import { mountRoutes } from './mount-routes.ts'
import { oidcLinkRoutes } from './oidc-link-routes.ts'
import { oidcRoutes } from './oidc-routes.ts'
import { olderUserRoutes } from './older-user-routes.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { permissionRoutes } from './permission-routes.ts'
import { profileRoutes } from './profile-routes.ts'
import { repositoryReadingRoutes } from './repository-reading-routes.ts'
import { repositoryRoutes } from './repository-routes.ts'
import { restoreCheckRoutes } from './restore-check-routes.ts'
import { restoreRoutes } from './restore-routes.ts'
import type { Route } from './route.ts'
import { scheduleHelpRoutes } from './schedule-help-routes.ts'
import { scheduleRoutes } from './schedule-routes.ts'
import { scheduleRunRoutes } from './schedule-run-routes.ts'
import { secondFactorRoutes } from './second-factor-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { settingsRoutes } from './settings-routes.ts'
import { signInMethodRoutes } from './sign-in-method-routes.ts'
import { sshConnectionRoutes } from './ssh-connection-routes.ts'
import { sshKeyRoutes } from './ssh-key-routes.ts'
import { sshTestRoutes } from './ssh-test-routes.ts'
import { startRoutes } from './start-routes.ts'
import { systemRoutes } from './system-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { userRoutes } from './user-routes.ts'

/** Every route of the Borg UI dialect, the one that scripts poll first. */
export const borgUiRoutes: readonly Route[] = [
  ...jobRoutes,
  ...logRoutes,
  ...startRoutes,
  ...restoreRoutes,
  ...sessionRoutes,
  ...secondFactorRoutes,
  ...passkeyRoutes,
  ...oidcRoutes,
  ...oidcLinkRoutes,
  ...authEventRoutes,
  ...signInMethodRoutes,
  ...tokenRoutes,
  ...profileRoutes,
  ...userRoutes,
  ...olderUserRoutes,
  ...permissionRoutes,
  // A fixed name stands before the route with an id that it would match.
  ...addRepositoryRoutes,
  ...repositoryRoutes,
  ...repositoryReadingRoutes,
  ...keyFileRoutes,
  ...destroyRepositoryRoutes,
  ...settingsRoutes,
  ...activityRoutes,
  ...eventRoutes,
  ...dashboardRoutes,
  ...systemRoutes,
  ...maintenanceStartRoutes,
  ...restoreCheckRoutes,
  ...maintenanceJobRoutes,
  ...breakLockRoutes,
  ...archiveRoutes,
  ...browseRoutes,
  ...mountRoutes,
  ...archiveDeletionRoutes,
  ...checkScheduleRoutes,
  ...scheduleHelpRoutes,
  ...scheduleRunRoutes,
  ...scheduleRoutes,
  ...sshConnectionRoutes,
  ...sshTestRoutes,
  ...sshKeyRoutes,
]

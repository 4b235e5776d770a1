import { olderUserRoutes } from './accounts/older-user-routes.ts'
import { permissionRoutes } from './accounts/permission-routes.ts'
import { profileRoutes } from './accounts/profile-routes.ts'
import { tokenRoutes } from './accounts/token-routes.ts'
import { userRoutes } from './accounts/user-routes.ts'
import { activityRoutes } from './activity/activity-routes.ts'
import { dashboardRoutes } from './activity/dashboard-routes.ts'
import { eventRoutes } from './activity/event-routes.ts'
import { archiveRoutes } from './archives/archive-routes.ts'
import { browseRoutes } from './archives/browse-routes.ts'
import { mountRoutes } from './archives/mount-routes.ts'
import { repositoryReadingRoutes } from './archives/repository-reading-routes.ts'
import { jobRoutes } from './backups/job-routes.ts'
import { logRoutes } from './backups/log-routes.ts'
import { startRoutes } from './backups/start-routes.ts'
import { archiveDeletionRoutes } from './maintenance/archive-deletion-routes.ts'
import { breakLockRoutes } from './maintenance/break-lock-routes.ts'
import { maintenanceJobRoutes } from './maintenance/maintenance-job-routes.ts'
import { maintenanceStartRoutes } from './maintenance/maintenance-start-routes.ts'
import type { Route } from './protocol/route.ts'
import { addRepositoryRoutes } from './repositories/add-repository-routes.ts'
import { destroyRepositoryRoutes } from './repositories/destroy-repository-routes.ts'
import { keyFileRoutes } from './repositories/key-file-routes.ts'
import { repositoryRoutes } from './repositories/repository-routes.ts'
import { restoreCheckRoutes } from './restores/restore-check-routes.ts'
import { restoreRoutes } from './restores/restore-routes.ts'
import { checkScheduleRoutes } from './schedules/check-schedule-routes.ts'
import { scheduleHelpRoutes } from './schedules/schedule-help-routes.ts'
import { scheduleRoutes } from './schedules/schedule-routes.ts'
import { scheduleRunRoutes } from './schedules/schedule-run-routes.ts'
import { settingsRoutes } from './settings/settings-routes.ts'
import { systemRoutes } from './settings/system-routes.ts'
import { authEventRoutes } from './sign-in/auth-event-routes.ts'
import { oidcLinkRoutes } from './sign-in/oidc-link-routes.ts'
import { oidcRoutes } from './sign-in/oidc-routes.ts'
import { passkeyRoutes } from './sign-in/passkey-routes.ts'
import { secondFactorRoutes } from './sign-in/second-factor-routes.ts'
import { sessionRoutes } from './sign-in/session-routes.ts'
import { signInMethodRoutes } from './sign-in/sign-in-method-routes.ts'
import { sshConnectionRoutes } from './ssh/ssh-connection-routes.ts'
import { sshKeyRoutes } from './ssh/ssh-key-routes.ts'
import { sshTestRoutes } from './ssh/ssh-test-routes.ts'

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

import { z } from 'zod'
import { SignInMethodsDocument } from '../../generated/borg-ui/sign-in-methods.ts'
import { route } from '../protocol/route.ts'

const header = z.string().nullable()

const config = route({
  method: 'get',
  path: '/api/auth/config',
  tag: 'Session',
  summary: 'Which ways to sign in there are',
  access: 'public',
  success: {
    status: 200,
    description: 'What is not offered is off',
    answer: z.strictObject({
      proxy_auth_enabled: z.boolean(),
      insecure_no_auth_enabled: z.literal(false),
      authentication_required: z.boolean(),
      oidc_enabled: z.boolean(),
      oidc_provider_name: z.string().nullable(),
      oidc_disable_local_auth: z.boolean(),
      oidc_link_supported: z.boolean(),
      oidc_unlink_supported: z.boolean(),
      oidc_account_linking_supported: z.boolean(),
      proxy_auth_header: header,
      proxy_auth_role_header: header,
      proxy_auth_all_repositories_role_header: header,
      proxy_auth_email_header: header,
      proxy_auth_full_name_header: header,
      proxy_auth_health: z.strictObject({ enabled: z.boolean(), warnings: z.array(z.string()) }),
    }),
  },
  async handle({ run }) {
    const { proxy, openId, password } = (await run(SignInMethodsDocument, {})).signInMethods
    return {
      proxy_auth_enabled: proxy !== null,
      insecure_no_auth_enabled: false as const,
      authentication_required: proxy === null,
      oidc_enabled: openId !== null,
      oidc_provider_name: openId?.displayName ?? null,
      oidc_disable_local_auth: !password,
      oidc_link_supported: openId !== null,
      // Whoever has no password to go back to stays connected.
      oidc_unlink_supported: openId !== null && password,
      oidc_account_linking_supported: openId !== null,
      proxy_auth_header: proxy?.usernameHeader ?? null,
      proxy_auth_role_header: proxy?.roleHeader ?? null,
      proxy_auth_all_repositories_role_header: proxy?.allRepositoriesRoleHeader ?? null,
      proxy_auth_email_header: proxy?.emailHeader ?? null,
      proxy_auth_full_name_header: proxy?.fullNameHeader ?? null,
      // The server does not start with a list of proxies that cannot work, so there is nothing to warn of.
      proxy_auth_health: { enabled: proxy !== null, warnings: [] },
    }
  },
})

/** What a sign-in page asks first. */
export const signInMethodRoutes = [config]

// Written by codegen.ts from borgwarehouse/notif.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** A way to tell somebody. */
export type AlertChannel =
  /** Services that Apprise knows. */
  | 'APPRISE'
  /** A mail to the address of the account. */
  | 'EMAIL'
  /** JSON that is posted to an address. */
  | 'WEBHOOK';

/** Why an alert was not delivered. */
export type AlertFailureReason =
  /** The address is private (`ALERT_PRIVATE_ADDRESSES`). */
  | 'ADDRESS_REFUSED'
  /** Apprise did not reach all services. */
  | 'APPRISE_FAILED'
  /** Only administrators may have Apprise run on the server. */
  | 'APPRISE_MODE_FORBIDDEN'
  /** No Apprise mode is chosen. */
  | 'APPRISE_MODE_MISSING'
  /** The server has no Apprise (`APPRISE_PATH`). */
  | 'APPRISE_NOT_INSTALLED'
  /** There is no Apprise service. */
  | 'APPRISE_SERVICES_MISSING'
  /** There is no address of an Apprise server. */
  | 'APPRISE_URL_MISSING'
  /** This way was switched off. */
  | 'CHANNEL_OFF'
  /** The e-mail address of the account is not one. */
  | 'EMAIL_INVALID'
  /** The account has no e-mail address. */
  | 'EMAIL_MISSING'
  /** The web server refused: see `httpStatus`. */
  | 'HTTP_STATUS'
  /** The mail server refused, or could not be reached. */
  | 'MAIL_FAILED'
  /** The server has no mail server (`MAIL_SMTP_HOST`). */
  | 'NO_MAIL_SERVER'
  /** The web server could not be reached in time. */
  | 'UNREACHABLE'
  /** The address is not one of a web server. */
  | 'URL_INVALID'
  /** There is no address of a webhook. */
  | 'WEBHOOK_URL_MISSING';

/** Who runs Apprise. */
export type AppriseMode =
  /** This server, as a program; for administrators only, because it reaches what the server reaches. */
  | 'PACKAGE'
  /** An Apprise server at an address of yours. */
  | 'STATELESS';

/** Which way to try. */
export type SendTestAlertInput = {
  /** The way. */
  channel: AlertChannel;
};

/** Changes of the ways by which the caller is told; what is absent stays, null or empty clears. */
export type UpdateAlertSettingsInput = {
  /** By Apprise? */
  appriseEnabled?: boolean | null | undefined;
  /** Who runs it. */
  appriseMode?: AppriseMode | null | undefined;
  /** Apprise URLs, at most 50. */
  appriseServices?: Array<string> | null | undefined;
  /** Address of an Apprise server, for `STATELESS`. */
  appriseStatelessUrl?: string | null | undefined;
  /** By mails to the address of the account? */
  emailEnabled?: boolean | null | undefined;
  /** By a webhook? */
  webhookEnabled?: boolean | null | undefined;
  /** Sent as `X-BorgWarehouse-Secret`, and the key of `X-Vinculum-Signature`. */
  webhookSecret?: string | null | undefined;
  /** An http or https address. */
  webhookUrl?: string | null | undefined;
};

export type NotificationsQueryVariables = Exact<{ [key: string]: never; }>;


export type NotificationsQuery = { viewer: { email: string | null, alertSettings: { emailEnabled: boolean | null, appriseEnabled: boolean | null, appriseMode: AppriseMode | null, appriseStatelessUrl: string | null, appriseServices: Array<string>, webhookEnabled: boolean | null, webhookUrl: string | null, hasWebhookSecret: boolean } | null } | null };

export type ChangeNotificationsMutationVariables = Exact<{
  input: UpdateAlertSettingsInput;
}>;


export type ChangeNotificationsMutation = { updateAlertSettings: { settings: { hasWebhookSecret: boolean } } };

export type TestNotificationMutationVariables = Exact<{
  input: SendTestAlertInput;
}>;


export type TestNotificationMutation = { sendTestAlert: { sent: boolean, failure: string | null, reason: AlertFailureReason | null, httpStatus: number | null } };


export const NotificationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Notifications"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"alertSettings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emailEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"appriseEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"appriseMode"}},{"kind":"Field","name":{"kind":"Name","value":"appriseStatelessUrl"}},{"kind":"Field","name":{"kind":"Name","value":"appriseServices"}},{"kind":"Field","name":{"kind":"Name","value":"webhookEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"webhookUrl"}},{"kind":"Field","name":{"kind":"Name","value":"hasWebhookSecret"}}]}}]}}]}}]} as unknown as DocumentNode<NotificationsQuery, NotificationsQueryVariables>;
export const ChangeNotificationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeNotifications"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateAlertSettingsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateAlertSettings"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"settings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasWebhookSecret"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeNotificationsMutation, ChangeNotificationsMutationVariables>;
export const TestNotificationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TestNotification"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SendTestAlertInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sendTestAlert"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"failure"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}}]}}]}}]} as unknown as DocumentNode<TestNotificationMutation, TestNotificationMutationVariables>;
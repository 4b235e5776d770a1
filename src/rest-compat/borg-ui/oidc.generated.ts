// Written by codegen.ts from borg-ui/oidc.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Where the browser is, and where it wants to go. */
export type BeginOidcLinkInput = {
  /** Where clients reach this server; needed when `PUBLIC_URL` is not configured. */
  baseUrl?: string | null | undefined;
  /** A page of this server, for when it is over; every other address becomes `/login`. */
  returnTo?: string | null | undefined;
};

/** Where the browser is, and where it wants to go. */
export type BeginOidcSignInInput = {
  /** Where clients reach this server; needed when `PUBLIC_URL` is not configured. */
  baseUrl?: string | null | undefined;
  /** A page of this server, for when it is over; every other address becomes `/login`. */
  returnTo?: string | null | undefined;
};

/** The answer of the provider. */
export type CompleteOidcSignInInput = {
  /** Of the address that the browser came back to. */
  query: string;
  /** Of `beginOidcSignIn` or `beginOidcLink`, from the same browser. */
  transaction?: string | null | undefined;
};

/** Why the answer of the provider signed nobody in. */
export type OidcError =
  /** There is a user of this name: sign in as them, and connect the account. */
  | 'ACCOUNT_LINK_REQUIRED'
  /** The account is connected with an identity already. */
  | 'ALREADY_LINKED'
  /** The user or the provider said no. */
  | 'AUTHENTICATION_CANCELLED'
  /** The answer is not one to a question of ours, was used before, or came too late. */
  | 'AUTHENTICATION_FAILED'
  /** Another account is connected with the identity, or took the name. */
  | 'IDENTITY_CONFLICT'
  /** What the provider says of the user does not hold. */
  | 'ID_TOKEN_INVALID'
  /** The account is switched off. */
  | 'INACTIVE_USER'
  /** An administrator has to activate the account. */
  | 'PENDING_APPROVAL'
  /** The provider says no name for a new user. */
  | 'USERNAME_CLAIM_MISSING'
  /** There is no account here, and none is made. */
  | 'USER_ACCESS_DENIED';

export type BeginOidcSignInMutationVariables = Exact<{
  input: BeginOidcSignInInput;
}>;


export type BeginOidcSignInMutation = { beginOidcSignIn: { authorizationUrl: string, transaction: string, state: string } };

export type CompleteOidcSignInMutationVariables = Exact<{
  input: CompleteOidcSignInInput;
}>;


export type CompleteOidcSignInMutation = { completeOidcSignIn: { returnTo: string, grant: string | null, linked: boolean, error: OidcError | null } };

export type ExchangeOidcGrantMutationVariables = Exact<{
  grant: string;
}>;


export type ExchangeOidcGrantMutation = { exchangeOidcGrant: { accessToken: string, expiresAt: string, user: { mustChangePassword: boolean } } };

export type BeginOidcLinkMutationVariables = Exact<{
  input: BeginOidcLinkInput;
}>;


export type BeginOidcLinkMutation = { beginOidcLink: { authorizationUrl: string, transaction: string, state: string } };

export type UnlinkOidcMutationVariables = Exact<{ [key: string]: never; }>;


export type UnlinkOidcMutation = { unlinkOidc: { user: { id: string } } };


export const BeginOidcSignInDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BeginOidcSignIn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"BeginOidcSignInInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"beginOidcSignIn"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"transaction"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<BeginOidcSignInMutation, BeginOidcSignInMutationVariables>;
export const CompleteOidcSignInDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CompleteOidcSignIn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CompleteOidcSignInInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"completeOidcSignIn"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnTo"}},{"kind":"Field","name":{"kind":"Name","value":"grant"}},{"kind":"Field","name":{"kind":"Name","value":"linked"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}}]}}]} as unknown as DocumentNode<CompleteOidcSignInMutation, CompleteOidcSignInMutationVariables>;
export const ExchangeOidcGrantDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ExchangeOidcGrant"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"grant"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"exchangeOidcGrant"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"grant"},"value":{"kind":"Variable","name":{"kind":"Name","value":"grant"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mustChangePassword"}}]}}]}}]}}]} as unknown as DocumentNode<ExchangeOidcGrantMutation, ExchangeOidcGrantMutationVariables>;
export const BeginOidcLinkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BeginOidcLink"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"BeginOidcLinkInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"beginOidcLink"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"transaction"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<BeginOidcLinkMutation, BeginOidcLinkMutationVariables>;
export const UnlinkOidcDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnlinkOidc"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unlinkOidc"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<UnlinkOidcMutation, UnlinkOidcMutationVariables>;
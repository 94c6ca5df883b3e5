/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time as RFC 3339 text, for example 2030-01-31T12:00:00.000Z; answers are in UTC. */
  DateTime: { input: string; output: string; }
  /** The value of a secret: a string of 1 byte to 64 KB. Accepted only as a variable and never readable: wherever it is selected, it is "[REDACTED]". */
  SecretValue: { input: string; output: string; }
};

/** What was done or refused, as noun and verb. */
export type AuditAction =
  /** A credential was not valid. */
  | 'AUTHENTICATION_REFUSE'
  /** One-time codes were given to a consumer, sealed to its key. */
  | 'CODE_CREATE'
  /** One-time codes were refused. */
  | 'CODE_REFUSE'
  /** The operator of the dispenser approved who a consumer is. */
  | 'CONSUMER_APPROVE'
  /** A consumer was registered. */
  | 'CONSUMER_CREATE'
  /** A consumer was deleted. */
  | 'CONSUMER_DELETE'
  /** The operator of the dispenser took back an approval. */
  | 'CONSUMER_DISAPPROVE'
  /** A consumer got another key. */
  | 'CONSUMER_ROTATE_KEY'
  /** A consumer was changed. */
  | 'CONSUMER_UPDATE'
  /** Secrets were delivered to a consumer, sealed to its key. */
  | 'DELIVERY_CREATE'
  /** A delivery was refused. */
  | 'DELIVERY_REFUSE'
  /** A value was put into a request to an upstream, on its way. */
  | 'INJECTION_CREATE'
  /** The upstream of an injected request failed; the request had been sent, or was about to be. */
  | 'INJECTION_FAIL'
  /** Putting a value into a request was refused. */
  | 'INJECTION_REFUSE'
  /** A key generation was made and became the current one. */
  | 'KEY_GENERATE'
  /** An older key generation became the current one. */
  | 'KEY_PROMOTE'
  /** Values were sealed anew, with the current key generation. */
  | 'KEY_RESEAL'
  /** A key generation was retired; nothing can be sealed with it any more. */
  | 'KEY_RETIRE'
  /** A principal became a member. */
  | 'MEMBER_CREATE'
  /** A member was removed. */
  | 'MEMBER_DELETE'
  /** A member got another role. */
  | 'MEMBER_UPDATE'
  /** An organization was created. */
  | 'ORGANIZATION_CREATE'
  /** The organization was deleted, with all it held but these events. */
  | 'ORGANIZATION_DELETE'
  /** The slug or name of the organization changed. */
  | 'ORGANIZATION_UPDATE'
  /** Policy refused something before it was begun. */
  | 'PERMISSION_REFUSE'
  /** A repository was made known. */
  | 'REPOSITORY_CREATE'
  /** A repository was deleted. */
  | 'REPOSITORY_DELETE'
  /** A repository was changed. */
  | 'REPOSITORY_UPDATE'
  /** A role was created. */
  | 'ROLE_CREATE'
  /** A role was deleted. */
  | 'ROLE_DELETE'
  /** A role was renamed, or grants something else. */
  | 'ROLE_UPDATE'
  /** A secret was created. */
  | 'SECRET_CREATE'
  /** A secret was deleted. */
  | 'SECRET_DELETE'
  /** A secret was changed. */
  | 'SECRET_UPDATE'
  /** A secret was given to a command that was run beside the database. */
  | 'SECRET_USE'
  /** A service user was created. */
  | 'SERVICE_USER_CREATE'
  /** A service user was deleted. */
  | 'SERVICE_USER_DELETE'
  /** A service user was renamed. */
  | 'SERVICE_USER_UPDATE'
  /** A member was put into a team. */
  | 'TEAM_ADD_MEMBER'
  /** A team was created. */
  | 'TEAM_CREATE'
  /** A team was deleted. */
  | 'TEAM_DELETE'
  /** A member was taken out of a team. */
  | 'TEAM_REMOVE_MEMBER'
  /** A team was renamed. */
  | 'TEAM_UPDATE'
  /** A token was issued. */
  | 'TOKEN_CREATE'
  /** A token was revoked. */
  | 'TOKEN_REVOKE'
  /** A token was renamed. */
  | 'TOKEN_UPDATE'
  /** A token was used for the first time in an hour, or from another address. */
  | 'TOKEN_USE'
  /** A person logged in for the first time. */
  | 'USER_CREATE'
  /** The identity provider gave another name or e-mail address for a person. */
  | 'USER_UPDATE';

/** Which events a list leaves: those for which everything given holds. */
export type AuditEventFilter = {
  /** One of these actions. */
  actions?: InputMaybe<Array<AuditAction>>;
  /** With this outcome. */
  outcome?: InputMaybe<AuditOutcome>;
  /** Done by this principal. */
  principalId?: InputMaybe<Scalars['ID']['input']>;
  /** Not before this time. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Done to this subject. */
  subjectId?: InputMaybe<Scalars['ID']['input']>;
  /** Before this time. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Whether the action was done. */
export type AuditOutcome =
  /** It was done. */
  | 'ALLOWED'
  /** Policy refused it; nothing was changed. */
  | 'REFUSED';

/** Which secrets a consumer may use: all that any of these gives. A personal secret only ever goes to a personal consumer of its owner. */
export type ConsumerUsesInput = {
  /** The organization's secrets whose names begin with this, whatever the case; for a personal consumer its owner's too. The empty text is every name. */
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  /** The organization's secrets that are visible to this repository. */
  repositoryId?: InputMaybe<Scalars['ID']['input']>;
  /** These secrets, at most 200. */
  secretIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** The secrets of this team. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
};

/** Why a consumer may use a secret. */
export type ConsumptionReason =
  /** The consumer names the secret. */
  | 'NAMED'
  /** The name begins with the prefix of the consumer. */
  | 'NAME_PREFIX'
  /** The secret is visible to the repository of the consumer. */
  | 'REPOSITORY'
  /** The consumer may use the secrets of the team that owns it. */
  | 'TEAM';

/** A new consumer: with a public key, an identity or both. */
export type CreateConsumerInput = {
  /** Where it may ask from: addresses or ranges such as 10.0.0.0/8. */
  addressRanges?: InputMaybe<Array<Scalars['String']['input']>>;
  /** When it stops getting anything. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What its tokens must say, when it has some. */
  identity?: InputMaybe<WorkloadIdentityInput>;
  /** Whether it is the caller's own, which the caller's personal secrets can reach. */
  isPersonal?: Scalars['Boolean']['input'];
  /** 1 to 255 characters; unique in the organization. */
  name: Scalars['String']['input'];
  /** The organization. */
  organizationId: Scalars['ID']['input'];
  /** X25519, 32 bytes in base64url without padding. */
  publicKey?: InputMaybe<Scalars['String']['input']>;
  /** What it may use; nothing when left out. */
  uses?: InputMaybe<ConsumerUsesInput>;
};

/** A new member. */
export type CreateMembershipInput = {
  /** The organization. */
  organizationId: Scalars['ID']['input'];
  /** A user who has logged in once, or a service user of the organization. */
  principalId: Scalars['ID']['input'];
  /** The role, at most as powerful as the caller. */
  roleId: Scalars['ID']['input'];
};

/** A new organization. */
export type CreateOrganizationInput = {
  /** Name for people, 1 to 255 characters. */
  name: Scalars['String']['input'];
  /** 1 to 39 letters, digits or single hyphens between them; unique in the instance. */
  slug: Scalars['String']['input'];
};

/** A new repository. */
export type CreateRepositoryInput = {
  /** Whether secrets with visibility PRIVATE are visible to it. */
  isPrivate?: Scalars['Boolean']['input'];
  /** 1 to 100 letters, digits, ".", "_" or "-"; unique in the organization. */
  name: Scalars['String']['input'];
  /** The organization. */
  organizationId: Scalars['ID']['input'];
};

/** A new role. */
export type CreateRoleInput = {
  /** 1 to 255 characters; unique in the organization. */
  name: Scalars['String']['input'];
  /** The organization. */
  organizationId: Scalars['ID']['input'];
  /** What it grants, at most what the caller holds. */
  permissions: Array<Permission>;
};

/** A new secret. */
export type CreateSecretInput = {
  /** Who it belongs to. */
  access?: SecretAccess;
  /** When it stops being given to workloads; in the future. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Your own key for this attempt, 16 to 128 visible ASCII characters: repeating the same key and input within 24 hours gives the first answer and changes nothing. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Whether the value is a file, given in base64. */
  isFile?: Scalars['Boolean']['input'];
  /** Whether tools should hide the value even from those who may use it. */
  isSensitive?: Scalars['Boolean']['input'];
  /** 1 to 255 characters; unique for its owner, case does not matter. */
  name: Scalars['String']['input'];
  /** Text for people, at most 500 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The organization it will belong to. */
  organizationId: Scalars['ID']['input'];
  /** The value, sealed by the client so that the gateway never sees it. */
  sealedValue?: InputMaybe<SealedValueInput>;
  /** Numbers (databaseId) of the repositories that may use it; only with visibility SELECTED. */
  selectedRepositoryIds?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** The team that owns it; with access TEAM and only then. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
  /** What kind of value it holds. */
  type?: SecretType;
  /** Where the dispenser may send the value in a request. Without a policy it may be sent nowhere. */
  usePolicy?: InputMaybe<UsePolicyInput>;
  /** The value, 1 byte to 64 KB. Only as a variable. Give exactly one of value and sealedValue. */
  value?: InputMaybe<Scalars['SecretValue']['input']>;
  /** Which repositories may use it. */
  visibility?: SecretVisibility;
};

/** A new service user with its first token. */
export type CreateServiceUserInput = {
  /** Whether it may create organizations, with tokens that the operator issues to it; only from a caller who may. */
  mayCreateOrganizations?: Scalars['Boolean']['input'];
  /** 1 to 255 characters; unique in the organization. */
  name: Scalars['String']['input'];
  /** The organization it belongs to. */
  organizationId: Scalars['ID']['input'];
  /** Its role, at most as powerful as the caller. */
  roleId: Scalars['ID']['input'];
  /** When its first token stops being valid. */
  tokenExpiresAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A new team. */
export type CreateTeamInput = {
  /** 1 to 255 characters; unique in the organization. */
  name: Scalars['String']['input'];
  /** The organization. */
  organizationId: Scalars['ID']['input'];
};

/** A new token. */
export type CreateTokenInput = {
  /** When it stops being valid. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What people call it. */
  name: Scalars['String']['input'];
  /** The organization it is made for. */
  organizationId: Scalars['ID']['input'];
  /** The service user it authenticates; the caller when left out. */
  principalId?: InputMaybe<Scalars['ID']['input']>;
};

/** Which consumer to delete. */
export type DeleteConsumerInput = {
  /** The consumer. */
  id: Scalars['ID']['input'];
};

/** Which member to remove. */
export type DeleteMembershipInput = {
  /** The membership. */
  id: Scalars['ID']['input'];
};

/** Which organization to delete, with all it holds. */
export type DeleteOrganizationInput = {
  /** Its slug once more, because there is no way back. */
  confirmSlug: Scalars['String']['input'];
  /** The organization. */
  id: Scalars['ID']['input'];
};

/** Which repository to delete. */
export type DeleteRepositoryInput = {
  /** The repository. */
  id: Scalars['ID']['input'];
};

/** Which role to delete. */
export type DeleteRoleInput = {
  /** The role; not a built-in one, and nobody has it. */
  id: Scalars['ID']['input'];
};

/** Which secret to delete. */
export type DeleteSecretInput = {
  /** The secret. */
  id: Scalars['ID']['input'];
};

/** Which service user to delete. */
export type DeleteServiceUserInput = {
  /** The service user; not the caller. */
  id: Scalars['ID']['input'];
};

/** Which team to delete. */
export type DeleteTeamInput = {
  /** The team. */
  id: Scalars['ID']['input'];
};

/** Which end of a list comes first. */
export type OrderDirection =
  /** The smallest or oldest. */
  | 'ASC'
  /** The largest or newest. */
  | 'DESC';

/** What a principal may do: in the instance (the first two) or in one organization. */
export type Permission =
  /** Create organizations in this instance. */
  | 'CREATE_ORGANIZATION'
  /** Register, change and delete the organization's consumers. Implies USE_SECRETS. */
  | 'MANAGE_CONSUMERS'
  /** Add and remove members and give them roles, at most as powerful as oneself. */
  | 'MANAGE_MEMBERS'
  /** Rename and delete the organization, manage its teams, roles and repositories. */
  | 'MANAGE_ORGANIZATION'
  /** Manage the organization's secrets and those of all teams. Implies MANAGE_TEAM_SECRETS. */
  | 'MANAGE_ORG_SECRETS'
  /** Create, change and delete personal secrets. Implies VIEW_SECRETS. */
  | 'MANAGE_OWN_SECRETS'
  /** Manage service users and their tokens. */
  | 'MANAGE_SERVICE_USERS'
  /** Manage secrets of one's own teams. Implies MANAGE_OWN_SECRETS. */
  | 'MANAGE_TEAM_SECRETS'
  /** Register consumers of one's own, which get one's personal secrets. */
  | 'USE_SECRETS'
  /** Read the audit log. */
  | 'VIEW_AUDIT_LOG'
  /** See the organization, its members, teams, roles and repositories. Comes with every membership. */
  | 'VIEW_ORGANIZATION'
  /** See the metadata of secrets within reach. Nobody sees a value. */
  | 'VIEW_SECRETS'
  /** See who one is and where one belongs. Held by every authenticated principal. */
  | 'VIEW_SELF';

/** A claim that a token must have, and what it must say. */
export type PinnedClaimInput = {
  /** What it must be, exactly. */
  expected: Scalars['String']['input'];
  /** The name of the claim, such as sub. */
  name: Scalars['String']['input'];
};

/** What kind of caller it was. */
export type PrincipalKind =
  /** Nobody who could be authenticated. */
  | 'ANONYMOUS'
  /** A workload, at the dispenser. */
  | 'CONSUMER'
  /** The person at the machine, with the command line. */
  | 'OPERATOR'
  /** A program. */
  | 'SERVICE_USER'
  /** A person. */
  | 'USER';

/** A secret by name: created when there is none, changed when there is one. */
export type PutSecretInput = {
  /** Who it belongs to. */
  access?: SecretAccess;
  /** Change only if the secret was last changed at this time; otherwise STALE_VERSION. */
  expectedUpdatedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Change only if the secret is at this version; otherwise STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** When it stops being given to workloads; in the future. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Your own key for this attempt, 16 to 128 visible ASCII characters: repeating the same key and input within 24 hours gives the first answer and changes nothing. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Whether the value is a file; false for a new one. Cannot change. */
  isFile?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether tools should hide the value even from those who may use it. */
  isSensitive?: InputMaybe<Scalars['Boolean']['input']>;
  /** Its name; case does not matter. */
  name: Scalars['String']['input'];
  /** Text for people, at most 500 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The organization. */
  organizationId: Scalars['ID']['input'];
  /** The value, sealed by the client so that the gateway never sees it. */
  sealedValue?: InputMaybe<SealedValueInput>;
  /** Numbers (databaseId) of the repositories that may use it; only with visibility SELECTED. */
  selectedRepositoryIds?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** The team that owns it; with access TEAM and only then. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
  /** What kind of value it holds; KEY_VALUE for a new one. Cannot change. */
  type?: InputMaybe<SecretType>;
  /** Where the dispenser may send the value in a request. Without a policy it may be sent nowhere. */
  usePolicy?: InputMaybe<UsePolicyInput>;
  /** The value, 1 byte to 64 KB. Only as a variable. Give exactly one of value and sealedValue. */
  value?: InputMaybe<Scalars['SecretValue']['input']>;
  /** Which repositories may use it. */
  visibility?: InputMaybe<SecretVisibility>;
};

/** Which token to revoke. */
export type RevokeTokenInput = {
  /** The token. */
  id: Scalars['ID']['input'];
};

/** Another key for a consumer. */
export type RotateConsumerKeyInput = {
  /** The consumer. */
  id: Scalars['ID']['input'];
  /** X25519, 32 bytes in base64url without padding. */
  publicKey: Scalars['String']['input'];
};

/** A value in a libsodium sealed box (crypto_box_seal). */
export type SealedValueInput = {
  /** The sealed box in base64. */
  encryptedValue: Scalars['String']['input'];
  /** The keyId of the sealing key it is sealed to. */
  keyId: Scalars['ID']['input'];
};

/** Who a secret belongs to. */
export type SecretAccess =
  /** The organization. */
  | 'ORGANIZATION'
  /** One principal; nobody else sees it. */
  | 'PERSONAL'
  /** One team; others do not see it, but for those who manage the organization’s secrets. */
  | 'TEAM';

/** Which secrets a list leaves: those for which everything given holds. */
export type SecretFilter = {
  /** One of these kinds of owner. */
  access?: InputMaybe<Array<SecretAccess>>;
  /** Expires, and before this time. */
  expiringBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** The name begins with this; case does not matter. */
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  /** Owned by this team. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
  /** The name or the note contains this; case does not matter. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** One of these types. */
  types?: InputMaybe<Array<SecretType>>;
  /** Was not given to a workload at or after this time, or never. */
  unusedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** One of these visibilities. */
  visibility?: InputMaybe<Array<SecretVisibility>>;
};

/** The order of a list of secrets. */
export type SecretOrder = {
  /** Which end comes first. */
  direction?: OrderDirection;
  /** By what. */
  field: SecretOrderField;
};

/** What secrets are ordered by. */
export type SecretOrderField =
  /** The time of creation. */
  | 'CREATED'
  /** The name, case folded. */
  | 'NAME'
  /** The time of the last change. */
  | 'UPDATED';

/** What kind of value a secret holds. */
export type SecretType =
  /** Cookies: a JSON array, a Cookie or Set-Cookie header, or a Netscape cookie file. */
  | 'COOKIE'
  /** Any text or, with isFile, any bytes. */
  | 'KEY_VALUE'
  /** The seed of time-based one-time passwords: an otpauth:// URI or base32. */
  | 'TOTP';

/** Which repositories may use a secret. */
export type SecretVisibility =
  /** All repositories. */
  | 'ALL'
  /** Private repositories. */
  | 'PRIVATE'
  /** The selected repositories. */
  | 'SELECTED';

/** A team and a membership of the same organization. */
export type TeamMemberInput = {
  /** The team. */
  id: Scalars['ID']['input'];
  /** The membership. */
  membershipId: Scalars['ID']['input'];
};

/** Changes to a consumer; what is left out stays. */
export type UpdateConsumerInput = {
  /** Where it may ask from; null for anywhere. */
  addressRanges?: InputMaybe<Array<Scalars['String']['input']>>;
  /** When it stops getting anything; null for never. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The consumer. */
  id: Scalars['ID']['input'];
  /** Another identity; null for none. */
  identity?: InputMaybe<WorkloadIdentityInput>;
  /** Another name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What it may use, in place of all that it might before. */
  uses?: InputMaybe<ConsumerUsesInput>;
};

/** Another role for a member. */
export type UpdateMembershipInput = {
  /** The membership. */
  id: Scalars['ID']['input'];
  /** The new role, at most as powerful as the caller. */
  roleId: Scalars['ID']['input'];
};

/** Changes of an organization; what is left out stays. */
export type UpdateOrganizationInput = {
  /** The organization. */
  id: Scalars['ID']['input'];
  /** A new name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** A new slug. */
  slug?: InputMaybe<Scalars['String']['input']>;
};

/** Changes of a repository; what is left out stays. */
export type UpdateRepositoryInput = {
  /** The repository. */
  id: Scalars['ID']['input'];
  /** Whether it is private from now on. */
  isPrivate?: InputMaybe<Scalars['Boolean']['input']>;
  /** A new name. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** Changes of a role; what is left out stays. */
export type UpdateRoleInput = {
  /** The role; not a built-in one. */
  id: Scalars['ID']['input'];
  /** A new name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What it grants from now on. */
  permissions?: InputMaybe<Array<Permission>>;
};

/** Changes of a secret; what is left out stays. */
export type UpdateSecretInput = {
  /** Change only if the secret was last changed at this time; otherwise STALE_VERSION. */
  expectedUpdatedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Change only if the secret is at this version; otherwise STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** When it stops being given to workloads; in the future. Null removes it. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The secret. */
  id: Scalars['ID']['input'];
  /** Your own key for this attempt, 16 to 128 visible ASCII characters: repeating the same key and input within 24 hours gives the first answer and changes nothing. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Whether tools should hide the value even from those who may use it. */
  isSensitive?: InputMaybe<Scalars['Boolean']['input']>;
  /** A new name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Text for people, at most 500 characters. Null removes it. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The value, sealed by the client so that the gateway never sees it. */
  sealedValue?: InputMaybe<SealedValueInput>;
  /** Numbers (databaseId) of the repositories that may use it; only with visibility SELECTED. */
  selectedRepositoryIds?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** Where the dispenser may send the value in a request. Without a policy it may be sent nowhere. Null removes it. */
  usePolicy?: InputMaybe<UsePolicyInput>;
  /** A new value. Only as a variable; at most one of value and sealedValue. */
  value?: InputMaybe<Scalars['SecretValue']['input']>;
  /** Which repositories may use it. */
  visibility?: InputMaybe<SecretVisibility>;
};

/** A new name for a service user. */
export type UpdateServiceUserInput = {
  /** The service user. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name: Scalars['String']['input'];
};

/** A new name for a team. */
export type UpdateTeamInput = {
  /** The team. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name: Scalars['String']['input'];
};

/** A new name for a token. */
export type UpdateTokenInput = {
  /** The token. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name: Scalars['String']['input'];
};

/** Where the dispenser may send a secret in a request: all four lists must allow it. It replaces the policy as a whole. */
export type UsePolicyInput = {
  /** 1 to 50. Hosts, in lower-case ASCII: api.example.com, *.example.com (all below it, not itself), with :port when it is not 443. */
  hosts: Array<Scalars['String']['input']>;
  /** 1 to 7. Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS. */
  methods: Array<Scalars['String']['input']>;
  /** 1 to 50. Beginnings of paths: /v1 is /v1 and all below it, not /v10; / is every path. */
  pathPrefixes: Array<Scalars['String']['input']>;
  /** 1 to 50. Where in the request the value may stand: the name of a header, query: and the name of a parameter, or body. */
  slots: Array<Scalars['String']['input']>;
};

/** Tokens (OpenID Connect) of the system a workload runs in, and what they must say. */
export type WorkloadIdentityInput = {
  /** Whom the tokens are for. */
  audience: Scalars['String']['input'];
  /** 1 to 20 claims that must be exactly so. */
  claims: Array<PinnedClaimInput>;
  /** Who signs the tokens: an https:// address with a discovery document. */
  issuer: Scalars['String']['input'];
};

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { __typename?: 'Query', viewer: { __typename?: 'Viewer', id: string, name: string, organizations: { __typename?: 'OrganizationConnection', nodes: Array<{ __typename?: 'Organization', id: string, name: string, viewerPermissions: Array<Permission> }> } } };

export type SecretsQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type SecretsQuery = { __typename?: 'Query', organization?: { __typename?: 'Organization', id: string, secrets: { __typename?: 'SecretConnection', totalCount: number, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null }, edges: Array<{ __typename?: 'SecretEdge', cursor: string, node: { __typename?: 'Secret', id: string, name: string, note?: string | null, value: string, version: number, updatedAt: string, updatedBy?:
            | { __typename?: 'ServiceUser', id: string, name: string }
            | { __typename?: 'User', id: string, name: string }
           | null } }> } } | null };

export type SecretFieldsFragment = { __typename?: 'Secret', id: string, name: string, note?: string | null, value: string, version: number, updatedAt: string, updatedBy?:
    | { __typename?: 'ServiceUser', id: string, name: string }
    | { __typename?: 'User', id: string, name: string }
   | null };

export type SecretQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SecretQuery = { __typename?: 'Query', secret?: { __typename?: 'Secret', id: string, name: string, note?: string | null, value: string, version: number, updatedAt: string, updatedBy?:
      | { __typename?: 'ServiceUser', id: string, name: string }
      | { __typename?: 'User', id: string, name: string }
     | null } | null };

export type SealingKeyQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SealingKeyQuery = { __typename?: 'Query', organization?: { __typename?: 'Organization', id: string, sealingKey: { __typename?: 'SealingKey', keyId: string, publicKey: string } } | null };

export type CreateSecretMutationVariables = Exact<{
  input: CreateSecretInput;
}>;


export type CreateSecretMutation = { __typename?: 'Mutation', createSecret: { __typename?: 'CreateSecretPayload', secret: { __typename?: 'Secret', id: string, name: string, note?: string | null, value: string, version: number, updatedAt: string, updatedBy?:
        | { __typename?: 'ServiceUser', id: string, name: string }
        | { __typename?: 'User', id: string, name: string }
       | null } } };

export type UpdateSecretMutationVariables = Exact<{
  input: UpdateSecretInput;
}>;


export type UpdateSecretMutation = { __typename?: 'Mutation', updateSecret: { __typename?: 'UpdateSecretPayload', secret: { __typename?: 'Secret', id: string, name: string, note?: string | null, value: string, version: number, updatedAt: string, updatedBy?:
        | { __typename?: 'ServiceUser', id: string, name: string }
        | { __typename?: 'User', id: string, name: string }
       | null } } };

export type DeleteSecretMutationVariables = Exact<{
  input: DeleteSecretInput;
}>;


export type DeleteSecretMutation = { __typename?: 'Mutation', deleteSecret: { __typename?: 'DeleteSecretPayload', deletedSecretId: string } };

export const SecretFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SecretFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Secret"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<SecretFieldsFragment, unknown>;
export const SessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"organizations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"viewerPermissions"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SessionQuery, SessionQueryVariables>;
export const SecretsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Secrets"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"secrets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"CREATED"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SecretFields"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SecretFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Secret"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<SecretsQuery, SecretsQueryVariables>;
export const SecretDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Secret"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SecretFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SecretFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Secret"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<SecretQuery, SecretQueryVariables>;
export const SealingKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SealingKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sealingKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"keyId"}},{"kind":"Field","name":{"kind":"Name","value":"publicKey"}}]}}]}}]}}]} as unknown as DocumentNode<SealingKeyQuery, SealingKeyQueryVariables>;
export const CreateSecretDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateSecret"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateSecretInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createSecret"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SecretFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SecretFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Secret"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<CreateSecretMutation, CreateSecretMutationVariables>;
export const UpdateSecretDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateSecret"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateSecretInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateSecret"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SecretFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SecretFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Secret"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<UpdateSecretMutation, UpdateSecretMutationVariables>;
export const DeleteSecretDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteSecret"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteSecretInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteSecret"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedSecretId"}}]}}]}}]} as unknown as DocumentNode<DeleteSecretMutation, DeleteSecretMutationVariables>;
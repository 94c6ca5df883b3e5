import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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
  /** A point in time in RFC 3339 format, for example 2030-01-31T12:00:00.000Z. Outputs are always in UTC. */
  DateTime: { input: string; output: string; }
  /** The value of a secret: a string of 1 byte to 64 KB. It is accepted only as a variable and can never be read: as an output it is always "[REDACTED]". */
  SecretValue: { input: string; output: string; }
};

/** What was done or refused, as a noun and a verb. */
export type AuditAction =
  /** A credential was not valid. */
  | 'AUTHENTICATION_REFUSE'
  /** One-time codes were delivered to a consumer, sealed to its key. */
  | 'CODE_CREATE'
  /** A delivery of one-time codes was refused. */
  | 'CODE_REFUSE'
  /** The operator of the dispenser approved a consumer. */
  | 'CONSUMER_APPROVE'
  /** A consumer was registered. */
  | 'CONSUMER_CREATE'
  /** A consumer was deleted. */
  | 'CONSUMER_DELETE'
  /** The operator of the dispenser withdrew the approval of a consumer. */
  | 'CONSUMER_DISAPPROVE'
  /** The public key of a consumer was replaced. */
  | 'CONSUMER_ROTATE_KEY'
  /** A consumer was changed. */
  | 'CONSUMER_UPDATE'
  /** Secrets were delivered to a consumer, sealed to its key. */
  | 'DELIVERY_CREATE'
  /** A delivery was refused. */
  | 'DELIVERY_REFUSE'
  /** A value was injected into a request to an upstream. */
  | 'INJECTION_CREATE'
  /** The upstream of an injected request failed. The request may have been sent. */
  | 'INJECTION_FAIL'
  /** An injection was refused. */
  | 'INJECTION_REFUSE'
  /** A key generation was created and became the current one. */
  | 'KEY_GENERATE'
  /** An older key generation became the current one. */
  | 'KEY_PROMOTE'
  /** Values were resealed to the current key generation. */
  | 'KEY_RESEAL'
  /** A key generation was retired. Nothing can be sealed to it any more. */
  | 'KEY_RETIRE'
  /** A principal became a member. */
  | 'MEMBER_CREATE'
  /** A member was removed. */
  | 'MEMBER_DELETE'
  /** A member was given another role. */
  | 'MEMBER_UPDATE'
  /** The chain of an organization from before such entries existed was entered in the chain of the instance. */
  | 'ORGANIZATION_ADOPT'
  /** An organization was created. */
  | 'ORGANIZATION_CREATE'
  /** The organization was deleted with everything in it except these events. */
  | 'ORGANIZATION_DELETE'
  /** The slug or name of the organization was changed. */
  | 'ORGANIZATION_UPDATE'
  /** Policy refused a request before anything was changed. */
  | 'PERMISSION_REFUSE'
  /** A repository was registered. */
  | 'REPOSITORY_CREATE'
  /** A repository was deleted. */
  | 'REPOSITORY_DELETE'
  /** A repository was changed. */
  | 'REPOSITORY_UPDATE'
  /** A role was created. */
  | 'ROLE_CREATE'
  /** A role was deleted. */
  | 'ROLE_DELETE'
  /** The name or the permissions of a role were changed. */
  | 'ROLE_UPDATE'
  /** A secret was created. */
  | 'SECRET_CREATE'
  /** A secret was deleted. It can be restored for the recovery time of the gateway. */
  | 'SECRET_DELETE'
  /** A secret was shredded with all its versions. */
  | 'SECRET_DESTROY'
  /** Versions that the organization no longer keeps were shredded, or deleted secrets after their recovery time. */
  | 'SECRET_PURGE'
  /** A deleted secret was restored. */
  | 'SECRET_RESTORE'
  /** An earlier value of a secret became current again, as a new version. */
  | 'SECRET_ROLLBACK'
  /** A secret was changed. */
  | 'SECRET_UPDATE'
  /** A secret was given to a command that secrets-gateway run started. */
  | 'SECRET_USE'
  /** A service user was created. */
  | 'SERVICE_USER_CREATE'
  /** A service user was deleted. */
  | 'SERVICE_USER_DELETE'
  /** A service user was renamed. */
  | 'SERVICE_USER_UPDATE'
  /** A member was added to a team. */
  | 'TEAM_ADD_MEMBER'
  /** A team was created. */
  | 'TEAM_CREATE'
  /** A team was deleted. */
  | 'TEAM_DELETE'
  /** A member was removed from a team. */
  | 'TEAM_REMOVE_MEMBER'
  /** A team was renamed. */
  | 'TEAM_UPDATE'
  /** A token was issued. */
  | 'TOKEN_CREATE'
  /** A token was revoked. */
  | 'TOKEN_REVOKE'
  /** A token was given another maker. */
  | 'TOKEN_TRANSFER'
  /** A token was renamed. */
  | 'TOKEN_UPDATE'
  /** A token was used for the first time in an hour, or from another address. */
  | 'TOKEN_USE'
  /** A person logged in for the first time. */
  | 'USER_CREATE'
  /** A new name or e-mail address of a person came from the identity provider. */
  | 'USER_UPDATE';

/** Which audit events to return; every given condition must hold. */
export type AuditEventFilter = {
  /** Events with one of these actions. */
  actions?: InputMaybe<Array<AuditAction>>;
  /** Events with this outcome. */
  outcome?: InputMaybe<AuditOutcome>;
  /** Events of the principal with this id. */
  principalId?: InputMaybe<Scalars['ID']['input']>;
  /** Events at or after this time. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Events about the subject with this id. */
  subjectId?: InputMaybe<Scalars['ID']['input']>;
  /** Events before this time. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Whether the action was allowed. */
export type AuditOutcome =
  /** The action was done. */
  | 'ALLOWED'
  /** The action was refused. Nothing was changed. */
  | 'REFUSED';

/** How a claim is compared with what is pinned. */
export type ClaimMatch =
  /** The claim is a list that has this element. */
  | 'CONTAINS'
  /** The claim is this text, or a number or truth value that is written so. */
  | 'EXACT'
  /** The whole claim follows the pattern. Each * stands for one or more characters, but never for / : @ or white space. A pattern begins with at least three fixed characters, and / : @ or the end comes after each *. */
  | 'PATTERN';

/** The secrets that a consumer may use: those that at least one of these fields covers. Only a personal consumer of its owner can use a personal secret. */
export type ConsumerUsesInput = {
  /** The organization's secrets whose names begin with this text, case-insensitive; for a personal consumer also its owner's secrets. An empty text covers every name. */
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  /** The id of a repository, for all secrets of the organization that it may use. */
  repositoryId?: InputMaybe<Scalars['ID']['input']>;
  /** The ids of secrets, at most 200. */
  secretIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** The id of a team, for all secrets that the team owns. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
};

/** Why a consumer may use a secret. */
export type ConsumptionReason =
  /** The consumer lists the secret by its id. */
  | 'NAMED'
  /** The name of the secret begins with the name prefix of the consumer. */
  | 'NAME_PREFIX'
  /** The repository of the consumer may use the secret. */
  | 'REPOSITORY'
  /** The consumer may use the secrets of the team that owns it. */
  | 'TEAM';

/** A consumer to register, with a public key, an identity or both. */
export type CreateConsumerInput = {
  /** The addresses or ranges, such as 10.0.0.0/8, that it may connect from. The default is any address. */
  addressRanges?: InputMaybe<Array<Scalars['String']['input']>>;
  /** When it expires. It cannot use any secret after that. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The identity that its tokens must have, if it uses tokens. */
  identity?: InputMaybe<WorkloadIdentityInput>;
  /** Whether it belongs to the caller. Only then can it use the caller's personal secrets. */
  isPersonal?: Scalars['Boolean']['input'];
  /** 1 to 255 characters. Unique in the organization, case-insensitive. */
  name: Scalars['String']['input'];
  /** The id of the organization. */
  organizationId: Scalars['ID']['input'];
  /** Its X25519 public key, 32 bytes in base64url without padding. */
  publicKey?: InputMaybe<Scalars['String']['input']>;
  /** The secrets that it may use. The default is none. */
  uses?: InputMaybe<ConsumerUsesInput>;
  /** How values may leave for it, if the use policy of the secret agrees. The default is all ways. */
  waysOut?: InputMaybe<Array<WayOut>>;
};

/** A member to add. */
export type CreateMembershipInput = {
  /** The id of the organization. */
  organizationId: Scalars['ID']['input'];
  /** The id of a user who has logged in at least once, or of a service user of the organization. */
  principalId: Scalars['ID']['input'];
  /** The id of the role. It may not grant more than the caller holds. */
  roleId: Scalars['ID']['input'];
};

/** An organization to create. */
export type CreateOrganizationInput = {
  /** The display name, 1 to 255 characters. */
  name: Scalars['String']['input'];
  /** 1 to 39 letters or digits, with single hyphens between them. Unique in this instance, case-insensitive. */
  slug: Scalars['String']['input'];
};

/** A repository to register. */
export type CreateRepositoryInput = {
  /** Whether it may use secrets with visibility PRIVATE. */
  isPrivate?: Scalars['Boolean']['input'];
  /** 1 to 100 letters, digits, ".", "_" or "-". Unique in the organization, case-insensitive. */
  name: Scalars['String']['input'];
  /** The id of the organization. */
  organizationId: Scalars['ID']['input'];
};

/** A role to create. */
export type CreateRoleInput = {
  /** 1 to 255 characters. Unique in the organization, case-insensitive. */
  name: Scalars['String']['input'];
  /** The id of the organization. */
  organizationId: Scalars['ID']['input'];
  /** The permissions to grant. The caller must hold each of them. */
  permissions: Array<Permission>;
};

/** A secret to create. */
export type CreateSecretInput = {
  /** Who owns it. */
  access?: SecretAccess;
  /** When it expires: a time in the future. Workloads cannot use an expired secret. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Lets the gateway make a random value and seal it. Nobody ever sees it. */
  generate?: InputMaybe<GenerateValueInput>;
  /** A key that you choose for this change, 16 to 128 visible ASCII characters. If you send the same key and input again within 24 hours, you get the first answer and nothing changes. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Whether the value is a file. A file is given in base64. */
  isFile?: Scalars['Boolean']['input'];
  /** Whether tools should hide the value even from people who may use it. */
  isSensitive?: Scalars['Boolean']['input'];
  /** 1 to 255 characters. Unique for its owner, case-insensitive. */
  name: Scalars['String']['input'];
  /** A note for people, at most 500 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The id of the organization. */
  organizationId: Scalars['ID']['input'];
  /** The value, sealed by the client so that the gateway never sees it. */
  sealedValue?: InputMaybe<SealedValueInput>;
  /** The numbers (databaseId) of the repositories that may use it. Only with visibility SELECTED. */
  selectedRepositoryIds?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** The id of the team that owns it. Required with access TEAM, not allowed otherwise. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
  /** The kind of value that it holds. */
  type?: SecretType;
  /** How the value may leave the dispenser, and where it may be sent in a request. Without a policy it is delivered to the consumers that may use it (a TOTP secret as codes), and sent nowhere. */
  usePolicy?: InputMaybe<UsePolicyInput>;
  /** The value, 1 byte to 64 KB. It must be a variable. Give exactly one of value, sealedValue and generate. */
  value?: InputMaybe<Scalars['SecretValue']['input']>;
  /** Which repositories may use it. */
  visibility?: SecretVisibility;
};

/** A service user to create, with its first token. */
export type CreateServiceUserInput = {
  /** Whether it may create organizations with tokens that the operator issues to it. Only a caller who may create organizations can set this. */
  mayCreateOrganizations?: Scalars['Boolean']['input'];
  /** 1 to 255 characters. Unique in the organization, case-insensitive. */
  name: Scalars['String']['input'];
  /** The id of the organization. */
  organizationId: Scalars['ID']['input'];
  /** The id of its role. It may not grant more than the caller holds. */
  roleId: Scalars['ID']['input'];
  /** When its first token expires: no later than the credential of this request, which is the default. */
  tokenExpiresAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A team to create. */
export type CreateTeamInput = {
  /** 1 to 255 characters. Unique in the organization, case-insensitive. */
  name: Scalars['String']['input'];
  /** The id of the organization. */
  organizationId: Scalars['ID']['input'];
};

/** A token to issue. */
export type CreateTokenInput = {
  /** When it expires: no later than the credential of this request, which is the default, and within the longest life that the operator allows. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The display name. */
  name: Scalars['String']['input'];
  /** The id of the organization that it is valid for. */
  organizationId: Scalars['ID']['input'];
  /** The id of the service user that it authenticates. The default is the caller. */
  principalId?: InputMaybe<Scalars['ID']['input']>;
};

/** A consumer to delete. */
export type DeleteConsumerInput = {
  /** The id of the consumer. */
  id: Scalars['ID']['input'];
};

/** A member to remove. */
export type DeleteMembershipInput = {
  /** The id of the membership. */
  id: Scalars['ID']['input'];
};

/** An organization to delete, with everything in it. */
export type DeleteOrganizationInput = {
  /** The slug of the organization, as a confirmation: this cannot be undone. */
  confirmSlug: Scalars['String']['input'];
  /** The id of the organization. */
  id: Scalars['ID']['input'];
};

/** A repository to delete. */
export type DeleteRepositoryInput = {
  /** The id of the repository. */
  id: Scalars['ID']['input'];
};

/** A role to delete. */
export type DeleteRoleInput = {
  /** The id of the role. It cannot be a built-in role or the role of a member. */
  id: Scalars['ID']['input'];
};

/** A secret to delete. */
export type DeleteSecretInput = {
  /** The id of the secret. */
  id: Scalars['ID']['input'];
};

/** A service user to delete. */
export type DeleteServiceUserInput = {
  /** The id of the service user. The caller cannot delete itself. */
  id: Scalars['ID']['input'];
};

/** A team to delete. */
export type DeleteTeamInput = {
  /** The id of the team. */
  id: Scalars['ID']['input'];
};

/** A secret to shred. */
export type DestroySecretInput = {
  /** The id of the secret, which may be deleted already. */
  id: Scalars['ID']['input'];
};

/** A random value that the gateway makes. */
export type GenerateValueInput = {
  /** Which characters it has. */
  alphabet?: GeneratedAlphabet;
  /** How many characters it has, 16 to 1024. */
  length?: Scalars['Int']['input'];
};

/** The characters of a generated value. */
export type GeneratedAlphabet =
  /** Letters and digits: 5.95 bits a character. */
  | 'ALPHANUMERIC'
  /** Letters, digits, hyphen and underscore: 6 bits a character. */
  | 'BASE64URL'
  /** Digits: 3.3 bits a character. */
  | 'DIGITS'
  /** Digits and the letters a to f: 4 bits a character. */
  | 'HEX'
  /** Everything visible in ASCII: 6.55 bits a character. */
  | 'PRINTABLE';

/** The direction of an order. */
export type OrderDirection =
  /** Ascending: the smallest or oldest first. */
  | 'ASC'
  /** Descending: the largest or newest first. */
  | 'DESC';

/** What a principal may do. VIEW_SELF and CREATE_ORGANIZATION apply to the instance, all others to one organization. */
export type Permission =
  /** Create organizations in this instance. */
  | 'CREATE_ORGANIZATION'
  /** Make tokens for oneself, which end with the token that makes them. */
  | 'CREATE_TOKENS'
  /** Register, change and delete the organization's consumers. Implies USE_SECRETS. */
  | 'MANAGE_CONSUMERS'
  /** Manage members, their roles and teams, and custom roles. No role may grant more than one holds. */
  | 'MANAGE_MEMBERS'
  /** Rename and delete the organization, and manage its teams and repositories. */
  | 'MANAGE_ORGANIZATION'
  /** Create, change and delete the secrets of the organization and of all teams. Implies MANAGE_TEAM_SECRETS. */
  | 'MANAGE_ORG_SECRETS'
  /** Create, change and delete personal secrets. Implies VIEW_SECRETS. */
  | 'MANAGE_OWN_SECRETS'
  /** Manage service users and their tokens. Implies CREATE_TOKENS. */
  | 'MANAGE_SERVICE_USERS'
  /** Create, change and delete secrets of one's own teams. Implies MANAGE_OWN_SECRETS. */
  | 'MANAGE_TEAM_SECRETS'
  /** Register one's own consumers, which can use one's personal secrets. */
  | 'USE_SECRETS'
  /** Read the audit log. */
  | 'VIEW_AUDIT_LOG'
  /** See the organization, its members, teams, roles and repositories. Every member holds it. */
  | 'VIEW_ORGANIZATION'
  /** See the metadata of the secrets of the organization, of one's teams and of oneself. Nobody can see a value. */
  | 'VIEW_SECRETS'
  /** See one's own profile and organizations. Every authenticated principal holds it. */
  | 'VIEW_SELF';

/** A claim of a token, and the value that it must have. */
export type PinnedClaimInput = {
  /** The value that it must have, an element of a list, or a pattern. */
  expected: Scalars['String']['input'];
  /** How the claim is compared. */
  match?: ClaimMatch;
  /** The name of the claim, such as sub, or a path into objects with dots between, such as kubernetes.io.namespace. */
  name: Scalars['String']['input'];
};

/** The kind of caller. */
export type PrincipalKind =
  /** A caller without valid credentials. */
  | 'ANONYMOUS'
  /** A workload that called the dispenser. */
  | 'CONSUMER'
  /** A person who used the command line on the host. */
  | 'OPERATOR'
  /** A program. */
  | 'SERVICE_USER'
  /** A person. */
  | 'USER';

/** A secret to create, or to change if the owner already has one with this name. */
export type PutSecretInput = {
  /** Who owns it. */
  access?: SecretAccess;
  /** Change the secret only if it was last changed at this time. Otherwise the error is STALE_VERSION. */
  expectedUpdatedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Change the secret only if this is its current version. Otherwise the error is STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** When it expires: a time in the future. Workloads cannot use an expired secret. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Lets the gateway make a random value and seal it. Nobody ever sees it. */
  generate?: InputMaybe<GenerateValueInput>;
  /** A key that you choose for this change, 16 to 128 visible ASCII characters. If you send the same key and input again within 24 hours, you get the first answer and nothing changes. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Whether the value is a file. The default for a new secret is false. It cannot be changed. */
  isFile?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether tools should hide the value even from people who may use it. */
  isSensitive?: InputMaybe<Scalars['Boolean']['input']>;
  /** The name of the secret, case-insensitive. */
  name: Scalars['String']['input'];
  /** A note for people, at most 500 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The id of the organization. */
  organizationId: Scalars['ID']['input'];
  /** The value, sealed by the client so that the gateway never sees it. */
  sealedValue?: InputMaybe<SealedValueInput>;
  /** The numbers (databaseId) of the repositories that may use it. Only with visibility SELECTED. */
  selectedRepositoryIds?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** The id of the team that owns it. Required with access TEAM, not allowed otherwise. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
  /** The kind of value that it holds. The default for a new secret is KEY_VALUE. It cannot be changed. */
  type?: InputMaybe<SecretType>;
  /** How the value may leave the dispenser, and where it may be sent in a request. Without a policy it is delivered to the consumers that may use it (a TOTP secret as codes), and sent nowhere. */
  usePolicy?: InputMaybe<UsePolicyInput>;
  /** The value, 1 byte to 64 KB. It must be a variable. Give exactly one of value, sealedValue and generate. */
  value?: InputMaybe<Scalars['SecretValue']['input']>;
  /** Which repositories may use it. */
  visibility?: InputMaybe<SecretVisibility>;
};

/** A deleted secret to restore. */
export type RestoreSecretInput = {
  /** The id of the deleted secret. */
  id: Scalars['ID']['input'];
  /** Another name, which is needed if the old one is taken. The default is the old name. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** A token to revoke. */
export type RevokeTokenInput = {
  /** The id of the token. */
  id: Scalars['ID']['input'];
};

/** An earlier value of a secret to make current again. */
export type RollbackSecretInput = {
  /** Change the secret only if it was last changed at this time. Otherwise the error is STALE_VERSION. */
  expectedUpdatedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Change the secret only if this is its current version. Otherwise the error is STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The id of the secret. */
  id: Scalars['ID']['input'];
  /** The number of the version that has the value. */
  toVersion: Scalars['Int']['input'];
};

/** A new public key for a consumer. */
export type RotateConsumerKeyInput = {
  /** The id of the consumer. */
  id: Scalars['ID']['input'];
  /** Its X25519 public key, 32 bytes in base64url without padding. */
  publicKey: Scalars['String']['input'];
};

/** A value in a libsodium sealed box (crypto_box_seal). */
export type SealedValueInput = {
  /** The sealed box in base64. */
  encryptedValue: Scalars['String']['input'];
  /** The keyId of the sealing key that it is sealed to. */
  keyId: Scalars['ID']['input'];
};

/** Who owns a secret. */
export type SecretAccess =
  /** The organization. */
  | 'ORGANIZATION'
  /** One user or service user. Nobody else sees it, and no token that others made for it reaches it. */
  | 'PERSONAL'
  /** One team. Only its members see it, and principals who may manage the organization's secrets. */
  | 'TEAM';

/** Which secrets to return; every given condition must hold. */
export type SecretFilter = {
  /** Secrets with one of these kinds of owner. */
  access?: InputMaybe<Array<SecretAccess>>;
  /** Secrets that expire before this time. */
  expiringBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Secrets whose name begins with this text, case-insensitive. */
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  /** Secrets that the team with this id owns. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
  /** Secrets whose name or note contains this text, case-insensitive. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** Secrets of one of these types. */
  types?: InputMaybe<Array<SecretType>>;
  /** Secrets that no workload has used at or after this time. */
  unusedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** Secrets with one of these visibilities. */
  visibility?: InputMaybe<Array<SecretVisibility>>;
};

/** The order of a list of secrets. */
export type SecretOrder = {
  /** The direction of the order. */
  direction?: OrderDirection;
  /** The property to order by. */
  field: SecretOrderField;
};

/** The property to order secrets by. */
export type SecretOrderField =
  /** The time of creation. */
  | 'CREATED'
  /** The name, ignoring case. */
  | 'NAME'
  /** The time of the last change. */
  | 'UPDATED';

/** The kind of value that a secret holds. */
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
  /** The id of the team. */
  id: Scalars['ID']['input'];
  /** The id of the membership. */
  membershipId: Scalars['ID']['input'];
};

/** A token that gets another maker. */
export type TransferTokenInput = {
  /** The id of the token. */
  id: Scalars['ID']['input'];
};

/** Changes to a consumer. Fields that are left out keep their value. */
export type UpdateConsumerInput = {
  /** The addresses or ranges that it may connect from; null for any address. */
  addressRanges?: InputMaybe<Array<Scalars['String']['input']>>;
  /** When it expires; null if it should not expire. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The id of the consumer. */
  id: Scalars['ID']['input'];
  /** The new identity; null removes it. */
  identity?: InputMaybe<WorkloadIdentityInput>;
  /** The new name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The secrets that it may use, in place of the present ones. */
  uses?: InputMaybe<ConsumerUsesInput>;
  /** How values may leave for it. */
  waysOut?: InputMaybe<Array<WayOut>>;
};

/** A new role for a member. */
export type UpdateMembershipInput = {
  /** The id of the membership. */
  id: Scalars['ID']['input'];
  /** The id of the new role. It may not grant more than the caller holds. */
  roleId: Scalars['ID']['input'];
};

/** Changes to an organization. Fields that are left out keep their value. */
export type UpdateOrganizationInput = {
  /** The id of the organization. */
  id: Scalars['ID']['input'];
  /** How many days to keep a version after a newer one has replaced it, 1 to 3650. Older ones are shredded. Null keeps them for ever. */
  keepDays?: InputMaybe<Scalars['Int']['input']>;
  /** How many versions of each secret to keep, 1 to 10000, the current one included. Older ones are shredded. Null keeps all. */
  keepVersions?: InputMaybe<Scalars['Int']['input']>;
  /** The new display name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The new slug. */
  slug?: InputMaybe<Scalars['String']['input']>;
};

/** Changes to a repository. Fields that are left out keep their value. */
export type UpdateRepositoryInput = {
  /** The id of the repository. */
  id: Scalars['ID']['input'];
  /** Whether it is private after the change. */
  isPrivate?: InputMaybe<Scalars['Boolean']['input']>;
  /** The new name. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** Changes to a role. Fields that are left out keep their value. */
export type UpdateRoleInput = {
  /** The id of the role. Built-in roles cannot be changed. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The permissions to grant, in place of the present ones. The caller must hold each of them. */
  permissions?: InputMaybe<Array<Permission>>;
};

/** Changes to a secret. Fields that are left out keep their value. */
export type UpdateSecretInput = {
  /** Change the secret only if it was last changed at this time. Otherwise the error is STALE_VERSION. */
  expectedUpdatedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Change the secret only if this is its current version. Otherwise the error is STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** When it expires: a time in the future. Workloads cannot use an expired secret. Null removes it. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Lets the gateway make a random value and seal it. Nobody ever sees it. */
  generate?: InputMaybe<GenerateValueInput>;
  /** The id of the secret. */
  id: Scalars['ID']['input'];
  /** A key that you choose for this change, 16 to 128 visible ASCII characters. If you send the same key and input again within 24 hours, you get the first answer and nothing changes. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Whether tools should hide the value even from people who may use it. */
  isSensitive?: InputMaybe<Scalars['Boolean']['input']>;
  /** The new name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** A note for people, at most 500 characters. Null removes it. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The value, sealed by the client so that the gateway never sees it. */
  sealedValue?: InputMaybe<SealedValueInput>;
  /** The numbers (databaseId) of the repositories that may use it. Only with visibility SELECTED. */
  selectedRepositoryIds?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** How the value may leave the dispenser, and where it may be sent in a request. Without a policy it is delivered to the consumers that may use it (a TOTP secret as codes), and sent nowhere. Null removes it. */
  usePolicy?: InputMaybe<UsePolicyInput>;
  /** The new value. It must be a variable. Give at most one of value, sealedValue and generate. */
  value?: InputMaybe<Scalars['SecretValue']['input']>;
  /** Which repositories may use it. */
  visibility?: InputMaybe<SecretVisibility>;
};

/** A new name for a service user. */
export type UpdateServiceUserInput = {
  /** The id of the service user. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name: Scalars['String']['input'];
};

/** A new name for a team. */
export type UpdateTeamInput = {
  /** The id of the team. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name: Scalars['String']['input'];
};

/** A new name for a token. */
export type UpdateTokenInput = {
  /** The id of the token. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name: Scalars['String']['input'];
};

/** How a secret may leave the dispenser, and where it may go in a request: hosts, methods, path prefixes and slots must all allow it. It replaces the whole policy. */
export type UsePolicyInput = {
  /** 1 to 50. Hosts in lowercase ASCII: api.example.com, or *.example.com for all its subdomains but not itself; with :port unless it is 443. */
  hosts: Array<Scalars['String']['input']>;
  /** 1 to 7. Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS. */
  methods: Array<Scalars['String']['input']>;
  /** 1 to 50. Path prefixes: /v1 covers /v1 and everything below it but not /v10; / covers every path. */
  pathPrefixes: Array<Scalars['String']['input']>;
  /** 1 to 50. Where in the request the value may appear: the name of a header, query:NAME for a query parameter, or body. */
  slots: Array<Scalars['String']['input']>;
  /** The ways in which its value may leave. The default is INJECT only. */
  waysOut?: InputMaybe<Array<WayOut>>;
};

/** How the value of a secret may leave the dispenser. No way implies another. */
export type WayOut =
  /** The workload receives the current code of a TOTP secret. */
  | 'CODE'
  /** The workload receives the value, sealed to its key. */
  | 'DELIVER'
  /** The dispenser sends a request that contains the value, and the workload gets the answer. */
  | 'INJECT';

/** The OpenID Connect tokens of a workload: who issues them, for whom, and which claims they must have. */
export type WorkloadIdentityInput = {
  /** The audience of the tokens. */
  audience: Scalars['String']['input'];
  /** 1 to 20 claims, all of which must match. */
  claims: Array<PinnedClaimInput>;
  /** The issuer of the tokens: an https:// URL with a discovery document. */
  issuer: Scalars['String']['input'];
};

export type AuditEventsQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
  filter?: InputMaybe<AuditEventFilter>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type AuditEventsQuery = { organization?: { auditEvents: { nodes: Array<{ id: string, sequence: number, at: string, action: AuditAction, outcome: AuditOutcome, principalId: string, principalKind: PrincipalKind, subjectId?: string | null, address: string, requestId: string, detail: Array<{ name: string, text: string }> }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } } | null };

export type ConsumerRowFragment = { id: string, name: string, publicKey?: string | null, namePrefix?: string | null, waysOut: Array<WayOut>, addressRanges: Array<string>, approvedAt?: string | null, expiresAt?: string | null, createdAt: string, identity?: { issuer: string, audience: string } | null, team?: { id: string, name: string } | null };

export type ConsumersQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ConsumersQuery = { organization?: { consumers: { nodes: Array<{ id: string, name: string, publicKey?: string | null, namePrefix?: string | null, waysOut: Array<WayOut>, addressRanges: Array<string>, approvedAt?: string | null, expiresAt?: string | null, createdAt: string, identity?: { issuer: string, audience: string } | null, team?: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } } | null };

export type CreateConsumerMutationVariables = Exact<{
  input: CreateConsumerInput;
}>;


export type CreateConsumerMutation = { createConsumer: { consumer: { id: string, name: string, publicKey?: string | null, namePrefix?: string | null, waysOut: Array<WayOut>, addressRanges: Array<string>, approvedAt?: string | null, expiresAt?: string | null, createdAt: string, identity?: { issuer: string, audience: string } | null, team?: { id: string, name: string } | null } } };

export type DeleteConsumerMutationVariables = Exact<{
  input: DeleteConsumerInput;
}>;


export type DeleteConsumerMutation = { deleteConsumer: { deletedConsumerId: string } };

export type MemberRowFragment = { id: string, createdAt: string, principal?:
    | { id: string, name: string }
    | { id: string, name: string }
   | null, role: { id: string, name: string }, teams: Array<{ id: string, name: string }> };

export type MembersQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type MembersQuery = { organization?: { members: { nodes: Array<{ id: string, createdAt: string, principal?:
          | { id: string, name: string }
          | { id: string, name: string }
         | null, role: { id: string, name: string }, teams: Array<{ id: string, name: string }> }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } } | null };

export type RolesQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type RolesQuery = { organization?: { roles: { nodes: Array<{ id: string, name: string }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } } | null };

export type CreateMembershipMutationVariables = Exact<{
  input: CreateMembershipInput;
}>;


export type CreateMembershipMutation = { createMembership: { membership: { id: string, createdAt: string, principal?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null, role: { id: string, name: string }, teams: Array<{ id: string, name: string }> } } };

export type UpdateMembershipMutationVariables = Exact<{
  input: UpdateMembershipInput;
}>;


export type UpdateMembershipMutation = { updateMembership: { membership: { id: string, createdAt: string, principal?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null, role: { id: string, name: string }, teams: Array<{ id: string, name: string }> } } };

export type DeleteMembershipMutationVariables = Exact<{
  input: DeleteMembershipInput;
}>;


export type DeleteMembershipMutation = { deleteMembership: { deletedMembershipId: string } };

export type OrganizationRowFragment = { id: string, slug: string, name: string, keepVersions?: number | null, keepDays?: number | null, createdAt: string, updatedAt: string, viewerPermissions: Array<Permission> };

export type OrganizationsQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type OrganizationsQuery = { organizations: { nodes: Array<{ id: string, slug: string, name: string, keepVersions?: number | null, keepDays?: number | null, createdAt: string, updatedAt: string, viewerPermissions: Array<Permission> }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } };

export type OrganizationQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type OrganizationQuery = { organization?: { id: string, slug: string, name: string, keepVersions?: number | null, keepDays?: number | null, createdAt: string, updatedAt: string, viewerPermissions: Array<Permission> } | null };

export type CreateOrganizationMutationVariables = Exact<{
  input: CreateOrganizationInput;
}>;


export type CreateOrganizationMutation = { createOrganization: { organization: { id: string, slug: string, name: string, keepVersions?: number | null, keepDays?: number | null, createdAt: string, updatedAt: string, viewerPermissions: Array<Permission> } } };

export type UpdateOrganizationMutationVariables = Exact<{
  input: UpdateOrganizationInput;
}>;


export type UpdateOrganizationMutation = { updateOrganization: { organization: { id: string, slug: string, name: string, keepVersions?: number | null, keepDays?: number | null, createdAt: string, updatedAt: string, viewerPermissions: Array<Permission> } } };

export type DeleteOrganizationMutationVariables = Exact<{
  input: DeleteOrganizationInput;
}>;


export type DeleteOrganizationMutation = { deleteOrganization: { deletedOrganizationId: string } };

export type SecretRowFragment = { id: string, name: string, type: SecretType, access: SecretAccess, note?: string | null, isFile: boolean, isSensitive: boolean, visibility: SecretVisibility, version: number, createdAt: string, updatedAt: string, expiresAt?: string | null, lastUsedAt?: string | null, team?: { id: string, name: string } | null, createdBy?:
    | { id: string, name: string }
    | { id: string, name: string }
   | null, updatedBy?:
    | { id: string, name: string }
    | { id: string, name: string }
   | null };

export type SecretByIdQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SecretByIdQuery = { secret?: { id: string, name: string, type: SecretType, access: SecretAccess, note?: string | null, isFile: boolean, isSensitive: boolean, visibility: SecretVisibility, version: number, createdAt: string, updatedAt: string, expiresAt?: string | null, lastUsedAt?: string | null, team?: { id: string, name: string } | null, createdBy?:
      | { id: string, name: string }
      | { id: string, name: string }
     | null, updatedBy?:
      | { id: string, name: string }
      | { id: string, name: string }
     | null } | null };

export type SecretByNameQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
  name: Scalars['String']['input'];
}>;


export type SecretByNameQuery = { organization?: { secret?: { id: string, name: string, type: SecretType, access: SecretAccess, note?: string | null, isFile: boolean, isSensitive: boolean, visibility: SecretVisibility, version: number, createdAt: string, updatedAt: string, expiresAt?: string | null, lastUsedAt?: string | null, team?: { id: string, name: string } | null, createdBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null, updatedBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null } | null } | null };

export type SecretsQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
  filter?: InputMaybe<SecretFilter>;
  orderBy?: InputMaybe<SecretOrder>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type SecretsQuery = { organization?: { secrets: { nodes: Array<{ id: string, name: string, type: SecretType, access: SecretAccess, note?: string | null, isFile: boolean, isSensitive: boolean, visibility: SecretVisibility, version: number, createdAt: string, updatedAt: string, expiresAt?: string | null, lastUsedAt?: string | null, team?: { id: string, name: string } | null, createdBy?:
          | { id: string, name: string }
          | { id: string, name: string }
         | null, updatedBy?:
          | { id: string, name: string }
          | { id: string, name: string }
         | null }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } } | null };

export type SealingKeyQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
}>;


export type SealingKeyQuery = { organization?: { sealingKey: { keyId: string, publicKey: string } } | null };

export type SecretVersionsQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type SecretVersionsQuery = { secret?: { id: string, name: string, version: number, versions: { nodes: Array<{ version: number, createdAt: string, sealedByClient: boolean, restoredFrom?: number | null, lastUsedAt?: string | null, client?: string | null, keyId: string, createdBy?:
          | { id: string, name: string }
          | { id: string, name: string }
         | null }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } } | null };

export type PutSecretMutationVariables = Exact<{
  input: PutSecretInput;
}>;


export type PutSecretMutation = { putSecret: { created: boolean, secret: { id: string, name: string, type: SecretType, access: SecretAccess, note?: string | null, isFile: boolean, isSensitive: boolean, visibility: SecretVisibility, version: number, createdAt: string, updatedAt: string, expiresAt?: string | null, lastUsedAt?: string | null, team?: { id: string, name: string } | null, createdBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null, updatedBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null } } };

export type UpdateSecretMutationVariables = Exact<{
  input: UpdateSecretInput;
}>;


export type UpdateSecretMutation = { updateSecret: { secret: { id: string, name: string, type: SecretType, access: SecretAccess, note?: string | null, isFile: boolean, isSensitive: boolean, visibility: SecretVisibility, version: number, createdAt: string, updatedAt: string, expiresAt?: string | null, lastUsedAt?: string | null, team?: { id: string, name: string } | null, createdBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null, updatedBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null } } };

export type DeleteSecretMutationVariables = Exact<{
  input: DeleteSecretInput;
}>;


export type DeleteSecretMutation = { deleteSecret: { deletedSecretId: string, recoverableUntil?: string | null } };

export type RollbackSecretMutationVariables = Exact<{
  input: RollbackSecretInput;
}>;


export type RollbackSecretMutation = { rollbackSecret: { secret: { id: string, name: string, type: SecretType, access: SecretAccess, note?: string | null, isFile: boolean, isSensitive: boolean, visibility: SecretVisibility, version: number, createdAt: string, updatedAt: string, expiresAt?: string | null, lastUsedAt?: string | null, team?: { id: string, name: string } | null, createdBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null, updatedBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null } } };

export type DeletedSecretsQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type DeletedSecretsQuery = { organization?: { deletedSecrets: { nodes: Array<{ secretId: string, name: string, access: SecretAccess, deletedAt: string, recoverableUntil: string, team?: { id: string, name: string } | null, deletedBy?:
          | { name: string }
          | { name: string }
         | null }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } } | null };

export type RestoreSecretMutationVariables = Exact<{
  input: RestoreSecretInput;
}>;


export type RestoreSecretMutation = { restoreSecret: { secret: { id: string, name: string, type: SecretType, access: SecretAccess, note?: string | null, isFile: boolean, isSensitive: boolean, visibility: SecretVisibility, version: number, createdAt: string, updatedAt: string, expiresAt?: string | null, lastUsedAt?: string | null, team?: { id: string, name: string } | null, createdBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null, updatedBy?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null } } };

export type DestroySecretMutationVariables = Exact<{
  input: DestroySecretInput;
}>;


export type DestroySecretMutation = { destroySecret: { destroyedSecretId: string } };

export type TeamRowFragment = { id: string, name: string, createdAt: string, updatedAt: string };

export type TeamsQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type TeamsQuery = { organization?: { teams: { nodes: Array<{ id: string, name: string, createdAt: string, updatedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } } | null };

export type CreateTeamMutationVariables = Exact<{
  input: CreateTeamInput;
}>;


export type CreateTeamMutation = { createTeam: { team: { id: string, name: string, createdAt: string, updatedAt: string } } };

export type UpdateTeamMutationVariables = Exact<{
  input: UpdateTeamInput;
}>;


export type UpdateTeamMutation = { updateTeam: { team: { id: string, name: string, createdAt: string, updatedAt: string } } };

export type DeleteTeamMutationVariables = Exact<{
  input: DeleteTeamInput;
}>;


export type DeleteTeamMutation = { deleteTeam: { deletedTeamId: string } };

export type AddTeamMemberMutationVariables = Exact<{
  input: TeamMemberInput;
}>;


export type AddTeamMemberMutation = { addTeamMember: { membership: { id: string } } };

export type RemoveTeamMemberMutationVariables = Exact<{
  input: TeamMemberInput;
}>;


export type RemoveTeamMemberMutation = { removeTeamMember: { membership: { id: string } } };

export type TokenRowFragment = { id: string, name: string, createdAt: string, expiresAt?: string | null, lastUsedAt?: string | null, revokedAt?: string | null, principal?:
    | { id: string, name: string }
    | { id: string, name: string }
   | null };

export type OwnTokensQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type OwnTokensQuery = { viewer: { tokens?: { nodes: Array<{ id: string, name: string, createdAt: string, expiresAt?: string | null, lastUsedAt?: string | null, revokedAt?: string | null, principal?:
          | { id: string, name: string }
          | { id: string, name: string }
         | null }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } | null } };

export type ServiceUsersQueryVariables = Exact<{
  organizationId: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ServiceUsersQuery = { organization?: { serviceUsers: { nodes: Array<{ id: string, name: string }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } } | null };

export type ServiceUserTokensQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ServiceUserTokensQuery = { node?:
    | { tokens: { nodes: Array<{ id: string, name: string, createdAt: string, expiresAt?: string | null, lastUsedAt?: string | null, revokedAt?: string | null, principal?:
            | { id: string, name: string }
            | { id: string, name: string }
           | null }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } }
    | Record<PropertyKey, never>
   | null };

export type CreateTokenMutationVariables = Exact<{
  input: CreateTokenInput;
}>;


export type CreateTokenMutation = { createToken: { tokenText: string, token: { id: string, name: string, createdAt: string, expiresAt?: string | null, lastUsedAt?: string | null, revokedAt?: string | null, principal?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null } } };

export type CreateServiceUserMutationVariables = Exact<{
  input: CreateServiceUserInput;
}>;


export type CreateServiceUserMutation = { createServiceUser: { tokenText: string, token: { id: string, name: string, createdAt: string, expiresAt?: string | null, lastUsedAt?: string | null, revokedAt?: string | null, principal?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null } } };

export type RevokeTokenMutationVariables = Exact<{
  input: RevokeTokenInput;
}>;


export type RevokeTokenMutation = { revokeToken: { token: { id: string, name: string, createdAt: string, expiresAt?: string | null, lastUsedAt?: string | null, revokedAt?: string | null, principal?:
        | { id: string, name: string }
        | { id: string, name: string }
       | null } } };

export type OrganizationChoiceFragment = { id: string, slug: string, name: string };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, kind: PrincipalKind, name: string, mayCreateOrganizations: boolean, homeOrganization?: { id: string, slug: string, name: string } | null, organizations: { nodes: Array<{ viewerPermissions: Array<Permission>, id: string, slug: string, name: string }> } } };

export type NamedOrganizationQueryVariables = Exact<{
  slug: Scalars['String']['input'];
}>;


export type NamedOrganizationQuery = { organization?: { id: string, slug: string, name: string } | null };

export type UsualOrganizationQueryVariables = Exact<{ [key: string]: never; }>;


export type UsualOrganizationQuery = { viewer: { homeOrganization?: { id: string, slug: string, name: string } | null, organizations: { nodes: Array<{ id: string, slug: string, name: string }> } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ConsumerRowFragmentDoc = new TypedDocumentString(`
    fragment ConsumerRow on Consumer {
  id
  name
  publicKey
  identity {
    issuer
    audience
  }
  namePrefix
  team {
    id
    name
  }
  waysOut
  addressRanges
  approvedAt
  expiresAt
  createdAt
}
    `, {"fragmentName":"ConsumerRow"}) as unknown as TypedDocumentString<ConsumerRowFragment, unknown>;
export const MemberRowFragmentDoc = new TypedDocumentString(`
    fragment MemberRow on Membership {
  id
  principal {
    id
    name
  }
  role {
    id
    name
  }
  teams {
    id
    name
  }
  createdAt
}
    `, {"fragmentName":"MemberRow"}) as unknown as TypedDocumentString<MemberRowFragment, unknown>;
export const OrganizationRowFragmentDoc = new TypedDocumentString(`
    fragment OrganizationRow on Organization {
  id
  slug
  name
  keepVersions
  keepDays
  createdAt
  updatedAt
  viewerPermissions
}
    `, {"fragmentName":"OrganizationRow"}) as unknown as TypedDocumentString<OrganizationRowFragment, unknown>;
export const SecretRowFragmentDoc = new TypedDocumentString(`
    fragment SecretRow on Secret {
  id
  name
  type
  access
  team {
    id
    name
  }
  note
  isFile
  isSensitive
  visibility
  version
  createdAt
  createdBy {
    id
    name
  }
  updatedAt
  updatedBy {
    id
    name
  }
  expiresAt
  lastUsedAt
}
    `, {"fragmentName":"SecretRow"}) as unknown as TypedDocumentString<SecretRowFragment, unknown>;
export const TeamRowFragmentDoc = new TypedDocumentString(`
    fragment TeamRow on Team {
  id
  name
  createdAt
  updatedAt
}
    `, {"fragmentName":"TeamRow"}) as unknown as TypedDocumentString<TeamRowFragment, unknown>;
export const TokenRowFragmentDoc = new TypedDocumentString(`
    fragment TokenRow on Token {
  id
  name
  principal {
    id
    name
  }
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}
    `, {"fragmentName":"TokenRow"}) as unknown as TypedDocumentString<TokenRowFragment, unknown>;
export const OrganizationChoiceFragmentDoc = new TypedDocumentString(`
    fragment OrganizationChoice on Organization {
  id
  slug
  name
}
    `, {"fragmentName":"OrganizationChoice"}) as unknown as TypedDocumentString<OrganizationChoiceFragment, unknown>;
export const AuditEventsDocument = new TypedDocumentString(`
    query AuditEvents($organizationId: ID!, $filter: AuditEventFilter, $first: Int!, $after: String) {
  organization(id: $organizationId) {
    auditEvents(filter: $filter, first: $first, after: $after) {
      nodes {
        id
        sequence
        at
        action
        outcome
        principalId
        principalKind
        subjectId
        address
        requestId
        detail {
          name
          text
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AuditEventsQuery, AuditEventsQueryVariables>;
export const ConsumersDocument = new TypedDocumentString(`
    query Consumers($organizationId: ID!, $first: Int!, $after: String) {
  organization(id: $organizationId) {
    consumers(first: $first, after: $after) {
      nodes {
        ...ConsumerRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ConsumerRow on Consumer {
  id
  name
  publicKey
  identity {
    issuer
    audience
  }
  namePrefix
  team {
    id
    name
  }
  waysOut
  addressRanges
  approvedAt
  expiresAt
  createdAt
}`) as unknown as TypedDocumentString<ConsumersQuery, ConsumersQueryVariables>;
export const CreateConsumerDocument = new TypedDocumentString(`
    mutation CreateConsumer($input: CreateConsumerInput!) {
  createConsumer(input: $input) {
    consumer {
      ...ConsumerRow
    }
  }
}
    fragment ConsumerRow on Consumer {
  id
  name
  publicKey
  identity {
    issuer
    audience
  }
  namePrefix
  team {
    id
    name
  }
  waysOut
  addressRanges
  approvedAt
  expiresAt
  createdAt
}`) as unknown as TypedDocumentString<CreateConsumerMutation, CreateConsumerMutationVariables>;
export const DeleteConsumerDocument = new TypedDocumentString(`
    mutation DeleteConsumer($input: DeleteConsumerInput!) {
  deleteConsumer(input: $input) {
    deletedConsumerId
  }
}
    `) as unknown as TypedDocumentString<DeleteConsumerMutation, DeleteConsumerMutationVariables>;
export const MembersDocument = new TypedDocumentString(`
    query Members($organizationId: ID!, $first: Int!, $after: String) {
  organization(id: $organizationId) {
    members(first: $first, after: $after) {
      nodes {
        ...MemberRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment MemberRow on Membership {
  id
  principal {
    id
    name
  }
  role {
    id
    name
  }
  teams {
    id
    name
  }
  createdAt
}`) as unknown as TypedDocumentString<MembersQuery, MembersQueryVariables>;
export const RolesDocument = new TypedDocumentString(`
    query Roles($organizationId: ID!, $first: Int!, $after: String) {
  organization(id: $organizationId) {
    roles(first: $first, after: $after) {
      nodes {
        id
        name
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RolesQuery, RolesQueryVariables>;
export const CreateMembershipDocument = new TypedDocumentString(`
    mutation CreateMembership($input: CreateMembershipInput!) {
  createMembership(input: $input) {
    membership {
      ...MemberRow
    }
  }
}
    fragment MemberRow on Membership {
  id
  principal {
    id
    name
  }
  role {
    id
    name
  }
  teams {
    id
    name
  }
  createdAt
}`) as unknown as TypedDocumentString<CreateMembershipMutation, CreateMembershipMutationVariables>;
export const UpdateMembershipDocument = new TypedDocumentString(`
    mutation UpdateMembership($input: UpdateMembershipInput!) {
  updateMembership(input: $input) {
    membership {
      ...MemberRow
    }
  }
}
    fragment MemberRow on Membership {
  id
  principal {
    id
    name
  }
  role {
    id
    name
  }
  teams {
    id
    name
  }
  createdAt
}`) as unknown as TypedDocumentString<UpdateMembershipMutation, UpdateMembershipMutationVariables>;
export const DeleteMembershipDocument = new TypedDocumentString(`
    mutation DeleteMembership($input: DeleteMembershipInput!) {
  deleteMembership(input: $input) {
    deletedMembershipId
  }
}
    `) as unknown as TypedDocumentString<DeleteMembershipMutation, DeleteMembershipMutationVariables>;
export const OrganizationsDocument = new TypedDocumentString(`
    query Organizations($first: Int!, $after: String) {
  organizations(first: $first, after: $after) {
    nodes {
      ...OrganizationRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment OrganizationRow on Organization {
  id
  slug
  name
  keepVersions
  keepDays
  createdAt
  updatedAt
  viewerPermissions
}`) as unknown as TypedDocumentString<OrganizationsQuery, OrganizationsQueryVariables>;
export const OrganizationDocument = new TypedDocumentString(`
    query Organization($id: ID!) {
  organization(id: $id) {
    ...OrganizationRow
  }
}
    fragment OrganizationRow on Organization {
  id
  slug
  name
  keepVersions
  keepDays
  createdAt
  updatedAt
  viewerPermissions
}`) as unknown as TypedDocumentString<OrganizationQuery, OrganizationQueryVariables>;
export const CreateOrganizationDocument = new TypedDocumentString(`
    mutation CreateOrganization($input: CreateOrganizationInput!) {
  createOrganization(input: $input) {
    organization {
      ...OrganizationRow
    }
  }
}
    fragment OrganizationRow on Organization {
  id
  slug
  name
  keepVersions
  keepDays
  createdAt
  updatedAt
  viewerPermissions
}`) as unknown as TypedDocumentString<CreateOrganizationMutation, CreateOrganizationMutationVariables>;
export const UpdateOrganizationDocument = new TypedDocumentString(`
    mutation UpdateOrganization($input: UpdateOrganizationInput!) {
  updateOrganization(input: $input) {
    organization {
      ...OrganizationRow
    }
  }
}
    fragment OrganizationRow on Organization {
  id
  slug
  name
  keepVersions
  keepDays
  createdAt
  updatedAt
  viewerPermissions
}`) as unknown as TypedDocumentString<UpdateOrganizationMutation, UpdateOrganizationMutationVariables>;
export const DeleteOrganizationDocument = new TypedDocumentString(`
    mutation DeleteOrganization($input: DeleteOrganizationInput!) {
  deleteOrganization(input: $input) {
    deletedOrganizationId
  }
}
    `) as unknown as TypedDocumentString<DeleteOrganizationMutation, DeleteOrganizationMutationVariables>;
export const SecretByIdDocument = new TypedDocumentString(`
    query SecretById($id: ID!) {
  secret(id: $id) {
    ...SecretRow
  }
}
    fragment SecretRow on Secret {
  id
  name
  type
  access
  team {
    id
    name
  }
  note
  isFile
  isSensitive
  visibility
  version
  createdAt
  createdBy {
    id
    name
  }
  updatedAt
  updatedBy {
    id
    name
  }
  expiresAt
  lastUsedAt
}`) as unknown as TypedDocumentString<SecretByIdQuery, SecretByIdQueryVariables>;
export const SecretByNameDocument = new TypedDocumentString(`
    query SecretByName($organizationId: ID!, $name: String!) {
  organization(id: $organizationId) {
    secret(name: $name) {
      ...SecretRow
    }
  }
}
    fragment SecretRow on Secret {
  id
  name
  type
  access
  team {
    id
    name
  }
  note
  isFile
  isSensitive
  visibility
  version
  createdAt
  createdBy {
    id
    name
  }
  updatedAt
  updatedBy {
    id
    name
  }
  expiresAt
  lastUsedAt
}`) as unknown as TypedDocumentString<SecretByNameQuery, SecretByNameQueryVariables>;
export const SecretsDocument = new TypedDocumentString(`
    query Secrets($organizationId: ID!, $filter: SecretFilter, $orderBy: SecretOrder, $first: Int!, $after: String) {
  organization(id: $organizationId) {
    secrets(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes {
        ...SecretRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment SecretRow on Secret {
  id
  name
  type
  access
  team {
    id
    name
  }
  note
  isFile
  isSensitive
  visibility
  version
  createdAt
  createdBy {
    id
    name
  }
  updatedAt
  updatedBy {
    id
    name
  }
  expiresAt
  lastUsedAt
}`) as unknown as TypedDocumentString<SecretsQuery, SecretsQueryVariables>;
export const SealingKeyDocument = new TypedDocumentString(`
    query SealingKey($organizationId: ID!) {
  organization(id: $organizationId) {
    sealingKey {
      keyId
      publicKey
    }
  }
}
    `) as unknown as TypedDocumentString<SealingKeyQuery, SealingKeyQueryVariables>;
export const SecretVersionsDocument = new TypedDocumentString(`
    query SecretVersions($id: ID!, $first: Int!, $after: String) {
  secret(id: $id) {
    id
    name
    version
    versions(first: $first, after: $after) {
      nodes {
        version
        createdAt
        createdBy {
          id
          name
        }
        sealedByClient
        restoredFrom
        lastUsedAt
        client
        keyId
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SecretVersionsQuery, SecretVersionsQueryVariables>;
export const PutSecretDocument = new TypedDocumentString(`
    mutation PutSecret($input: PutSecretInput!) {
  putSecret(input: $input) {
    created
    secret {
      ...SecretRow
    }
  }
}
    fragment SecretRow on Secret {
  id
  name
  type
  access
  team {
    id
    name
  }
  note
  isFile
  isSensitive
  visibility
  version
  createdAt
  createdBy {
    id
    name
  }
  updatedAt
  updatedBy {
    id
    name
  }
  expiresAt
  lastUsedAt
}`) as unknown as TypedDocumentString<PutSecretMutation, PutSecretMutationVariables>;
export const UpdateSecretDocument = new TypedDocumentString(`
    mutation UpdateSecret($input: UpdateSecretInput!) {
  updateSecret(input: $input) {
    secret {
      ...SecretRow
    }
  }
}
    fragment SecretRow on Secret {
  id
  name
  type
  access
  team {
    id
    name
  }
  note
  isFile
  isSensitive
  visibility
  version
  createdAt
  createdBy {
    id
    name
  }
  updatedAt
  updatedBy {
    id
    name
  }
  expiresAt
  lastUsedAt
}`) as unknown as TypedDocumentString<UpdateSecretMutation, UpdateSecretMutationVariables>;
export const DeleteSecretDocument = new TypedDocumentString(`
    mutation DeleteSecret($input: DeleteSecretInput!) {
  deleteSecret(input: $input) {
    deletedSecretId
    recoverableUntil
  }
}
    `) as unknown as TypedDocumentString<DeleteSecretMutation, DeleteSecretMutationVariables>;
export const RollbackSecretDocument = new TypedDocumentString(`
    mutation RollbackSecret($input: RollbackSecretInput!) {
  rollbackSecret(input: $input) {
    secret {
      ...SecretRow
    }
  }
}
    fragment SecretRow on Secret {
  id
  name
  type
  access
  team {
    id
    name
  }
  note
  isFile
  isSensitive
  visibility
  version
  createdAt
  createdBy {
    id
    name
  }
  updatedAt
  updatedBy {
    id
    name
  }
  expiresAt
  lastUsedAt
}`) as unknown as TypedDocumentString<RollbackSecretMutation, RollbackSecretMutationVariables>;
export const DeletedSecretsDocument = new TypedDocumentString(`
    query DeletedSecrets($organizationId: ID!, $first: Int!, $after: String) {
  organization(id: $organizationId) {
    deletedSecrets(first: $first, after: $after) {
      nodes {
        secretId
        name
        access
        team {
          id
          name
        }
        deletedAt
        deletedBy {
          name
        }
        recoverableUntil
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DeletedSecretsQuery, DeletedSecretsQueryVariables>;
export const RestoreSecretDocument = new TypedDocumentString(`
    mutation RestoreSecret($input: RestoreSecretInput!) {
  restoreSecret(input: $input) {
    secret {
      ...SecretRow
    }
  }
}
    fragment SecretRow on Secret {
  id
  name
  type
  access
  team {
    id
    name
  }
  note
  isFile
  isSensitive
  visibility
  version
  createdAt
  createdBy {
    id
    name
  }
  updatedAt
  updatedBy {
    id
    name
  }
  expiresAt
  lastUsedAt
}`) as unknown as TypedDocumentString<RestoreSecretMutation, RestoreSecretMutationVariables>;
export const DestroySecretDocument = new TypedDocumentString(`
    mutation DestroySecret($input: DestroySecretInput!) {
  destroySecret(input: $input) {
    destroyedSecretId
  }
}
    `) as unknown as TypedDocumentString<DestroySecretMutation, DestroySecretMutationVariables>;
export const TeamsDocument = new TypedDocumentString(`
    query Teams($organizationId: ID!, $first: Int!, $after: String) {
  organization(id: $organizationId) {
    teams(first: $first, after: $after) {
      nodes {
        ...TeamRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment TeamRow on Team {
  id
  name
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<TeamsQuery, TeamsQueryVariables>;
export const CreateTeamDocument = new TypedDocumentString(`
    mutation CreateTeam($input: CreateTeamInput!) {
  createTeam(input: $input) {
    team {
      ...TeamRow
    }
  }
}
    fragment TeamRow on Team {
  id
  name
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<CreateTeamMutation, CreateTeamMutationVariables>;
export const UpdateTeamDocument = new TypedDocumentString(`
    mutation UpdateTeam($input: UpdateTeamInput!) {
  updateTeam(input: $input) {
    team {
      ...TeamRow
    }
  }
}
    fragment TeamRow on Team {
  id
  name
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<UpdateTeamMutation, UpdateTeamMutationVariables>;
export const DeleteTeamDocument = new TypedDocumentString(`
    mutation DeleteTeam($input: DeleteTeamInput!) {
  deleteTeam(input: $input) {
    deletedTeamId
  }
}
    `) as unknown as TypedDocumentString<DeleteTeamMutation, DeleteTeamMutationVariables>;
export const AddTeamMemberDocument = new TypedDocumentString(`
    mutation AddTeamMember($input: TeamMemberInput!) {
  addTeamMember(input: $input) {
    membership {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<AddTeamMemberMutation, AddTeamMemberMutationVariables>;
export const RemoveTeamMemberDocument = new TypedDocumentString(`
    mutation RemoveTeamMember($input: TeamMemberInput!) {
  removeTeamMember(input: $input) {
    membership {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveTeamMemberMutation, RemoveTeamMemberMutationVariables>;
export const OwnTokensDocument = new TypedDocumentString(`
    query OwnTokens($first: Int!, $after: String) {
  viewer {
    tokens(first: $first, after: $after) {
      nodes {
        ...TokenRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment TokenRow on Token {
  id
  name
  principal {
    id
    name
  }
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<OwnTokensQuery, OwnTokensQueryVariables>;
export const ServiceUsersDocument = new TypedDocumentString(`
    query ServiceUsers($organizationId: ID!, $first: Int!, $after: String) {
  organization(id: $organizationId) {
    serviceUsers(first: $first, after: $after) {
      nodes {
        id
        name
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ServiceUsersQuery, ServiceUsersQueryVariables>;
export const ServiceUserTokensDocument = new TypedDocumentString(`
    query ServiceUserTokens($id: ID!, $first: Int!, $after: String) {
  node(id: $id) {
    ... on ServiceUser {
      tokens(first: $first, after: $after) {
        nodes {
          ...TokenRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    fragment TokenRow on Token {
  id
  name
  principal {
    id
    name
  }
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<ServiceUserTokensQuery, ServiceUserTokensQueryVariables>;
export const CreateTokenDocument = new TypedDocumentString(`
    mutation CreateToken($input: CreateTokenInput!) {
  createToken(input: $input) {
    token {
      ...TokenRow
    }
    tokenText
  }
}
    fragment TokenRow on Token {
  id
  name
  principal {
    id
    name
  }
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<CreateTokenMutation, CreateTokenMutationVariables>;
export const CreateServiceUserDocument = new TypedDocumentString(`
    mutation CreateServiceUser($input: CreateServiceUserInput!) {
  createServiceUser(input: $input) {
    token {
      ...TokenRow
    }
    tokenText
  }
}
    fragment TokenRow on Token {
  id
  name
  principal {
    id
    name
  }
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<CreateServiceUserMutation, CreateServiceUserMutationVariables>;
export const RevokeTokenDocument = new TypedDocumentString(`
    mutation RevokeToken($input: RevokeTokenInput!) {
  revokeToken(input: $input) {
    token {
      ...TokenRow
    }
  }
}
    fragment TokenRow on Token {
  id
  name
  principal {
    id
    name
  }
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<RevokeTokenMutation, RevokeTokenMutationVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    id
    kind
    name
    mayCreateOrganizations
    homeOrganization {
      ...OrganizationChoice
    }
    organizations(first: 100) {
      nodes {
        ...OrganizationChoice
        viewerPermissions
      }
    }
  }
}
    fragment OrganizationChoice on Organization {
  id
  slug
  name
}`) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const NamedOrganizationDocument = new TypedDocumentString(`
    query NamedOrganization($slug: String!) {
  organization(slug: $slug) {
    ...OrganizationChoice
  }
}
    fragment OrganizationChoice on Organization {
  id
  slug
  name
}`) as unknown as TypedDocumentString<NamedOrganizationQuery, NamedOrganizationQueryVariables>;
export const UsualOrganizationDocument = new TypedDocumentString(`
    query UsualOrganization {
  viewer {
    homeOrganization {
      ...OrganizationChoice
    }
    organizations(first: 2) {
      nodes {
        ...OrganizationChoice
      }
    }
  }
}
    fragment OrganizationChoice on Organization {
  id
  slug
  name
}`) as unknown as TypedDocumentString<UsualOrganizationQuery, UsualOrganizationQueryVariables>;
/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Session {\n    viewer {\n      id\n      name\n      organizations(first: 1) {\n        nodes {\n          id\n          name\n          viewerPermissions\n        }\n      }\n    }\n  }\n": typeof types.SessionDocument,
    "\n  query Secrets($id: ID!, $first: Int!, $after: String) {\n    organization(id: $id) {\n      id\n      secrets(first: $first, after: $after, orderBy: { field: CREATED, direction: DESC }) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          cursor\n          node {\n            ...SecretFields\n          }\n        }\n      }\n    }\n  }\n\n  fragment SecretFields on Secret {\n    id\n    name\n    note\n    value\n    version\n    updatedAt\n    updatedBy {\n      id\n      name\n    }\n  }\n": typeof types.SecretsDocument,
    "\n  query Secret($id: ID!) {\n    secret(id: $id) {\n      ...SecretFields\n    }\n  }\n": typeof types.SecretDocument,
    "\n  query SealingKey($id: ID!) {\n    organization(id: $id) {\n      id\n      sealingKey {\n        keyId\n        publicKey\n      }\n    }\n  }\n": typeof types.SealingKeyDocument,
    "\n  mutation CreateSecret($input: CreateSecretInput!) {\n    createSecret(input: $input) {\n      secret {\n        ...SecretFields\n      }\n    }\n  }\n": typeof types.CreateSecretDocument,
    "\n  mutation UpdateSecret($input: UpdateSecretInput!) {\n    updateSecret(input: $input) {\n      secret {\n        ...SecretFields\n      }\n    }\n  }\n": typeof types.UpdateSecretDocument,
    "\n  mutation DeleteSecret($input: DeleteSecretInput!) {\n    deleteSecret(input: $input) {\n      deletedSecretId\n    }\n  }\n": typeof types.DeleteSecretDocument,
};
const documents: Documents = {
    "\n  query Session {\n    viewer {\n      id\n      name\n      organizations(first: 1) {\n        nodes {\n          id\n          name\n          viewerPermissions\n        }\n      }\n    }\n  }\n": types.SessionDocument,
    "\n  query Secrets($id: ID!, $first: Int!, $after: String) {\n    organization(id: $id) {\n      id\n      secrets(first: $first, after: $after, orderBy: { field: CREATED, direction: DESC }) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          cursor\n          node {\n            ...SecretFields\n          }\n        }\n      }\n    }\n  }\n\n  fragment SecretFields on Secret {\n    id\n    name\n    note\n    value\n    version\n    updatedAt\n    updatedBy {\n      id\n      name\n    }\n  }\n": types.SecretsDocument,
    "\n  query Secret($id: ID!) {\n    secret(id: $id) {\n      ...SecretFields\n    }\n  }\n": types.SecretDocument,
    "\n  query SealingKey($id: ID!) {\n    organization(id: $id) {\n      id\n      sealingKey {\n        keyId\n        publicKey\n      }\n    }\n  }\n": types.SealingKeyDocument,
    "\n  mutation CreateSecret($input: CreateSecretInput!) {\n    createSecret(input: $input) {\n      secret {\n        ...SecretFields\n      }\n    }\n  }\n": types.CreateSecretDocument,
    "\n  mutation UpdateSecret($input: UpdateSecretInput!) {\n    updateSecret(input: $input) {\n      secret {\n        ...SecretFields\n      }\n    }\n  }\n": types.UpdateSecretDocument,
    "\n  mutation DeleteSecret($input: DeleteSecretInput!) {\n    deleteSecret(input: $input) {\n      deletedSecretId\n    }\n  }\n": types.DeleteSecretDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Session {\n    viewer {\n      id\n      name\n      organizations(first: 1) {\n        nodes {\n          id\n          name\n          viewerPermissions\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Session {\n    viewer {\n      id\n      name\n      organizations(first: 1) {\n        nodes {\n          id\n          name\n          viewerPermissions\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Secrets($id: ID!, $first: Int!, $after: String) {\n    organization(id: $id) {\n      id\n      secrets(first: $first, after: $after, orderBy: { field: CREATED, direction: DESC }) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          cursor\n          node {\n            ...SecretFields\n          }\n        }\n      }\n    }\n  }\n\n  fragment SecretFields on Secret {\n    id\n    name\n    note\n    value\n    version\n    updatedAt\n    updatedBy {\n      id\n      name\n    }\n  }\n"): (typeof documents)["\n  query Secrets($id: ID!, $first: Int!, $after: String) {\n    organization(id: $id) {\n      id\n      secrets(first: $first, after: $after, orderBy: { field: CREATED, direction: DESC }) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          cursor\n          node {\n            ...SecretFields\n          }\n        }\n      }\n    }\n  }\n\n  fragment SecretFields on Secret {\n    id\n    name\n    note\n    value\n    version\n    updatedAt\n    updatedBy {\n      id\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Secret($id: ID!) {\n    secret(id: $id) {\n      ...SecretFields\n    }\n  }\n"): (typeof documents)["\n  query Secret($id: ID!) {\n    secret(id: $id) {\n      ...SecretFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SealingKey($id: ID!) {\n    organization(id: $id) {\n      id\n      sealingKey {\n        keyId\n        publicKey\n      }\n    }\n  }\n"): (typeof documents)["\n  query SealingKey($id: ID!) {\n    organization(id: $id) {\n      id\n      sealingKey {\n        keyId\n        publicKey\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateSecret($input: CreateSecretInput!) {\n    createSecret(input: $input) {\n      secret {\n        ...SecretFields\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateSecret($input: CreateSecretInput!) {\n    createSecret(input: $input) {\n      secret {\n        ...SecretFields\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateSecret($input: UpdateSecretInput!) {\n    updateSecret(input: $input) {\n      secret {\n        ...SecretFields\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateSecret($input: UpdateSecretInput!) {\n    updateSecret(input: $input) {\n      secret {\n        ...SecretFields\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteSecret($input: DeleteSecretInput!) {\n    deleteSecret(input: $input) {\n      deletedSecretId\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteSecret($input: DeleteSecretInput!) {\n    deleteSecret(input: $input) {\n      deletedSecretId\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;
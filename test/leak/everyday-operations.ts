import type { StoredValue } from './stored-values';

/** Every field through which something of a secret could be told. */
const SECRET_FIELDS = `
  id name type note isSensitive isFile access visibility value version createdAt updatedAt expiresAt lastUsedAt
  team { id } owner { id name } createdBy { id name } updatedBy { id name } organization { id slug name }
  selectedRepositories { nodes { id name } }
  versions { totalCount nodes { id version keyId sealedByClient createdAt createdBy { id } } edges { cursor } }
`;

/** One operation with its variables. */
export interface Operation {
  readonly title: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const secret = `{ secret { ${SECRET_FIELDS} } }`;
export const CREATE = `mutation Create($input: CreateSecretInput!) { createSecret(input: $input) ${secret} }`;
export const UPDATE = `mutation Update($input: UpdateSecretInput!) { updateSecret(input: $input) ${secret} }`;
export const PUT = `mutation Put($input: PutSecretInput!) { putSecret(input: $input) { created ${secret.slice(1)} }`;
export const DELETE =
  'mutation Delete($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }';
export const DESTROY =
  'mutation Destroy($input: DestroySecretInput!) { destroySecret(input: $input) { destroyedSecretId } }';

/** Everything that is done with secrets in a day, each value written in each of the three ways. */
export function writesOf(
  organizationId: string,
  values: readonly StoredValue[],
): readonly ((id: string) => Operation)[][] {
  return values.map(({ kind, input }, index) => [
    () => ({
      title: `createSecret, ${kind}`,
      query: CREATE,
      variables: { input: { organizationId, name: `EVERYDAY_${index}`, note: kind, ...input } },
    }),
    (id: string) => {
      // What kind of value it is cannot change.
      const { type: _type, isFile: _isFile, ...value } = input;
      return { title: `updateSecret, ${kind}`, query: UPDATE, variables: { input: { id, ...value } } };
    },
    () => ({
      title: `putSecret, ${kind}`,
      query: PUT,
      variables: {
        input: {
          organizationId,
          name: `everyday_${index}`,
          idempotencyKey: `everyday-put-${index}-0000`,
          ...input,
        },
      },
    }),
  ]);
}

/** The ways to read secrets and what is around them. */
export function readsOf(organizationId: string, id: string): Operation[] {
  return [
    {
      title: 'a secret by id',
      query: `query One($id: ID!) { secret(id: $id) { ${SECRET_FIELDS} } }`,
      variables: { id },
    },
    {
      title: 'nodes',
      query: `query Many($ids: [ID!]!) { nodes(ids: $ids) { id ... on Secret { ${SECRET_FIELDS} } } }`,
      variables: { ids: [id, organizationId] },
    },
    {
      title: 'the organization with its secrets and its audit log',
      query: `query All($id: ID!) { organization(id: $id) {
        secrets(first: 100) { totalCount edges { cursor } pageInfo { startCursor endCursor } nodes { id name value note version } }
        auditEvents(first: 100) { totalCount edges { cursor } nodes { id action address requestId subjectId detail { name text } } }
        sealingKey { keyId publicKey }
      } }`,
      variables: { id: organizationId },
    },
  ];
}

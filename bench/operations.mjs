// The three operations that are measured, the same for the gateway and both baselines.
const FIELDS = `id name type note isSensitive isFile access visibility value version createdAt updatedAt expiresAt lastUsedAt
  createdBy { id name } team { name } versions { totalCount }`;

export const OPERATIONS = {
  get: {
    query: `query Get($id: ID!) { secret(id: $id) { ${FIELDS} } }`,
    variables: ({ secret }) => ({ id: secret }),
  },
  list: {
    query: `query List { organization(slug: "default") { secrets(first: 100) { nodes { ${FIELDS} } pageInfo { hasNextPage } } } }`,
    variables: () => ({}),
  },
  create: {
    query:
      'mutation Create($input: CreateSecretInput!) { createSecret(input: $input) { secret { id name value version } } }',
    variables: ({ organization }, index) => ({
      input: {
        organizationId: organization,
        name: `BENCH_${process.pid}_${index}`,
        value: `value of ${index}`,
      },
    }),
  },
};

/** The fields of a list of the Devin API, queried through GraphQL. */
export const DIALECT_LIST = `query DialectList { organization(slug: "default") { secrets(first: 100) {
  totalCount nodes { id name note isSensitive type access createdAt createdBy { id } updatedAt updatedBy { id } }
  pageInfo { hasNextPage endCursor } } } }`;

import { graphql } from './generated/gql';

/** The signed-in person and their first organization, which the page shows. */
export const sessionDocument = graphql(`
  query Session {
    viewer {
      id
      name
      organizations(first: 1) {
        nodes {
          id
          name
          viewerPermissions
        }
      }
    }
  }
`);

/** A page of the list, newest secret first. */
export const secretsDocument = graphql(`
  query Secrets($id: ID!, $first: Int!, $after: String) {
    organization(id: $id) {
      id
      secrets(first: $first, after: $after, orderBy: { field: CREATED, direction: DESC }) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          cursor
          node {
            ...SecretFields
          }
        }
      }
    }
  }

  fragment SecretFields on Secret {
    id
    name
    note
    value
    version
    updatedAt
    updatedBy {
      id
      name
    }
  }
`);

/** One secret, to read it again after somebody else has changed it. */
export const secretDocument = graphql(`
  query Secret($id: ID!) {
    secret(id: $id) {
      ...SecretFields
    }
  }
`);

/** The key that values are sealed to. Fetch it for each value, because keys are rotated. */
export const sealingKeyDocument = graphql(`
  query SealingKey($id: ID!) {
    organization(id: $id) {
      id
      sealingKey {
        keyId
        publicKey
      }
    }
  }
`);

export const createSecretDocument = graphql(`
  mutation CreateSecret($input: CreateSecretInput!) {
    createSecret(input: $input) {
      secret {
        ...SecretFields
      }
    }
  }
`);

export const updateSecretDocument = graphql(`
  mutation UpdateSecret($input: UpdateSecretInput!) {
    updateSecret(input: $input) {
      secret {
        ...SecretFields
      }
    }
  }
`);

export const deleteSecretDocument = graphql(`
  mutation DeleteSecret($input: DeleteSecretInput!) {
    deleteSecret(input: $input) {
      deletedSecretId
    }
  }
`);

import { graphql } from './generated/gql';

/** Who is here, and the organization that the page is about: the first one. */
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

/** One page of the list, the newest secret first. */
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

/** What is now, after somebody else has changed it. */
export const secretDocument = graphql(`
  query Secret($id: ID!) {
    secret(id: $id) {
      ...SecretFields
    }
  }
`);

/** The key that values are sealed to. It is asked for each time: keys are rotated. */
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

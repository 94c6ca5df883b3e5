import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { relayStylePagination } from '@apollo/client/utilities';

/** An Apollo client of the gateway for one signed-in person. */
export function gatewayClient(endpoint: string, token: string): ApolloClient {
  const authorization = new SetContextLink(() => ({ headers: { authorization: `Bearer ${token}` } }));
  return new ApolloClient({
    link: ApolloLink.from([authorization, new HttpLink({ uri: endpoint, credentials: 'omit' })]),
    cache: new InMemoryCache({
      possibleTypes: { Principal: ['ServiceUser', 'User'] },
      typePolicies: {
        // All pages belong to one list. Another order or filter makes another list.
        Organization: { fields: { secrets: relayStylePagination(['orderBy', 'filter']) } },
      },
    }),
  });
}

import { type ApolloServerPlugin, type GraphQLRequestListener, HeaderMap } from '@apollo/server';
import { type DocumentNode, type GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import type { RequestContext } from '../request/request-context';
import type { Documents } from './documents';

/** Parts of a document, as {@link Documents} count its effort, that cost a point of the rate. */
const EFFORT_OF_POINT = 500;
/** Stands for a document that may not run: it has no operation. */
const NO_DOCUMENT: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** Makes the error for the client. @param code of an error that has none of its own. */
export type ErrorFormat = (error: GraphQLError, code: string) => GraphQLFormattedError;

/**
 * Checks documents in place of Apollo, which validates a document before anything can ask for its size. Apollo takes a document
 * that a plugin has set as parsed and validated.
 */
export function documentPlugin(
  documents: Documents,
  format: ErrorFormat,
): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      let errors: readonly GraphQLFormattedError[] | undefined;
      const listener: GraphQLRequestListener<RequestContext> = {
        async didResolveSource(request) {
          const { source, queryHash, contextValue } = request;
          const isAnonymous = contextValue.principal === undefined;
          const checked = await documents.checked(source, queryHash, isAnonymous);
          await contextValue.meter?.charge(Math.floor(checked.effort / EFFORT_OF_POINT));
          if (checked.errors === undefined) Object.assign(request, { document: checked.document });
          else {
            errors = checked.errors.map((each) => format(each, checked.code));
            Object.assign(request, { document: NO_DOCUMENT });
          }
        },
        async responseForOperation() {
          if (errors === undefined) return null;
          const http = { status: 400, headers: new HeaderMap() };
          return { http, body: { kind: 'single', singleResult: { errors } } };
        },
      };
      return listener;
    },
  };
}

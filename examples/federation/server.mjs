// What both servers of this example share: Apollo Server on loopback with everything off that would speak to others,
// and errors that are made anew. What graphql-js says about a variable or a document quotes what the client sent, which
// can be a secret value; only errors that a subgraph wrote pass as they are.
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { GraphQLError } from 'graphql';

/** Written by us: nothing in it is what a client sent. */
class Refusal extends GraphQLError {}

export function refusal(code, message) {
  return new Refusal(message, { extensions: { code } });
}

/** Starts a server of a schema or a gateway, and prints where it listens. */
export async function serve(name, port, { context, ...graph }) {
  const server = new ApolloServer({
    ...graph,
    persistedQueries: false,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    introspection: true,
    logger: silence,
    formatError,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  const { url } = await startStandaloneServer(server, { context, listen: { host: '127.0.0.1', port } });
  process.stdout.write(`${name} listens at ${url}\n`);
}

/** Silent: a log of GraphQL requests and errors is a log of what clients send. */
export const silence = { debug() {}, info() {}, warn() {}, error() {} };

const SAFE_DETAILS = ['violations', 'limit', 'maximum', 'currentVersion', 'retryAfterSeconds', 'incidentId'];

/** What a subgraph or this example has written is passed on; anything else is told by its code alone. */
function formatError({ message, path, extensions = {} }, error) {
  const { code, serviceName } = extensions;
  const isWritten = serviceName !== undefined || (error.originalError ?? error) instanceof Refusal;
  if (!isWritten) return { message: `The request failed: ${code}.`, extensions: { code } };
  const details = SAFE_DETAILS.filter((name) => name in extensions).map((name) => [name, extensions[name]]);
  return {
    message,
    ...(path && { path }),
    extensions: { code, ...(serviceName && { serviceName }), ...Object.fromEntries(details) },
  };
}

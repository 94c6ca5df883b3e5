// What both servers of this example share: Apollo Server on loopback, with everything off that reports to others, and with
// its own error messages. Messages of graphql-js about a variable or a document quote what the client sent, which can be a
// secret value. Only errors that a subgraph has written are passed on.
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

/** An error with a message of our own, which contains nothing that a client sent. */
class Refusal extends GraphQLError {}

export function refusal(code, message) {
  return new Refusal(message, { extensions: { code } });
}

/** Starts a server for a schema or an Apollo gateway, and prints its address. */
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

/** A logger that writes nothing, because logs of GraphQL errors contain what clients send. */
export const silence = { debug() {}, info() {}, warn() {}, error() {} };

const SAFE_DETAILS = ['violations', 'limit', 'maximum', 'currentVersion', 'retryAfterSeconds', 'incidentId'];

/** Passes on errors that a subgraph or this example has written. Of all others, only the code. */
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

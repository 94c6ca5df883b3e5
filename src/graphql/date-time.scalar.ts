import { GraphQLDateTimeISO } from 'graphql-scalars';

/** A point in time (RFC 3339); answers are UTC with milliseconds. */
export const DateTime = Object.assign(GraphQLDateTimeISO, {
  name: 'DateTime',
  description: 'A point in time as RFC 3339 text, for example 2030-01-31T12:00:00.000Z; answers are in UTC.',
});

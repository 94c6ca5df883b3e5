import { GraphQLDateTimeISO } from 'graphql-scalars';

const checkedSerialize = GraphQLDateTimeISO.serialize;

/** A point in time (RFC 3339); answers are UTC with milliseconds. */
export const DateTime = Object.assign(GraphQLDateTimeISO, {
  name: 'DateTime',
  // Every time of ours is a Date that a store made; the checks for other forms would cost more than all other leaves.
  serialize: (time: unknown) => (time instanceof Date ? time.toISOString() : checkedSerialize(time)),
  description: 'A point in time as RFC 3339 text, for example 2030-01-31T12:00:00.000Z; answers are in UTC.',
});

import { GraphQLDateTimeISO } from 'graphql-scalars';

const checkedSerialize = GraphQLDateTimeISO.serialize;

/** A point in time (RFC 3339). Outputs are in UTC, with milliseconds. */
export const DateTime = Object.assign(GraphQLDateTimeISO, {
  name: 'DateTime',
  // Stores return valid dates. The library's checks of each date would cost more than all other leaf values together.
  serialize: (time: unknown) => (time instanceof Date ? time.toISOString() : checkedSerialize(time)),
  description:
    'A point in time in RFC 3339 format, for example 2030-01-31T12:00:00.000Z. Outputs are always in UTC.',
});

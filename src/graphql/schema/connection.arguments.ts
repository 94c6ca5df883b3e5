import { ArgsType, Field, Int } from 'type-graphql';
import type { ConnectionArguments } from '../../core/page';

/** The arguments of every connection (GraphQL Cursor Connections Specification §4). */
@ArgsType()
export class ConnectionArgs implements ConnectionArguments {
  @Field(() => Int, {
    nullable: true,
    description:
      'Return at most this many rows from the start of the list, 1 to 200. The default is 30 if neither first nor last is given.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Return only rows after this cursor.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Return at most this many rows from the end of the list, 1 to 200.',
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Return only rows before this cursor.' })
  before?: string | null;
}

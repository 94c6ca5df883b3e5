import { ArgsType, Field, Int } from 'type-graphql';
import type { ConnectionArguments } from '../../core/page';

/** The arguments of every connection (GraphQL Cursor Connections Specification §4). */
@ArgsType()
export class ConnectionArgs implements ConnectionArguments {
  @Field(() => Int, {
    nullable: true,
    description:
      'At most this many rows from the beginning, 1 to 200; 30 when neither first nor last is given.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only rows behind this cursor.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'At most this many rows from the end, 1 to 200.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only rows before this cursor.' })
  before?: string | null;
}

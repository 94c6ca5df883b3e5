import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import type { SecretFilter, SecretOrder } from '../../services/secret.queries';
import { DateTime } from './date-time.scalar';

/** Which secrets a list leaves. */
@InputType('SecretFilter', {
  description: 'Which secrets a list leaves: those for which everything given holds.',
})
export class SecretFilterInput {
  @Field(() => String, { nullable: true, description: 'The name begins with this; case does not matter.' })
  namePrefix?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name or the note contains this; case does not matter.',
  })
  text?: string | null;

  @Field(() => [SecretType], { nullable: true, description: 'One of these types.' })
  types?: SecretType[] | null;

  @Field(() => [SecretAccess], { nullable: true, description: 'One of these kinds of owner.' })
  access?: SecretAccess[] | null;

  @Field(() => ID, { nullable: true, description: 'Owned by this team.' })
  teamId?: string | null;

  @Field(() => [SecretVisibility], { nullable: true, description: 'One of these visibilities.' })
  visibility?: SecretVisibility[] | null;

  @Field(() => DateTime, { nullable: true, description: 'Expires, and before this time.' })
  expiringBefore?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Was not given to a workload at or after this time, or never.',
  })
  unusedSince?: Date | null;
}

/** What secrets can be ordered by. */
export const SecretOrderField = { NAME: 'NAME', CREATED: 'CREATED', UPDATED: 'UPDATED' } as const;
registerEnumType(SecretOrderField, {
  name: 'SecretOrderField',
  description: 'What secrets are ordered by.',
  valuesConfig: {
    NAME: { description: 'The name, case folded.' },
    CREATED: { description: 'The time of creation.' },
    UPDATED: { description: 'The time of the last change.' },
  },
});

/** Which way. */
export const OrderDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which end of a list comes first.',
  valuesConfig: {
    ASC: { description: 'The smallest or oldest.' },
    DESC: { description: 'The largest or newest.' },
  },
});

/** The order of a list of secrets. */
@InputType('SecretOrder', { description: 'The order of a list of secrets.' })
export class SecretOrderInput {
  @Field(() => SecretOrderField, { description: 'By what.' })
  field!: keyof typeof SecretOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Which end comes first.' })
  direction!: keyof typeof OrderDirection;
}

/** The filter as the services take it: what is null counts as left out. */
export function secretFilter(given: SecretFilterInput | null | undefined): SecretFilter {
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as SecretFilter;
}

/** The order as the services take it; by name when none is given. */
export function secretOrder(given: SecretOrderInput | null | undefined): SecretOrder {
  return { by: given?.field ?? 'NAME', descending: given?.direction === OrderDirection.DESC };
}

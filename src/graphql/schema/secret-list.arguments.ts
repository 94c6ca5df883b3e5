import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import type { SecretFilter, SecretOrder } from '../../services/secret.queries';
import { DateTime } from './date-time.scalar';

@InputType('SecretFilter', {
  description: 'Which secrets to return; every given condition must hold.',
})
export class SecretFilterInput {
  @Field(() => String, {
    nullable: true,
    description: 'Secrets whose name begins with this text, case-insensitive.',
  })
  namePrefix?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Secrets whose name or note contains this text, case-insensitive.',
  })
  text?: string | null;

  @Field(() => [SecretType], { nullable: true, description: 'Secrets of one of these types.' })
  types?: SecretType[] | null;

  @Field(() => [SecretAccess], { nullable: true, description: 'Secrets with one of these kinds of owner.' })
  access?: SecretAccess[] | null;

  @Field(() => ID, { nullable: true, description: 'Secrets that the team with this id owns.' })
  teamId?: string | null;

  @Field(() => [SecretVisibility], { nullable: true, description: 'Secrets with one of these visibilities.' })
  visibility?: SecretVisibility[] | null;

  @Field(() => DateTime, { nullable: true, description: 'Secrets that expire before this time.' })
  expiringBefore?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Secrets that no workload has used at or after this time.',
  })
  unusedSince?: Date | null;
}

/** The properties that a list of secrets can be ordered by. */
export const SecretOrderField = { NAME: 'NAME', CREATED: 'CREATED', UPDATED: 'UPDATED' } as const;
registerEnumType(SecretOrderField, {
  name: 'SecretOrderField',
  description: 'The property to order secrets by.',
  valuesConfig: {
    NAME: { description: 'The name, ignoring case.' },
    CREATED: { description: 'The time of creation.' },
    UPDATED: { description: 'The time of the last change.' },
  },
});

/** The directions of an order. */
export const OrderDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'The direction of an order.',
  valuesConfig: {
    ASC: { description: 'Ascending: the smallest or oldest first.' },
    DESC: { description: 'Descending: the largest or newest first.' },
  },
});

@InputType('SecretOrder', { description: 'The order of a list of secrets.' })
export class SecretOrderInput {
  @Field(() => SecretOrderField, { description: 'The property to order by.' })
  field!: keyof typeof SecretOrderField;

  @Field(() => OrderDirection, {
    defaultValue: OrderDirection.ASC,
    description: 'The direction of the order.',
  })
  direction!: keyof typeof OrderDirection;
}

/** The filter for the services. A condition that is null is left out. */
export function secretFilter(given: SecretFilterInput | null | undefined): SecretFilter {
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as SecretFilter;
}

/** The order for the services. The default is by name, ascending. */
export function secretOrder(given: SecretOrderInput | null | undefined): SecretOrder {
  return { by: given?.field ?? 'NAME', descending: given?.direction === OrderDirection.DESC };
}

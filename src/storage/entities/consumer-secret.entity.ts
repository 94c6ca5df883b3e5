import { EntitySchema } from 'typeorm';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `consumer_secret`. */
export interface ConsumerSecretRow {
  readonly consumer_id: string;
  readonly secret_id: string;
}

/** The table `consumer_secret`: the secrets that a consumer names one by one. */
export function consumerSecretEntity(types: ColumnTypes): EntitySchema<ConsumerSecretRow> {
  return new EntitySchema<ConsumerSecretRow>({
    name: 'consumer_secret',
    columns: { consumer_id: types.id, secret_id: types.id },
    indices: [{ name: 'consumer_secret_secret_index', columns: ['secret_id'] }],
    foreignKeys: [
      referenceTo('consumer', 'consumer_secret_consumer_fk', 'consumer_id'),
      referenceTo('secret', 'consumer_secret_secret_fk', 'secret_id'),
    ],
  });
}

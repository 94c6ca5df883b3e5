import 'reflect-metadata';
import { dataSourceFor } from './src/storage/engine/data-source';

/** The data source for TypeORM's command line, chosen by `DATABASE_URL` as the gateway does. Migrations only. */
export default dataSourceFor({
  url: process.env.DATABASE_URL ?? `sqlite:${process.env.DATA_DIR ?? './data'}/gateway.db`,
});

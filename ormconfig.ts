import 'reflect-metadata';
import { readConfig } from './src/config/config';
import { dataSourceFor } from './src/storage/engine/data-source';

/** The data source for the command line of TypeORM: the database that the gateway would use. For migrations only. */
export default dataSourceFor({ url: readConfig(process.env).databaseUrl });

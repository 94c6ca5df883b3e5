import 'reflect-metadata';
import { readConfig } from './src/config/config';
import { databaseKindOf, postgresDataSource } from './src/storage/engine/data-source';
import { sqliteDataSource } from './src/storage/engine/sqlite-data-source';

const { databaseUrl: url } = readConfig(process.env);

/** The data source for the command line of TypeORM: the database that the gateway would use. For migrations only. */
export default databaseKindOf(url) === 'sqlite' ? sqliteDataSource({ url }) : postgresDataSource({ url });

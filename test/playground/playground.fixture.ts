import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startTestGateway } from '../support/gateway';

const root = resolve(__dirname, '../..');
const sources = ['src/graphql/playground/app', 'scripts/bundle-playground.mjs'];

/** A gateway with its playground on a free port of 127.0.0.1. */
export interface PlaygroundServer {
  readonly origin: string;
  /** The owner's. */
  readonly token: string;
  readonly organizationId: string;
  /** Deletes the secrets that a test has made. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the gateway as it is, playground, schema and examples included. */
export async function startPlaygroundServer(): Promise<PlaygroundServer> {
  requireFreshBundle();
  const gateway = await startTestGateway({ environment: { PLAYGROUND: 'on' } });
  const { port } = await gateway.gateway.listen();
  return {
    origin: `http://127.0.0.1:${port}`,
    token: gateway.ownerToken,
    organizationId: gateway.organizationId,
    empty: async () => {
      const { organization } = await gateway.data(
        '{ organization(slug: "default") { secrets(first: 200) { nodes { id } } } }',
      );
      for (const { id } of organization.secrets.nodes) {
        await gateway.data(
          'mutation ($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }',
          { input: { id } },
        );
      }
    },
    close: () => gateway.close(),
  };
}

/** The tests are of the sources: a bundle that is older would show what is no longer so. */
function requireFreshBundle(): void {
  const manifest = join(root, 'dist/playground/manifest.json');
  if (existsSync(manifest) && statSync(manifest).mtimeMs >= Math.max(...sources.map(newest))) return;
  throw new Error('The playground in dist is older than its sources: run "npm run build" first.');
}

function newest(path: string): number {
  const full = join(root, path);
  const inside = statSync(full).isDirectory() ? readdirSync(full).map((name) => join(full, name)) : [full];
  return Math.max(...inside.map((file) => statSync(file).mtimeMs));
}

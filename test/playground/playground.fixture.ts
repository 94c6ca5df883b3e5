import { builtFile } from '../support/built';
import { startTestGateway } from '../support/gateway';

/** A gateway with its playground on a free port of 127.0.0.1. */
export interface PlaygroundServer {
  readonly origin: string;
  /** The token of the owner. */
  readonly token: string;
  readonly organizationId: string;
  /** Deletes the secrets that a test created. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the real gateway with its playground, schema and examples. */
export async function startPlaygroundServer(): Promise<PlaygroundServer> {
  builtFile('playground/manifest.json', 'playground');
  const gateway = await startTestGateway({ environment: { SECRETS_GATEWAY_PLAYGROUND: 'on' } });
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

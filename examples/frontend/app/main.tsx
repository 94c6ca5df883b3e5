import { ApolloProvider } from '@apollo/client/react';
import type { ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { gatewayClient } from './gateway-client';
import { finishLogin, type LoginOptions, startLogin } from './login';
import { SecretsPage } from './secrets-page';
import './main.css';

interface SignInProps {
  readonly options: LoginOptions;
  readonly failure: string | undefined;
}

function SignIn({ options, failure }: SignInProps): ReactElement {
  return (
    <main className="welcome">
      <h1>Secrets</h1>
      <p>Values are sealed in this page before they are sent, and never come back.</p>
      {failure !== undefined && <p role="alert">{failure}</p>}
      <button type="button" className="primary" onClick={() => void startLogin(options)}>
        Sign in
      </button>
    </main>
  );
}

async function start(element: HTMLElement): Promise<void> {
  const { gateway = '', issuer = '', clientId = '' } = element.dataset;
  const options = { issuer, clientId };
  const root = createRoot(element);
  let failure: string | undefined;
  const token = await finishLogin(options).catch((error: unknown) => {
    failure = error instanceof Error ? error.message : 'The login failed.';
    return undefined;
  });
  if (token === undefined) return root.render(<SignIn options={options} failure={failure} />);
  root.render(
    <ApolloProvider client={gatewayClient(gateway, token)}>
      <SecretsPage onSignIn={() => void startLogin(options)} />
    </ApolloProvider>,
  );
}

const app = document.getElementById('app');
if (app) void start(app);

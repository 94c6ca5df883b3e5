import { useQuery } from '@apollo/client/react';
import { type ReactElement, useState } from 'react';
import { CreateForm } from './create-form';
import { sessionDocument } from './documents';
import { messageOf } from './failure';
import { SecretList } from './secret-list';
import { SecretPanel } from './secret-panel';

/** The page for a signed-in person. */
export function SecretsPage({ onSignIn }: { readonly onSignIn: () => void }): ReactElement {
  const { data, error, loading, refetch } = useQuery(sessionDocument, { fetchPolicy: 'network-only' });
  const [selectedId, setSelectedId] = useState<string | undefined>(undefined);
  const viewer = data?.viewer;
  const organization = viewer?.organizations.nodes[0];
  return (
    <>
      <header>
        <h1>Secrets {organization && <span>of {organization.name}</span>}</h1>
        {viewer && <p>Signed in as {viewer.name}</p>}
        <button type="button" onClick={onSignIn}>
          Sign in as another
        </button>
      </header>
      {error && <p role="alert">{messageOf(error)}</p>}
      {loading && !viewer && <p role="status">Loading …</p>}
      {viewer && !organization && (
        <main className="welcome">
          <h2>You are no member yet</h2>
          <p>
            Somebody who manages members has to add you. Your id is <code>{viewer.id}</code>.
          </p>
          <button type="button" onClick={() => void refetch()}>
            Look again
          </button>
        </main>
      )}
      {organization && (
        <main className="columns">
          <SecretList
            organizationId={organization.id}
            selectedId={selectedId}
            onSelect={(id) => setSelectedId(id)}
          />
          {selectedId === undefined ? (
            <CreateForm organizationId={organization.id} onCreated={(id) => setSelectedId(id)} />
          ) : (
            <SecretPanel
              key={selectedId}
              id={selectedId}
              organizationId={organization.id}
              onClose={() => setSelectedId(undefined)}
            />
          )}
        </main>
      )}
    </>
  );
}

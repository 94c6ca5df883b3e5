import { useApolloClient, useMutation, useQuery } from '@apollo/client/react';
import { type FormEvent, type ReactElement, useRef, useState } from 'react';
import { Conflict } from './conflict';
import { DeleteButton } from './delete-button';
import { secretDocument, updateSecretDocument } from './documents';
import { codeOf, messageOf } from './failure';
import type { SecretFieldsFragment, UpdateSecretInput } from './generated/graphql';
import { sealValue } from './seal';
import { ValueField } from './value-field';

/** The secret to show, and what to do when it is closed. */
export interface SecretPanelProps {
  readonly id: string;
  readonly organizationId: string;
  readonly onClose: () => void;
}

/** The page of one secret: change its note, replace its value, delete it. */
export function SecretPanel({ id, organizationId, onClose }: SecretPanelProps): ReactElement {
  const { data, error } = useQuery(secretDocument, { variables: { id } });
  if (error) return <p role="alert">{messageOf(error)}</p>;
  const secret = data?.secret;
  if (data && !secret) return <p role="alert">This secret is gone.</p>;
  if (!secret) return <p role="status">Loading …</p>;
  return <SecretForms secret={secret} organizationId={organizationId} onClose={onClose} />;
}

interface SecretFormsProps {
  readonly secret: SecretFieldsFragment;
  readonly organizationId: string;
  readonly onClose: () => void;
}

function SecretForms({ secret, organizationId, onClose }: SecretFormsProps): ReactElement {
  const client = useApolloClient();
  const [update, { loading }] = useMutation(updateSecretDocument);
  // The secret as the person has seen it. The cache may be newer, but a change is based on this.
  const [seen, setSeen] = useState(secret);
  const [newest, setNewest] = useState<SecretFieldsFragment | undefined>(undefined);
  const [message, setMessage] = useState<{ text: string; isFailure: boolean } | undefined>(undefined);
  const value = useRef<HTMLTextAreaElement>(null);

  const change = async (input: Omit<UpdateSecretInput, 'id'>, done: string): Promise<void> => {
    setMessage(undefined);
    try {
      const { data } = await update({ variables: { input: { id: secret.id, ...input } } });
      if (data) setSeen(data.updateSecret.secret);
      if (input.sealedValue && value.current) value.current.value = '';
      setMessage({ text: done, isFailure: false });
    } catch (error) {
      if (codeOf(error) !== 'STALE_VERSION') return setMessage({ text: messageOf(error), isFailure: true });
      const { data } = await client.query({
        query: secretDocument,
        variables: { id: secret.id },
        fetchPolicy: 'network-only',
      });
      if (data?.secret) setNewest(data.secret);
    }
  };
  const attempt = (action: Promise<void>): void => {
    action.catch((error: unknown) => setMessage({ text: messageOf(error), isFailure: true }));
  };
  const saveNote = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get('note'));
    attempt(change({ note: note === '' ? null : note, expectedUpdatedAt: seen.updatedAt }, 'Note saved.'));
  };
  const replaceValue = async (): Promise<void> => {
    const sealedValue = await sealValue(client, organizationId, value.current?.value ?? '');
    await change({ sealedValue, expectedVersion: seen.version }, 'Value replaced.');
  };
  return (
    <section className="panel" aria-label={seen.name}>
      <h2>{seen.name}</h2>
      <p className="facts">
        <code>{seen.value}</code> version {seen.version}, changed {new Date(seen.updatedAt).toLocaleString()}
        {seen.updatedBy && ` by ${seen.updatedBy.name}`}
      </p>
      {newest && (
        <Conflict
          seen={seen}
          newest={newest}
          onAccept={() => {
            setSeen(newest);
            setNewest(undefined);
          }}
        />
      )}
      {message && <p role={message.isFailure ? 'alert' : 'status'}>{message.text}</p>}
      <form onSubmit={saveNote}>
        <label>
          Note
          <input name="note" maxLength={500} autoComplete="off" defaultValue={secret.note ?? ''} />
        </label>
        <button type="submit" disabled={loading || newest !== undefined}>
          Save the note
        </button>
      </form>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          attempt(replaceValue());
        }}
      >
        <ValueField label="New value" field={value} />
        <p id="sealed" className="hint">
          Sealed in this page. The gateway cannot open it, and nobody sees it here again.
        </p>
        <button type="submit" disabled={loading || newest !== undefined}>
          Seal and replace
        </button>
      </form>
      <DeleteButton secret={seen} onDeleted={onClose} />
    </section>
  );
}

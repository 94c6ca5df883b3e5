import { useApolloClient, useMutation } from '@apollo/client/react';
import { type FormEvent, type ReactElement, useRef, useState } from 'react';
import { createSecretDocument, secretsDocument } from './documents';
import { messageOf } from './failure';
import { sealValue } from './seal';
import { ValueField } from './value-field';

/** Where the new secret is created, and what to do then. */
export interface CreateFormProps {
  readonly organizationId: string;
  readonly onCreated: (id: string) => void;
}

/** The form of a new secret. */
export function CreateForm({ organizationId, onCreated }: CreateFormProps): ReactElement {
  const client = useApolloClient();
  const [create, { loading }] = useMutation(createSecretDocument, { refetchQueries: [secretsDocument] });
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const value = useRef<HTMLTextAreaElement>(null);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setFailure(undefined);
    try {
      const sealedValue = await sealValue(client, organizationId, value.current?.value ?? '');
      const note = String(form.get('note'));
      const input = {
        organizationId,
        name: String(form.get('name')),
        isSensitive: form.has('isSensitive'),
        sealedValue,
        ...(note !== '' && { note }),
      };
      const { data } = await create({ variables: { input } });
      if (data) onCreated(data.createSecret.secret.id);
    } catch (error) {
      setFailure(messageOf(error));
    }
  };
  return (
    <section className="panel" aria-label="New secret">
      <h2>New secret</h2>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Name
          <input name="name" required maxLength={255} autoComplete="off" placeholder="STRIPE_API_KEY" />
        </label>
        <ValueField label="Value" field={value} />
        <p id="sealed" className="hint">
          Sealed in this page. The gateway cannot open it, and nobody sees it here again.
        </p>
        <label>
          Note
          <input name="note" maxLength={500} autoComplete="off" />
        </label>
        <label className="check">
          <input type="checkbox" name="isSensitive" defaultChecked /> Hide it in the output of programs
        </label>
        {failure !== undefined && <p role="alert">{failure}</p>}
        <button type="submit" className="primary" disabled={loading}>
          Seal and store
        </button>
      </form>
    </section>
  );
}

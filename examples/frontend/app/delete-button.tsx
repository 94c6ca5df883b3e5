import { useMutation } from '@apollo/client/react';
import { type ReactElement, useState } from 'react';
import { deleteSecretDocument, secretsDocument } from './documents';
import { messageOf } from './failure';
import type { SecretFieldsFragment } from './generated/graphql';

/** The secret to delete, and what to do then. */
export interface DeleteButtonProps {
  readonly secret: SecretFieldsFragment;
  readonly onDeleted: () => void;
}

/** Deletes after a second click, because it cannot be undone. */
export function DeleteButton({ secret, onDeleted }: DeleteButtonProps): ReactElement {
  const [isAsking, setAsking] = useState(false);
  const [remove, { loading, error }] = useMutation(deleteSecretDocument, {
    refetchQueries: [secretsDocument],
  });
  const confirm = (): void => {
    // `error` holds a failure.
    remove({ variables: { input: { id: secret.id } } }).then(onDeleted, () => undefined);
  };
  return (
    <div className="danger">
      {error && <p role="alert">{messageOf(error)}</p>}
      {isAsking ? (
        <>
          <p>Delete {secret.name} with all its values? This cannot be undone.</p>
          <button type="button" className="primary" disabled={loading} onClick={confirm}>
            Yes, delete
          </button>{' '}
          <button type="button" onClick={() => setAsking(false)}>
            Keep it
          </button>
        </>
      ) : (
        <button type="button" onClick={() => setAsking(true)}>
          Delete
        </button>
      )}
    </div>
  );
}

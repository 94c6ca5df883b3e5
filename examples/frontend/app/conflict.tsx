import type { ReactElement } from 'react';
import type { SecretFieldsFragment } from './generated/graphql';

/** The secret as the person has seen it, as it is now, and what to do once the person has seen that. */
export interface ConflictProps {
  readonly seen: SecretFieldsFragment;
  readonly newest: SecretFieldsFragment;
  readonly onAccept: () => void;
}

/** Shows that somebody else was faster, and what has changed. Nothing is overwritten until the person decides. */
export function Conflict({ seen, newest, onAccept }: ConflictProps): ReactElement {
  return (
    <div role="alert" className="conflict">
      <b>Somebody else has changed this secret.</b>
      <p>
        {newest.updatedBy?.name ?? 'Somebody'} changed it at {new Date(newest.updatedAt).toLocaleTimeString()}
        . Your change was not made.
      </p>
      <ul>
        {newest.version !== seen.version && (
          <li>
            The value is now version {newest.version}; you had seen version {seen.version}.
          </li>
        )}
        {newest.note !== seen.note && <li>The note is now: {newest.note ?? 'empty'}</li>}
      </ul>
      <button type="button" onClick={onAccept}>
        I have seen it
      </button>
    </div>
  );
}

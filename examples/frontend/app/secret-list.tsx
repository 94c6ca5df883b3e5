import { useQuery } from '@apollo/client/react';
import { type ReactElement, useEffect, useRef } from 'react';
import { secretsDocument } from './documents';
import { messageOf } from './failure';

const PAGE_SIZE = 20;

/** The organization, the selected secret, and what to do when one is selected. */
export interface SecretListProps {
  readonly organizationId: string;
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}

/** The organization's secrets. The next page is fetched when the end of the list becomes visible. */
export function SecretList({ organizationId, selectedId, onSelect }: SecretListProps): ReactElement {
  const { data, error, loading, fetchMore } = useQuery(secretsDocument, {
    variables: { id: organizationId, first: PAGE_SIZE },
    notifyOnNetworkStatusChange: true,
  });
  const end = useRef<HTMLLIElement>(null);
  const secrets = data?.organization?.secrets;
  const cursor = secrets?.pageInfo.hasNextPage ? secrets.pageInfo.endCursor : undefined;
  useEffect(() => {
    const element = end.current;
    if (!element || cursor == null || loading || error) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        // The list shows a failure from `error`.
        fetchMore({ variables: { after: cursor } }).catch(() => undefined);
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [cursor, loading, error, fetchMore]);
  return (
    <section className="list" aria-label="Secrets">
      <div className="bar">
        <p role="status">
          {secrets ? `${secrets.edges.length} of ${secrets.totalCount}` : loading ? 'Loading …' : ''}
        </p>
        <button type="button" className="primary" onClick={() => onSelect(undefined)}>
          New secret
        </button>
      </div>
      {error && <p role="alert">{messageOf(error)}</p>}
      <ul>
        {secrets?.edges.map(({ node: { id, name, note, version } }) => (
          <li key={id}>
            <button type="button" aria-pressed={id === selectedId} onClick={() => onSelect(id)}>
              <b>{name}</b>
              <span>version {version}</span>
              {note && <small>{note}</small>}
            </button>
          </li>
        ))}
        {cursor != null && (
          <li ref={end} className="end">
            Loading more …
          </li>
        )}
      </ul>
    </section>
  );
}

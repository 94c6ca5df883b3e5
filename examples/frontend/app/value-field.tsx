import type { ReactElement, RefObject } from 'react';

/** The field that a value is typed into. React holds no copy of it, and it is emptied once the value is stored. */
export function ValueField({
  label,
  field,
}: {
  readonly label: string;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}): ReactElement {
  return (
    <label>
      {label}
      <textarea
        ref={field}
        required
        rows={3}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-describedby="sealed"
      />
    </label>
  );
}

import type { ReactElement, RefObject } from 'react';

/** The input field for a value. React keeps no copy of the value, and the field is cleared once the value is stored. */
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

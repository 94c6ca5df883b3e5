/** Removes fields that a client sends as an empty text because its types cannot leave them out. */
export function dropEmpty(body: Record<string, unknown>, ...fields: readonly string[]): void {
  for (const field of fields) if (body[field] === '') delete body[field];
}

/** Puts null in place of an empty text, for a field where both mean that there is none. */
export function emptyToNull(body: Record<string, unknown>, ...fields: readonly string[]): void {
  for (const field of fields) if (body[field] === '') body[field] = null;
}

/** Removes line ends from base64. Many programs break it into lines (RFC 2045 §6.8). */
export function joinLines(body: Record<string, unknown>, field: string): void {
  const text = body[field];
  if (typeof text === 'string') body[field] = text.replace(/[\r\n]+/g, '');
}

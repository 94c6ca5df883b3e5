/** A key text that breaks a rule of its format. Names the line, the field and the rule, never what was written there. */
export class KeyFormatError extends Error {
  override readonly name = 'KeyFormatError';

  /**
   * @param rule short and stable: `form`, `keyId`, `length`, `alphabet`, `point`, `checksum`, `time`, `duplicate`, `empty`.
   * @param line 1-based line of the text; 0 when the text as a whole is meant.
   */
  constructor(
    readonly rule: string,
    message: string,
    readonly line = 0,
  ) {
    super(line > 0 ? `line ${line}: ${message}` : message);
  }
}

/** Bytes or a binding that cannot be sealed. Names the rule (`length`, `binding`), never the bytes. */
export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(
    readonly rule: string,
    message: string,
  ) {
    super(message);
  }
}

/** Bytes that are not an envelope of the known format. Names the rule, for a scan that has no opening key. */
export class EnvelopeFormatError extends Error {
  override readonly name = 'EnvelopeFormatError';

  /** @param rule `magic`, `format`, `kind`, `keyId` or `length`. */
  constructor(readonly rule: string) {
    super(`These bytes are not an envelope: ${rule}.`);
  }
}

/**
 * The only error of opening. Message, fields and type are the same for a wrong key, a wrong binding, damaged bytes and
 * a value of a refused size, and there is no `cause`, so that it tells an attacker nothing and a log no bytes.
 */
export class OpenError extends Error {
  override readonly name = 'OpenError';

  constructor() {
    super('The envelope does not open.');
  }
}

/** A text that cannot be a token at all. */
export class TokenFormatError extends Error {
  override readonly name = 'TokenFormatError';

  constructor() {
    super('A token is 32 to 512 printable ASCII characters without spaces.');
  }
}

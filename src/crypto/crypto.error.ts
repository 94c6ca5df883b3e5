/** A key text that breaks a rule of its format. The message names line, field and rule, never the text. */
export class KeyFormatError extends Error {
  override readonly name = 'KeyFormatError';

  /**
   * @param rule short and stable: `form`, `keyId`, `length`, `alphabet`, `point`, `checksum`, `time`, `duplicate`,
   * `empty`.
   * @param line 1-based line of the text; 0 for the text as a whole.
   */
  constructor(
    readonly rule: string,
    message: string,
    readonly line = 0,
  ) {
    super(line > 0 ? `line ${line}: ${message}` : message);
  }
}

/** Bytes or a binding that cannot be sealed. The rule is `length` or `binding`; the message never holds the bytes. */
export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(
    readonly rule: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Bytes that are not an envelope of the known format. Names the rule, so that a scan without an opening key can report
 * it.
 */
export class EnvelopeFormatError extends Error {
  override readonly name = 'EnvelopeFormatError';

  /** @param rule `magic`, `format`, `kind`, `keyId` or `length`. */
  constructor(readonly rule: string) {
    super(`These bytes are not an envelope: ${rule}.`);
  }
}

/**
 * The only error of opening. Message, fields and type are the same for a wrong key, a wrong binding, damaged bytes and
 * a value of a refused size, and there is no `cause`: an attacker learns nothing from it, and no bytes reach a log.
 */
export class OpenError extends Error {
  override readonly name = 'OpenError';

  constructor() {
    super('The envelope does not open.');
  }
}

/** A text that no token can have. */
export class TokenFormatError extends Error {
  override readonly name = 'TokenFormatError';

  constructor() {
    super('A token is 32 to 512 printable ASCII characters without spaces.');
  }
}

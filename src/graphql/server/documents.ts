import { type DocumentNode, Kind, type Token, TokenKind } from 'graphql';
import { Turns } from '../../http/turns';
import type { CheckedDocument, DocumentCheck } from '../limits/document-check';

/** Characters of all documents that are kept. A parsed document takes about a hundred bytes for each. */
const KEPT_CHARACTERS = 256 * 1024;
/** Longer documents wait for their turn. */
const LONG_CHARACTERS = 2_000;

/**
 * The documents of a server. Valid ones of authenticated callers are kept, so that they are checked once. Long ones are checked
 * one in a turn of the event loop, so that a short request waits for at most one of them.
 */
export class Documents {
  readonly #check: DocumentCheck;
  /** By hash, in the order of their last use, with their lengths. */
  readonly #kept = new Map<string, { readonly document: DocumentNode; readonly length: number }>();
  #keptCharacters = 0;
  readonly #turns = new Turns();

  constructor(check: DocumentCheck) {
    this.#check = check;
  }

  /** @param hash of the text. Anonymous callers always get a new check, because their limits are smaller. */
  async checked(text: string, hash: string, isAnonymous: boolean): Promise<CheckedDocument> {
    const kept = isAnonymous ? undefined : this.#kept.get(hash);
    if (kept !== undefined) {
      this.#kept.delete(hash);
      this.#kept.set(hash, kept);
      return { document: kept.document, effort: 0 };
    }
    if (text.length > LONG_CHARACTERS) await this.#turns.next();
    const checked = this.#check.check(text, isAnonymous);
    if (checked.errors === undefined && !isAnonymous) this.#keep(hash, checked.document, text.length);
    return checked;
  }

  #keep(hash: string, document: DocumentNode, length: number): void {
    if (this.#kept.has(hash) || length > KEPT_CHARACTERS / 4 || mayHoldValue(document)) return;
    this.#kept.set(hash, { document, length });
    this.#keptCharacters += length;
    for (const [oldest, { length: freed }] of this.#kept) {
      if (this.#keptCharacters <= KEPT_CHARACTERS) break;
      this.#kept.delete(oldest);
      this.#keptCharacters -= freed;
    }
  }
}

/** A mutation with text in it may be one that writes a value. */
function mayHoldValue({ definitions, loc }: DocumentNode): boolean {
  const writes = definitions.some(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === 'mutation',
  );
  return writes && hasText(loc?.startToken);
}

function hasText(start: Token | undefined): boolean {
  for (let token = start ?? null; token !== null; token = token.next) {
    if (token.kind === TokenKind.STRING || token.kind === TokenKind.BLOCK_STRING) return true;
  }
  return false;
}

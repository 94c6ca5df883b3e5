import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  OverlappingFieldsCanBeMergedRule,
  parse,
  Source,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { LimitExceeded } from '../../core/errors';
import { dropText } from '../operation/source-positions';
import { limitErrors, type OperationLimits, sizeOf } from './document-limits';
import { fieldConflicts, TooManySteps } from './field-conflicts';

/** The largest document that is read, of callers with and without a credential. */
export interface DocumentLimits extends OperationLimits {
  readonly maxTokens: number;
  readonly maxAnonymousTokens: number;
}

/** Characters of an anonymous document for each token that it may have. */
const CHARACTERS_OF_TOKEN = 16;
/** Characters that take as long to read as a token. */
const CHARACTERS_OF_EFFORT = 64;
/** How often the search for conflicts may visit each part of a document. */
const VISITS = 4;

/** A document that may run, or why it may not. */
export type CheckedDocument = (
  | { readonly document: DocumentNode; readonly errors?: undefined }
  | {
      readonly code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED';
      readonly errors: readonly GraphQLError[];
    }
) & {
  /** What the time of the check is proportional to: tokens, parts with fragments expanded, and blocks of text. */
  readonly effort: number;
};

/** What the check of documents needs. */
export interface DocumentCheckOptions {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  readonly introspection: boolean;
}

/**
 * Parses a document, checks it against the limits, and only then validates it. The limits bound the work of every step: it is
 * linear in the tokens and in the size with fragments expanded.
 */
export class DocumentCheck {
  readonly #schema: GraphQLSchema;
  readonly #limits: DocumentLimits;
  readonly #rules: readonly ValidationRule[];
  readonly #hideSuggestions: boolean;

  constructor({ schema, limits, introspection }: DocumentCheckOptions) {
    this.#schema = schema;
    this.#limits = limits;
    this.#hideSuggestions = !introspection;
    this.#rules = [
      ...specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule),
      ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
    ];
  }

  /** @param isAnonymous whether the caller has no credential and gets the smaller limits. */
  check(text: string, isAnonymous: boolean): CheckedDocument {
    const maxTokens = isAnonymous
      ? Math.min(this.#limits.maxAnonymousTokens, this.#limits.maxTokens)
      : this.#limits.maxTokens;
    const reading = Math.ceil(text.length / CHARACTERS_OF_EFFORT);
    try {
      const document = parsed(text, maxTokens, isAnonymous);
      return this.#checked(document, reading + (document.tokenCount ?? maxTokens));
    } catch (error) {
      const effort = reading + Math.min(maxTokens, text.length);
      if (error instanceof GraphQLError) return { code: 'GRAPHQL_PARSE_FAILED', errors: [error], effort };
      // The parser and the walk recurse for every level. How deep the stack is depends on what V8 has compiled so far.
      if (!(error instanceof RangeError)) throw error;
      const errors = [new GraphQLError('Too many levels.', { originalError: error })];
      return { code: 'GRAPHQL_PARSE_FAILED', errors, effort };
    }
  }

  #checked(document: DocumentNode, reading: number): CheckedDocument {
    const code = 'GRAPHQL_VALIDATION_FAILED';
    const beyond = limitErrors(this.#schema, document, this.#limits);
    if (beyond.length > 0) return { code, errors: beyond, effort: reading };
    const effort = reading + sizeOf(this.#schema, document);
    const broken = validate(this.#schema, document, this.#rules, { hideSuggestions: this.#hideSuggestions });
    if (broken.length > 0) return { code, errors: broken, effort };
    const conflicts = this.#conflicts(document);
    return conflicts.length > 0 ? { code, errors: conflicts, effort } : { document, effort };
  }

  #conflicts(document: DocumentNode): readonly GraphQLError[] {
    const { maxSize } = this.#limits;
    try {
      return fieldConflicts(this.#schema, document, maxSize * VISITS).map(
        ({ nodes, difference }) =>
          new GraphQLError(`Fields "" conflict because they have differing ${difference}.`, { nodes }),
      );
    } catch (error) {
      if (!(error instanceof TooManySteps)) throw error;
      const cause = new LimitExceeded(
        `The document has more than ${maxSize} parts, with each fragment counted where it is used.`,
      );
      const extensions = { code: cause.code, limit: 'size', maximum: maxSize };
      return [new GraphQLError(cause.message, { originalError: cause, extensions })];
    }
  }
}

/** @throws GraphQLError for a document that is malformed or too long. */
function parsed(text: string, maxTokens: number, isAnonymous: boolean): DocumentNode {
  const source = new Source(text);
  const document = parse(source, {
    maxTokens,
    maxComments: maxTokens,
    ...(isAnonymous && { maxSourceLength: maxTokens * CHARACTERS_OF_TOKEN }),
  });
  dropText(source);
  return document;
}

import {
  type GraphQLLeafType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { MASK, Plaintext } from '../../core/plaintext';

/** The name of the only type that a value may have. */
export const VALUE_TYPE = 'SecretValue';

/** The schema has output positions that could return something other than the mask. Building it fails. */
export class MaskBypass extends Error {
  constructor(readonly positions: readonly string[]) {
    super(`These fields could return a secret value: ${positions.join(', ')}`);
    this.name = 'MaskBypass';
  }
}

const PROBE_TEXT = 'probe of the mask';
const PROBES: readonly unknown[] = [
  PROBE_TEXT,
  Buffer.from(PROBE_TEXT),
  { value: PROBE_TEXT },
  [PROBE_TEXT],
  42,
  true,
  null,
];
/** What a row or an envelope may look like. A leaf type that returns one unchanged would publish its content. */
const STRUCTURES: readonly unknown[] = [
  Buffer.from(PROBE_TEXT),
  { value: PROBE_TEXT },
  [PROBE_TEXT],
  new Map([['value', PROBE_TEXT]]),
  Plaintext.ofText(PROBE_TEXT),
];
/** Names of fields that suggest a value. Only a SecretValue may have one. */
export const VALUE_NAME =
  /^(?:value|values|plaintext|plain|cleartext|secretValue|decrypted\w*|envelope|ciphertext|seed|openingKey)$/i;

/**
 * Proves that no output position of the schema can return a secret value. The scalar SecretValue must serialize everything
 * as the mask. Every other leaf type must refuse a Plaintext and a structure that could hold a value, or return a text
 * without the value. A field that is named like a value must be a SecretValue.
 *
 * @throws MaskBypass with the positions that break one of these rules.
 */
export function proveMasked(schema: GraphQLSchema): void {
  const bypasses: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      const isSafe =
        named.name === VALUE_TYPE
          ? isLeafType(named) && masksAll(named)
          : !VALUE_NAME.test(field.name) && (!isLeafType(named) || keepsStructures(named));
      if (!isSafe) bypasses.push(`${type.name}.${field.name}`);
    }
  }
  if (bypasses.length > 0) throw new MaskBypass(bypasses);
}

function masksAll(type: GraphQLLeafType): boolean {
  return [...PROBES, Plaintext.ofText(PROBE_TEXT)].every((probe) => serialized(type, probe) === MASK);
}

function keepsStructures(type: GraphQLLeafType): boolean {
  return STRUCTURES.every((structure) => {
    const answer = serialized(type, structure);
    return typeof answer === 'string' ? !answer.includes(PROBE_TEXT) : !isStructure(answer);
  });
}

function isStructure(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null;
}

function serialized(type: GraphQLLeafType, given: unknown): unknown {
  try {
    return type.serialize(given);
  } catch {
    return undefined;
  }
}

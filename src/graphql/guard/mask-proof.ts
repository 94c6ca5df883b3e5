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

/** Output positions at which something else than the mask could come out; building the schema fails. */
export class MaskBypass extends Error {
  constructor(readonly positions: readonly string[]) {
    super(`A secret value could come out at: ${positions.join(', ')}`);
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
/** What a row or an envelope could look like; a leaf that hands such a thing through publishes what is in it. */
const STRUCTURES: readonly unknown[] = [
  Buffer.from(PROBE_TEXT),
  { value: PROBE_TEXT },
  [PROBE_TEXT],
  new Map([['value', PROBE_TEXT]]),
  Plaintext.ofText(PROBE_TEXT),
];
/** Names that promise a value; only a SecretValue may bear one. */
export const VALUE_NAME =
  /^(?:value|values|plaintext|plain|cleartext|secretValue|decrypted\w*|envelope|ciphertext|seed|openingKey)$/i;

/**
 * Walks every output position of the schema and proves that none yields a secret value:
 * the SecretValue scalar answers the mask to whatever it is given; every other leaf type, given a Plaintext or a structure
 * that could hold a value, refuses or answers a text without it; and no field that is named like a value has another type
 * than SecretValue.
 *
 * @throws MaskBypass with the positions at which one of these does not hold.
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

import {
  type GraphQLLeafType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { MASK, Plaintext } from '../core/plaintext';
import { SecretValueScalar } from './secret-value.scalar';

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
/** Names that promise a value; only a SecretValue may bear one. */
export const VALUE_NAME =
  /^(?:value|values|plaintext|plain|cleartext|secretValue|decrypted\w*|envelope|ciphertext|seed|openingKey)$/i;

/**
 * Walks every output position of the schema and proves that none yields a secret value:
 * the SecretValue scalar answers the mask to whatever it is given; every other leaf type, given a Plaintext, answers the
 * mask or refuses; and no field that is named like a value has another type than SecretValue.
 *
 * @throws MaskBypass with the positions at which one of these does not hold.
 */
export function proveMasked(schema: GraphQLSchema): void {
  const bypasses: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      const position = `${type.name}.${field.name}`;
      if (!isLeafType(named)) continue;
      if (
        named.name === SecretValueScalar.name
          ? !masksAll(named)
          : !masksPlaintext(named) || VALUE_NAME.test(field.name)
      ) {
        bypasses.push(position);
      }
    }
  }
  if (bypasses.length > 0) throw new MaskBypass(bypasses);
}

function masksAll(type: GraphQLLeafType): boolean {
  return [...PROBES, Plaintext.ofText(PROBE_TEXT)].every((probe) => serialized(type, probe) === MASK);
}

function masksPlaintext(type: GraphQLLeafType): boolean {
  const answer = serialized(type, Plaintext.ofText(PROBE_TEXT));
  return answer === undefined || !JSON.stringify(answer).includes(PROBE_TEXT);
}

function serialized(type: GraphQLLeafType, given: unknown): unknown {
  try {
    return type.serialize(given);
  } catch {
    return undefined;
  }
}

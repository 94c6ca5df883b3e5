import { revealPlaintext } from '../../src/core/plaintext';
import type { Binding } from '../../src/crypto/binding';
import { formatEnvelope, parseEnvelope } from '../../src/crypto/envelope';
import { Opener } from '../../src/crypto/open/open';
import { formatOpeningKeys, parseOpeningKeys } from '../../src/crypto/open/opening-key';
import { publicHalf } from '../../src/crypto/open/opening-key-pair';
import { formatSealingKeys } from '../../src/crypto/sealing-key';
import { failureOf, toHex } from './keys.fixture';
import frozen from './vectors/envelope-1.json';

interface Vector {
  readonly name: string;
  readonly envelope: string;
  readonly binding: Binding;
  readonly value?: string;
  readonly reason?: string;
  readonly rule?: string | null;
}

const vectors: readonly Vector[] = frozen.vectors;
const ring = parseOpeningKeys(frozen.openingKeys);
const opener = new Opener(ring);
const bytesOf = ({ envelope }: Vector) => new Uint8Array(Buffer.from(envelope, 'base64'));
const failing = vectors.filter(({ reason }) => reason !== undefined);
const opening = vectors.filter(({ value }) => value !== undefined);

describe('the frozen envelopes of format 1', () => {
  test.each(failing)('refuse to open: $name ($reason)', async (vector) => {
    const error = await failureOf(() => opener.open(bytesOf(vector), vector.binding));
    expect([error.name, error.message, error.cause]).toEqual([
      'OpenError',
      'The envelope does not open.',
      undefined,
    ]);
    if (vector.rule === null) {
      expect(formatEnvelope(parseEnvelope(bytesOf(vector)))).toEqual(bytesOf(vector));
    } else {
      expect(await failureOf(() => parseEnvelope(bytesOf(vector)))).toMatchObject({ rule: vector.rule });
    }
  });

  test.each(opening)('open: $name', async (vector) => {
    const opened = await opener.open(bytesOf(vector), vector.binding);
    expect(toHex(revealPlaintext(opened))).toBe(toHex(Buffer.from(vector.value!, 'base64')));
  });

  test('are for the greater part ones that must fail, each for a reason of its own', () => {
    expect(failing.length / vectors.length).toBeGreaterThan(0.8);
    expect(failing.length + opening.length).toBe(vectors.length);
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
    expect(new Set(vectors.map(({ envelope, binding }) => envelope + JSON.stringify(binding))).size).toBe(
      vectors.length,
    );
  });

  test('come from keys whose text and public half are frozen too', async () => {
    expect(formatOpeningKeys(ring.all)).toBe(frozen.openingKeys);
    expect(formatSealingKeys(await Promise.all(ring.all.map(publicHalf)))).toBe(frozen.sealingKeys);
  });
});

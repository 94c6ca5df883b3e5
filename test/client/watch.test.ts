import { setTimeout as pause } from 'node:timers/promises';
import { ConsumerClient } from '../../src/client/consumer-client';
import { newId } from '../../src/core/id';
import { Plaintext } from '../../src/core/plaintext';
import { sealDelivery } from '../../src/crypto/seal-delivery';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn() }));
const pauses: number[] = [];
const CONSUMER = newId('consumer');
type Asked = { readonly headers: Readonly<Record<string, string>> };

/** A client whose requests are answered by a function. It has a token, so that each request is one. */
function clientOf(answer: (asked: Asked) => Response | Promise<Response>): ConsumerClient {
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => answer(init as unknown as Asked));
  return new ConsumerClient({
    dispenser: 'http://127.0.0.1:1',
    consumer: CONSUMER,
    key: undefined,
    tokenFile: undefined,
    tokenVariable: 'TOKEN_OF_A_TEST',
  });
}

beforeEach(() => {
  process.env.TOKEN_OF_A_TEST = 'a.b.c';
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  pauses.length = 0;
});
afterEach(() => {
  delete process.env.TOKEN_OF_A_TEST;
  jest.restoreAllMocks();
});

describe('a client that watches', () => {
  /** What it waits for, until it has waited so often, and whether it tells. */
  const waits = async (answer: () => Response | Promise<Response>, times: number) => {
    const stopping = new AbortController();
    let troubles = 0;
    jest.mocked(pause).mockImplementation(async (milliseconds) => {
      pauses.push(milliseconds ?? 0);
      if (pauses.length === times) stopping.abort();
    });
    const watching = clientOf(answer).watch({ signal: stopping.signal, onTrouble: () => (troubles += 1) });
    await watching.next();
    return { pauses, troubles };
  };

  it('waits twice as long after each failure, half a minute at most', async () => {
    const failing = () => Promise.reject(new TypeError('fetch failed'));
    expect(await waits(failing, 8)).toEqual({
      pauses: [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000],
      troubles: 8,
    });
  });

  it('waits as long as the dispenser asks', async () => {
    const limited = () => new Response('{}', { status: 429, headers: { 'retry-after': '100' } });
    expect((await waits(limited, 2)).pauses).toEqual([100_000, 100_000]);
  });

  it('does not ask again when it is refused', async () => {
    const body = JSON.stringify({ errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] });
    const refused = waits(() => new Response(body, { status: 403 }), 2);
    await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(pauses).toEqual([]);
  });
});

it('a client takes no delivery without a secret that it asked for by name', async () => {
  const delivering = async ({ headers }: Asked) => {
    const now = Date.now();
    const about = {
      deliveryId: newId('delivery'),
      consumerId: CONSUMER,
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 60_000).toISOString(),
      nonce: headers['x-nonce']!,
    };
    const item = {
      id: newId('secret'),
      name: 'Wanted',
      version: 1,
      type: 'KEY_VALUE',
      isFile: false,
    } as const;
    const contents = [{ ...item, isSensitive: true, plaintext: Plaintext.ofText('a value') }];
    return Response.json(await sealDelivery(headers['x-public-key']!, about, contents));
  };
  const client = clientOf(delivering);
  await expect(client.deliver({ only: ['Wanted', 'Another'] })).rejects.toMatchObject({ code: 'MALFORMED' });
  expect((await client.deliver({ only: ['WANTED'] })).text('Wanted')).toBe('a value');
});

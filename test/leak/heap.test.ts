import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCanary, newCanary } from '../support/canary';
import { describeOnEachDatabase } from '../support/databases';
import { createTemporaryFolder } from '../support/folder';
import { CREATE, UPDATE } from './everyday-operations';
import { graphqlRequest, jsonRequest } from './exchange';
import { holdersOf, type OpenHeap, startOpenHeap } from './heap.process';

describeOnEachDatabase('the heap of a gateway, after garbage was collected', (database) => {
  const held = newCanary();
  let heap: OpenHeap;

  beforeAll(async () => {
    heap = await startOpenHeap(database, held);
  });
  afterAll(() => heap.stop());

  const write = (name: string, value: unknown, more = {}) =>
    graphqlRequest(
      CREATE,
      { input: { organizationId: heap.gateway.organizationId, name, value, ...more } },
      { authorization: `Bearer ${heap.gateway.token}` },
    );

  it('has no value that was written, updated, refused or malformed', async () => {
    const { gateway } = heap;
    const [written, file, updated, refused, anonymous, unparsed] = Array.from({ length: 6 }, newCanary);
    const created = await gateway.send(write('HEAP', written!.text));
    const { id } = JSON.parse(created.body).data.createSecret.secret;
    const replies = [
      await gateway.send(
        write('FILE', Buffer.from(file!.text.repeat(99)).toString('base64'), { isFile: true }),
      ),
      await gateway.send(
        graphqlRequest(
          UPDATE,
          { input: { id, value: updated!.text } },
          { authorization: `Bearer ${gateway.token}` },
        ),
      ),
      await gateway.send(write('HEAP', refused!.text)),
      await gateway.send({
        ...write('ANONYMOUS', anonymous!.text),
        headers: { 'content-type': 'application/json' },
      }),
      await gateway.send({ ...jsonRequest({}), body: `{"value":"${unparsed!.text}"` }),
    ];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 401, 400]);
    // The last request may be on its way out of buffers that are used again.
    for (let round = 0; round < 3; round++) await gateway.send({ method: 'GET', path: '/health/live' });
    const snapshot = await heap.snapshot();

    expect(findCanary(snapshot, held)).not.toEqual([]);
    const canaries = { written, file, updated, refused, anonymous, unparsed };
    const found = Object.entries(canaries).flatMap(([name, canary]) =>
      findCanary(snapshot, canary!).length > 0 ? [name, ...holdersOf(snapshot, canary!)] : [],
    );
    expect(found).toEqual([]);
  });
});

describe('the heap of a gateway', () => {
  const folder = createTemporaryFolder('heap');
  const place = { url: () => `sqlite:${join(folder.path, 'gateway.db')}`, dataFolder: () => folder.path };
  afterAll(() => folder.remove());

  it('has no seed of the opening key, nor the file’s text, though it lies beside the database', async () => {
    const first = await startOpenHeap(place, newCanary());
    const [, , seed = '', checksum = ''] = readFileSync(
      join(folder.path, 'opening/opening.key'),
      'utf8',
    ).split(' ');
    expect(Buffer.from(seed, 'base64url')).toHaveLength(32);
    const snapshot = await first.snapshot();
    const { token } = first.gateway;
    await first.stop();
    const second = await startOpenHeap(place, { text: seed }, token);
    const control = await second.snapshot();
    await second.stop();

    // As text, in hex, in base64 again, as a list of bytes, and the bytes themselves.
    const forms = [seed, Buffer.from(seed, 'base64url').toString('hex')].map((text) => ({ text }));
    for (const form of forms) expect(findCanary(snapshot, form)).toEqual([]);
    const raw = JSON.stringify(Buffer.from(seed, 'base64url').toString('latin1')).slice(1, -1);
    expect(snapshot.includes(raw)).toBe(false);
    expect(snapshot.includes(checksum)).toBe(false);
    expect(findCanary(control, { text: seed })).not.toEqual([]);
  });
});

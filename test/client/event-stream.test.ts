import { streamEvents } from '../../src/client/event-stream';

async function* body(chunks: Iterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function eventsOf(...chunks: (string | Uint8Array)[]) {
  const events: object[] = [];
  for await (const { event, id, data } of streamEvents(body(chunks))) events.push({ event, id, data });
  return events;
}

const CHANGED = { event: 'changed', id: '"tag"', data: '{}' };

describe('a stream of server-sent events', () => {
  it.each([
    ['line feeds', '\n'],
    ['carriage returns and line feeds', '\r\n'],
    ['carriage returns', '\r'],
  ])('is read with %s for line ends, cut anywhere', async (_what, end) => {
    const text = [
      'retry: 5000',
      '',
      ': still here',
      '',
      'event: changed',
      'id: "tag"',
      'data: {}',
      '',
      'event:refused',
      'data',
      '',
      // A carriage return is known to be a whole line end when something else follows it.
      ': still here',
      '',
    ].join(end);
    const expected = [CHANGED, { event: 'refused', id: undefined, data: '' }];
    expect(await eventsOf(text)).toEqual(expected);
    expect(await eventsOf(...Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('joins the lines of data, and characters that two chunks share', async () => {
    const [head, tail] = ['event: changed\ndata: a\ndata: \u00e4', '\ndata:  c\n\n'];
    const bytes = Buffer.from(head);
    expect(await eventsOf(bytes.subarray(0, -1), bytes.subarray(-1), tail)).toEqual([
      { event: 'changed', id: undefined, data: 'a\n\u00e4\n c' },
    ]);
  });

  it('leaves out what has no name and what the end of the body cuts off', async () => {
    expect(
      await eventsOf('data: {}\n\n', 'event: changed\nid: "tag"\ndata: {}\n\n', 'event: refused\n'),
    ).toEqual([CHANGED]);
  });

  it.each([
    ['a line', (size: number) => `data: ${'x'.repeat(size)}`],
    ['an event', (size: number) => 'data: x\n'.repeat(size)],
  ])('ends with %s that never ends', async (_what, endless) => {
    let sent = 0;
    async function* chunks() {
      yield Buffer.from('event: changed\nid: "tag"\ndata: {}\n\n');
      for (; sent < 1000; sent += 1) yield Buffer.from(endless(1000));
    }
    const events: object[] = [];
    for await (const { event, id, data } of streamEvents(chunks())) events.push({ event, id, data });
    expect(events).toEqual([CHANGED]);
    expect(sent).toBeLessThan(100);
  });
});

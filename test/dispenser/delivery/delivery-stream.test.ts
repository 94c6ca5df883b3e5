import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { WayOut } from '../../../src/core/way-out';
import { ConsumerRefused } from '../../../src/dispenser/consumer/consumer-refusal';
import {
  DeliveryStreams,
  type StreamParts,
  type StreamRequest,
} from '../../../src/dispenser/delivery/delivery-stream';

const SECOND = 1000;
const LIFETIME = 15 * 60 * SECOND;

/** A response that keeps what was written. */
class Written extends EventEmitter {
  text = '';
  writableEnded = false;
  writeHead = () => this;
  write = (text: string) => {
    this.text += text;
    return true;
  };
  end = () => {
    this.writableEnded = true;
    this.emit('close');
  };
}

/** Streams over a consumer that a test changes. No database and no network: only time passes. */
function world({ maxOrganizationStreams = 2 } = {}) {
  const consumer = {
    id: 'consumer-1',
    organizationId: 'org-1',
    publicKey: 'key',
    waysOut: ['DELIVER'] as WayOut[],
  };
  const now = { consumer, etag: '"1"', isServed: true, listeners: new Set<object>() };
  const parts = {
    limits: { maxStreams: 9, maxOrganizationStreams, maxConsumerStreams: 9 },
    admission: {
      admit: async () => {
        if (!now.isServed) throw new ConsumerRefused('CONSUMER_EXPIRED');
        return { consumer: now.consumer };
      },
    },
    states: { select: async () => ({ items: [], etag: now.etag }) },
    watcher: {
      listen: () => {
        const listener = {};
        now.listeners.add(listener);
        return () => now.listeners.delete(listener);
      },
    },
  } as unknown as StreamParts;
  const streams = new DeliveryStreams(parts);
  const open = () => {
    const response = new Written();
    const request = { known: { state: { consumer }, publicKey: 'key' }, address: '127.0.0.1', headers: {} };
    streams.open(response as unknown as ServerResponse, request as unknown as StreamRequest);
    return response;
  };
  return { now, open };
}

describe('a stream of events', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);
  const events = (response: Written) => response.text.match(/event: \w+/g) ?? [];

  it('ends after a quarter of an hour, so that its consumer proves itself again', async () => {
    const { now, open } = world();
    const response = open();
    await pass(LIFETIME - 1);
    expect([response.writableEnded, now.listeners.size]).toEqual([false, 1]);
    await pass(1);
    expect([response.writableEnded, now.listeners.size]).toEqual([true, 0]);
    expect(events(response)).toEqual(['event: changed']);
  });

  it.each<[string, (now: ReturnType<typeof world>['now']) => void]>([
    ['has expired', (now) => Object.assign(now, { isServed: false })],
    ['has another key', ({ consumer }) => Object.assign(consumer, { publicKey: 'another' })],
    ['may only inject', ({ consumer }) => Object.assign(consumer, { waysOut: ['INJECT'] })],
  ])(
    'ends at the next heartbeat when its consumer %s, without any event in the database',
    async (_, change) => {
      const { now, open } = world();
      const response = open();
      await pass(15 * SECOND);
      expect(events(response)).toEqual(['event: changed']);
      now.etag = '"2"';
      await pass(15 * SECOND);
      expect(events(response)).toEqual(['event: changed', 'event: changed']);
      change(now);
      await pass(15 * SECOND);
      expect(events(response).slice(2)).toEqual(['event: refused']);
      expect(response.writableEnded).toBe(true);
    },
  );

  it('gives its place back when it ends: to its consumer and to its organization', async () => {
    const { open } = world({ maxOrganizationStreams: 2 });
    for (let round = 0; round < 3; round++) {
      const both = [open(), open()];
      expect(open).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
      for (const response of both) response.end();
    }
  });
});

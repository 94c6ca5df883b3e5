import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** The longest event in characters. A dispenser sends less. */
const MAX_EVENT_LENGTH = 64 * 1024;

/**
 * The named events of a stream of server-sent events (HTML standard §9.2.6), until the body ends. Comments and events
 * without a name are skipped; an event that exceeds 64 KiB ends the stream.
 *
 * @param body UTF-8 in chunks of any size.
 */
export async function* streamEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<EventSourceMessage> {
  const decoder = new TextDecoder();
  const events: EventSourceMessage[] = [];
  let isTooLong = false;
  const parser = createParser({
    maxBufferSize: MAX_EVENT_LENGTH,
    onEvent: (event) => events.push(event),
    onError: ({ type }) => {
      isTooLong ||= type === 'max-buffer-size-exceeded';
    },
  });
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* events.splice(0).filter(({ event }) => event !== undefined);
    if (isTooLong) return;
  }
}

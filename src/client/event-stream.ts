/** One server-sent event (HTML standard §9.2.6). */
export interface StreamEvent {
  readonly event: string;
  readonly id: string;
}

const LONGEST_LINE = 64 * 1024;

/** The events of a body, until it ends. Comments and fields that we do not use are passed over. */
export async function* streamEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let event = '';
  let id = '';
  for await (const piece of body) {
    rest += decoder.decode(piece, { stream: true });
    if (rest.length > LONGEST_LINE) return;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (event !== '') yield { event, id };
        event = '';
        id = '';
      } else if (line.startsWith('event: ')) event = line.slice('event: '.length);
      else if (line.startsWith('id: ')) id = line.slice('id: '.length);
    }
  }
}

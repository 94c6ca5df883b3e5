import type { KeysToMake } from '../../backend/missing-keys';
import { CommandError } from '../command/command.error';
import type { Companions } from './companions';

/** What a confined gateway asks of the process that started it. It trusts neither the order nor the number of requests. */
export type Request = ({ readonly ask: 'keys' } & KeysToMake) | { readonly ask: 'dispenser' };

/** What that process tells it. */
export type Order =
  | { readonly tell: 'close' }
  | { readonly tell: 'keys'; readonly failure: string | undefined };

/** Companions that the process above starts, because this one may start none. */
export class ParentLink implements Companions {
  readonly #send: (request: Request) => void;
  #keysMade: ((failure: string | undefined) => void) | undefined;
  /** Resolves when the process above asks for the end, or has ended. */
  readonly closing: Promise<void>;
  #end: () => void = () => undefined;

  /** @throws CommandError when no process of ours is above. */
  constructor() {
    if (process.send === undefined)
      throw new CommandError('--with-parent is for processes that serve starts');
    this.#send = (request) => void process.send?.(request, () => undefined);
    this.closing = new Promise((close) => {
      process.on('message', (order: Order) => {
        if (order.tell === 'close') close();
        else this.#keysMade?.(order.failure);
      });
      this.#end = close;
      process.once('disconnect', close);
    });
  }

  makeKeys(keys: KeysToMake): Promise<void> {
    return new Promise((done, fail) => {
      this.#keysMade = (failure) => (failure === undefined ? done() : fail(new CommandError(failure)));
      this.#send({ ask: 'keys', ...keys });
    });
  }

  startDispenser(): void {
    this.#send({ ask: 'dispenser' });
  }

  async stop(): Promise<void> {
    // The process above ends the dispenser.
  }

  /** Lets this process end. */
  release(): void {
    process.off('disconnect', this.#end);
    if (process.connected) process.disconnect();
  }
}

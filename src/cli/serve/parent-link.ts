import type { KeysToMake } from '../../backend/missing-keys';
import type { KeptToken } from '../../services/bootstrap.service';
import { CommandError } from '../command/command.error';
import type { Companions } from './companions';

/** What a confined gateway asks of the process that started it. It trusts neither the order nor the number of requests. */
export type Request =
  | ({ readonly ask: 'keys' } & KeysToMake)
  | { readonly ask: 'token' }
  | { readonly ask: 'settled token'; readonly isValid: boolean }
  | { readonly ask: 'dispenser' };

/** What that process tells it: to close, or that it has done what was asked, or why not. */
export type Order =
  | { readonly tell: 'close' }
  | { readonly tell: 'done'; readonly token?: string }
  | { readonly tell: 'failed'; readonly reason: string };

/** Companions that the process above starts, because this one may start none. It asks for one thing after the other. */
export class ParentLink implements Companions {
  readonly #send: (request: Request) => void;
  #answered: ((order: Exclude<Order, { tell: 'close' }>) => void) | undefined;
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
        else this.#answered?.(order);
      });
      this.#end = close;
      process.once('disconnect', close);
    });
  }

  async makeKeys(keys: KeysToMake): Promise<void> {
    await this.#ask({ ask: 'keys', ...keys });
  }

  async ownerToken(): Promise<KeptToken> {
    const text = await this.#ask({ ask: 'token' });
    if (text === undefined) throw new CommandError('no token was made');
    return {
      text,
      settle: async (isValid) => {
        await this.#ask({ ask: 'settled token', isValid });
      },
    };
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

  #ask(request: Request): Promise<string | undefined> {
    return new Promise((done, fail) => {
      this.#answered = (order) =>
        order.tell === 'done' ? done(order.token) : fail(new CommandError(order.reason));
      this.#send(request);
    });
  }
}

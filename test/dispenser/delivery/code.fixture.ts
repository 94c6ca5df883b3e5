import type { TestDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld, type Registered } from '../dispenser.fixture';
import { postProven } from '../proof.fixture';
import { TOTP_SEED } from './totp.fixture';

/** A consumer that may use the names that begin with `C_`: the TOTP secret C_LOGIN and the password C_PASSWORD. */
export interface CodeWorld {
  world(): DispensingWorld;
  registered(): Registered;
  /** Stores a TOTP secret. */
  store(name: string, value: string, more?: object): ReturnType<DispensingWorld['store']>;
  /** Posts a request for codes, as the consumer when left out. */
  ask(secrets: readonly string[], by?: Registered): Promise<Response>;
  /** How many codes the audit log says were made. */
  created(): Promise<number>;
}

/** Opens a {@link CodeWorld} for a block of tests, with one more TOTP secret, OTHER_SEED, that the consumer may not use. */
export function usingCodeWorld(tested: TestDatabase): CodeWorld {
  let world: DispensingWorld;
  let registered: Registered;
  const store = (name: string, value: string, more: object = {}) =>
    world.store(name, value, { type: 'TOTP', ...more });
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
    registered = await world.register({ uses: { namePrefix: 'C_' } });
    await store('C_LOGIN', TOTP_SEED);
    await world.store('C_PASSWORD', 'value of the password');
    await store('OTHER_SEED', TOTP_SEED);
  });
  afterAll(() => world.close());
  return {
    world: () => world,
    registered: () => registered,
    store,
    ask: (secrets, by = registered) => postProven(world.url, '/codes', JSON.stringify({ secrets }), by),
    created: async () => (await world.events('code.create')).length,
  };
}

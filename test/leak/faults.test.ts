import type { UnitOfWork } from '../../src/storage/sql/unit-of-work';
import { SecretVersionStore } from '../../src/storage/stores/secret-version.store';
import { type Canary, newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { describeOnEachDatabase } from '../support/databases';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway';
import { CREATE } from './everyday-operations';
import { printedBy } from './printed';
import { countsOf, readRows } from './rows';

const { insert } = SecretVersionStore.prototype;

describeOnEachDatabase('a database that fails', (database) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ database });
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => gateway.close());

  /** Everything a client can write is a canary here: drivers' errors hold the statement with all its parameters. */
  async function writing(canary: Canary): Promise<{ answer: Answer; lines: string }> {
    const { text } = canary;
    const { organizationId } = gateway;
    const logged = gateway.lines.length;
    const { result, printed } = await printedBy(() =>
      gateway.graphql(CREATE, { input: { organizationId, name: text, note: text, value: text.repeat(999) } }),
    );
    return { answer: result, lines: [...gateway.lines.slice(logged), printed].join('') };
  }

  /** Makes the statements fail that are run in the middle of the transaction, before it has written the envelope. */
  function before(spoil: (unit: UnitOfWork) => Promise<unknown>): void {
    jest.spyOn(SecretVersionStore.prototype, 'insert').mockImplementation(async function (
      this: SecretVersionStore,
      ...given: Parameters<typeof insert>
    ) {
      await spoil(given[0]);
      return insert.apply(this, given);
    } as typeof insert);
  }

  const faults: [string, (unit: UnitOfWork) => Promise<unknown>, string][] = [
    [
      'because a table is missing',
      ({ manager }) => manager.query('ALTER TABLE secret_version RENAME TO moved'),
      'INTERNAL_SERVER_ERROR',
    ],
    [
      'because a column refuses null',
      ({ manager }) => manager.query('INSERT INTO team (id) VALUES (NULL)'),
      'INTERNAL_SERVER_ERROR',
    ],
    [
      'because of nonsense',
      ({ manager }) => manager.query('SELECT nonsense FROM secret'),
      'INTERNAL_SERVER_ERROR',
    ],
    database.kind === 'sqlite'
      ? [
          'because the disk is full',
          ({ manager }) => manager.query('PRAGMA max_page_count = 1'),
          'UNAVAILABLE',
        ]
      : [
          'because the disk is full',
          ({ manager }) =>
            manager.query("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$"),
          'UNAVAILABLE',
        ],
    database.kind === 'sqlite'
      ? [
          'because a trigger quotes the row',
          ({ manager }) =>
            manager.query(
              "CREATE TRIGGER quote BEFORE INSERT ON secret_version BEGIN SELECT RAISE(ABORT, 'refused'); END",
            ),
          'INTERNAL_SERVER_ERROR',
        ]
      : [
          'because a trigger quotes the row',
          async ({ manager }) => {
            await manager.query(
              "CREATE FUNCTION quote() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused %', (SELECT string_agg(s::text, '') FROM secret s); END $$ LANGUAGE plpgsql",
            );
            await manager.query(
              'CREATE TRIGGER quote BEFORE INSERT ON secret_version FOR EACH ROW EXECUTE FUNCTION quote()',
            );
          },
          'INTERNAL_SERVER_ERROR',
        ],
  ];

  it.each(faults)(
    '%s says nothing of what it was to write, and has not written it',
    async (_title, spoil, code) => {
      const canary = newCanary();
      const rows = countsOf(await readRows(database.url()));
      before(spoil);
      const { answer, lines } = await writing(canary);

      new CanaryWatch(canary)
        .addResponse('reply', { ...answer, body: answer.text })
        .add('log', lines)
        .expectUnseen();
      expect(answer.body.errors).toMatchObject([{ extensions: { code } }]);
      expect(lines).toContain('"event":"storage fault"');
      if (code === 'INTERNAL_SERVER_ERROR')
        expect(lines).toContain(answer.body.errors[0].extensions.incidentId);
      expect(countsOf(await readRows(database.url()))).toEqual(rows);
    },
  );

  it('because a name is taken says which field, and not the name', async () => {
    const canary = newCanary();
    jest.restoreAllMocks();
    if (database.kind === 'sqlite') {
      jest.spyOn(SecretVersionStore.prototype, 'insert').mockImplementationOnce(async function (
        this: SecretVersionStore,
        ...given: Parameters<typeof insert>
      ) {
        await given[0].manager.query('PRAGMA max_page_count = 1073741823');
        return insert.apply(this, given);
      } as typeof insert);
    }
    expect((await writing(canary)).answer.body.data.createSecret.secret.name).toBe(canary.text);
    const { answer, lines } = await writing(canary);

    expect(answer.body.errors).toMatchObject([{ extensions: { code: 'CONFLICT', path: 'input.name' } }]);
    new CanaryWatch(canary)
      .addResponse('reply', { ...answer, body: answer.text })
      .add('log', lines)
      .expectUnseen();
  });

  it('would have said it: what the driver throws has all of it', async () => {
    const canary = newCanary();
    let seen = '';
    jest.spyOn(SecretVersionStore.prototype, 'insert').mockImplementation(async ({ manager }) => {
      const [one, none] = manager.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
      const failed = manager.query(`INSERT INTO nothing VALUES (${one}, ${none})`, [
        canary.text,
        canary.text,
      ]);
      const { inspect } = await import('node:util');
      seen = inspect(await failed.catch((error: unknown) => error));
      throw new Error('enough');
    });
    await writing(canary);

    expect(new CanaryWatch(canary).add('error', seen).sightings()).toHaveLength(1);
  });
});

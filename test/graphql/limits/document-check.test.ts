import { startTestGateway, type TestGateway } from '../../support/gateway';
import { callsOf } from '../../support/work';

describe('the check of a document', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  const MANY_FIELDS = `{ viewer { ${'id '.repeat(240)} } }`;
  const codesOf = async (query: string, token?: string | null) => {
    const { body } = await gateway.graphql(query, {}, token);
    return (body.errors ?? []).map(({ extensions }: { extensions: { code: string } }) => extensions.code);
  };

  it('does not validate a document beyond a limit, and validates one within it', async () => {
    expect(await codesOf(`{ viewer { nothing ${'id '.repeat(251)} } }`)).toEqual(['LIMIT_EXCEEDED']);
    expect(await codesOf(`{ viewer { nothing ${'id '.repeat(250)} } }`)).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
  });

  it('costs a document that is sent again nothing, and is made again for a caller without a credential', async () => {
    const query = `${MANY_FIELDS} # again`;
    const callsFor = (token?: null) => callsOf(() => gateway.graphql(query, {}, token));
    const [first, second] = [await callsFor(), await callsFor()];
    expect(second).toBeLessThan(first);
    const long = `{ viewer { ${'id '.repeat(240)} } } # ${'-'.repeat(9_000)}`;
    expect(await codesOf(long)).toEqual([]);
    expect(await codesOf(long, null)).toEqual(['LIMIT_EXCEEDED']);
  });

  it('names the line and column of what is wrong, in any kind of error', async () => {
    const lineBreaks = ['\n', '\r', '\r\n', '\n\r\n'];
    for (const end of lineBreaks) {
      const before = end === '\n\r\n' ? 3 : 2;
      const { body: invalid } = await gateway.graphql(`{${end}  viewer { nothing } }`);
      expect(invalid.errors[0].locations).toEqual([{ line: before, column: 12 }]);
      expect(invalid.errors[0].message).toContain(`(line ${before}, column 12)`);
      const { body: failed } = await gateway.graphql(`{${end}  viewer { id } }`, {}, null);
      expect(failed.errors[0].locations).toEqual([{ line: before, column: 3 }]);
      const { body: unreadable } = await gateway.graphql(`{${end}  ! }`);
      expect(unreadable.errors[0].locations).toEqual([{ line: before, column: 3 }]);
    }
  });

  it('tells of a conflict between fields, at both of them', async () => {
    const { status, body } = await gateway.graphql('{ viewer { x: id\n x: name } }');
    expect([status, body.errors]).toEqual([
      400,
      [
        {
          message:
            'Two fields with the same response name differ in field, arguments or type. Give one of them an alias. (line 1, column 12)',
          locations: [
            { line: 1, column: 12 },
            { line: 2, column: 2 },
          ],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    ]);
  });
});

describe('the points of a large document', () => {
  const ofPoints = async (query: string, times: number) => {
    const gateway = await startTestGateway({
      environment: {
        SECRETS_GATEWAY_RATE_LIMIT_POINTS: '20',
        SECRETS_GATEWAY_RATE_LIMIT_FAILURE_POINTS: '0',
      },
    });
    const statuses: number[] = [];
    for (let sent = 0; sent < times; sent += 1) {
      statuses.push((await gateway.graphql(query.replace('#', `# ${sent}`), {})).status);
    }
    await gateway.close();
    return statuses;
  };
  const LARGE = `{ viewer { ${'id '.repeat(240)} ${'name '.repeat(240)} createdAt ${'... { id } '.repeat(9)} } } #`;

  it('count towards the rate, and those of a small one do not', async () => {
    expect(await ofPoints(LARGE, 12)).toContain(429);
    expect(await ofPoints('{ viewer { id } } #', 12)).not.toContain(429);
  });
});

import { type Installation, install, runCommandLine } from '../cli/cli.fixture';
import { sqlite } from './rest.fixture';

/** What ends a line or is obeyed by a terminal. */
const HOSTILE = [
  'a\r\nb',
  '\u001b[2J\u001b[31mred',
  'a\u2028b',
  'a\u0085b',
  'a\u009b31mb',
  '\u202eright',
  '\u0007',
  'a\u0000b',
];
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('a name that somebody has written into the database by hand', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await install();
  });
  afterAll(() => installation.folder.remove());

  it.each(HOSTILE)('is one line of the list of tokens, which no terminal obeys: %j', async (name) => {
    const text = `X'${Buffer.from(name).toString('hex')}'`;
    await sqlite(installation.database, async (run) => {
      await run(`UPDATE token SET name = CAST(${text} AS TEXT)`);
      await run(`UPDATE service_user SET name = CAST(${text} AS TEXT)`);
      await run(`UPDATE organization SET name = CAST(${text} AS TEXT)`);
      // The control: the name is there as it was written.
      const [row] = await run('SELECT hex(name) AS name FROM token');
      expect(row.name).toBe(Buffer.from(name).toString('hex').toUpperCase());
    });
    for (const command of [
      ['operator', 'token', 'list'],
      ['audit', 'verify'],
    ]) {
      const { code, stdout, stderr } = await runCommandLine(command, installation.env);
      const lines = `${stdout}${stderr}`.trimEnd().split('\n');

      expect(code).toBe(0);
      expect(lines.filter((line) => OBEYED.test(line))).toEqual([]);
      if (command[0] === 'operator') expect(lines).toHaveLength(2);
    }
  });

  it.each(HOSTILE)('given on the command line is not repeated as it is: %j', async (name) => {
    for (const command of [
      ['operator', 'token', 'list', '--organization', name],
      ['operator', 'token', 'revoke', name],
      [name],
      ['serve', `--${name}`],
    ]) {
      const { code, stderr } = await runCommandLine(command, installation.env);

      expect(code).not.toBe(0);
      expect(
        stderr
          .trimEnd()
          .split('\n')
          .filter((line) => OBEYED.test(line)),
      ).toEqual([]);
    }
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate, loadCodegenConfig } from '@graphql-codegen/cli';
import { listFiles, ROOT } from '../support/repository';

const FOLDER = 'examples/frontend/app/generated';
const PAGE = 'examples/frontend/codegen.yml';
const COMMAND_LINE = 'src/client/codegen.yml';

/** What the generator writes from the SDL and the documents of a configuration, by the name of the file. */
async function generated(schema: string, configuration = PAGE): Promise<Map<string, string>> {
  const { config } = await loadCodegenConfig({ configFilePath: join(ROOT, configuration) });
  const files: { filename: string; content: string }[] = await generate(
    { ...config, schema, cwd: ROOT, silent: true, errorsOnly: true },
    false,
  );
  return new Map(files.map(({ filename, content }) => [filename.split('/').at(-1) ?? '', content]));
}

describe('the typed documents of the example page', () => {
  afterEach(() => jest.restoreAllMocks());
  const sdl = readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8');

  it('are what npm run schema generates from the SDL as it is', async () => {
    const files = await generated(sdl);
    expect([...files.keys()].sort()).toEqual(listFiles(FOLDER));
    for (const [name, content] of files) {
      expect(readFileSync(join(ROOT, FOLDER, name), 'utf8')).toBe(content);
    }
  });

  it('and those of the command line, too', async () => {
    const files = await generated(sdl, COMMAND_LINE);
    expect([...files.keys()]).toEqual(['graphql.ts']);
    expect(readFileSync(join(ROOT, 'src/client/generated/graphql.ts'), 'utf8')).toBe(files.get('graphql.ts'));
  });

  it('would be others with another schema, and none without a field that they ask for', async () => {
    const files = await generated(sdl.replaceAll('expectedVersion: Int', 'expectedVersion: Int!'));
    expect(files.get('graphql.ts')).not.toBe(readFileSync(join(ROOT, FOLDER, 'graphql.ts'), 'utf8'));
    const withoutNotes = sdl.replaceAll('note: String', 'remark: String');
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(generated(withoutNotes)).rejects.toThrow(/Cannot query field "note"/);
  });
});

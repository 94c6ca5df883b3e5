import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtFile, STALE_VARIABLE } from './built';
import { createTemporaryFolder } from './folder';
import { ROOT } from './repository';

describe('what a test starts from dist', () => {
  const known = process.env[STALE_VARIABLE];
  afterEach(() => {
    process.env[STALE_VARIABLE] = known;
  });

  it('is given when it was built from the sources', () => {
    process.env[STALE_VARIABLE] = 'playground,generated';
    expect(builtFile('main.js')).toBe(join(ROOT, 'dist', 'main.js'));
  });

  it.each([
    ['main.js', 'compile' as const],
    ['playground/manifest.json', 'playground' as const],
  ])('is refused when it was built from others: %s', (path, step) => {
    process.env[STALE_VARIABLE] = `${step},generated`;
    expect(() => builtFile(path, step)).toThrow(`dist/${path} was not built from the sources as they are`);
  });

  it('is refused when nobody has looked', () => {
    delete process.env[STALE_VARIABLE];
    expect(() => builtFile('main.js')).toThrow('without its global set-up');
  });
});

describe('the stamp of a build', () => {
  const { path: root, remove } = createTemporaryFolder('build');
  const stamp = join(ROOT, 'scripts', 'build-stamp.mjs');
  const evaluate = (script: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script, stamp, root], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const importing =
    'const [, stamp, root] = process.argv; const { runStep, staleSteps } = await import(stamp);';
  const stale = (): string[] =>
    JSON.parse(evaluate(`${importing} console.log(JSON.stringify(staleSteps(root)))`));
  const build = (work = ''): unknown =>
    evaluate(
      `${importing} for (const step of staleSteps(root)) await runStep(root, step, () => { ${work} })`,
    );
  const write = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  beforeAll(() => {
    write('src/main.ts', 'one');
    write('src/graphql/playground/app/main.tsx', 'two');
    write('schema/schema.graphql', 'three');
    write('dist/main.js', '');
    write('dist/playground/manifest.json', '{}');
  });
  afterAll(remove);
  beforeEach(() => build());

  it('names no step when nothing has changed, not even through a copy with other times', () => {
    expect(stale()).toEqual([]);
    cpSync(join(root, 'src'), join(root, 'copy'), { recursive: true });
    rmSync(join(root, 'src'), { recursive: true });
    cpSync(join(root, 'copy'), join(root, 'src'), { recursive: true });
    rmSync(join(root, 'copy'), { recursive: true });
    expect(stale()).toEqual([]);
  });

  it.each([
    ['a source', 'src/main.ts', ['compile', 'generated']],
    ['a new source', 'src/core/new.ts', ['compile', 'generated']],
    [
      'a source of the playground',
      'src/graphql/playground/app/main.tsx',
      ['compile', 'playground', 'generated'],
    ],
    ['a generated file', 'schema/schema.graphql', ['generated']],
    ['the packages', 'package-lock.json', ['compile', 'playground', 'generated']],
  ])('names the steps to run after a change of %s', (_, path, steps) => {
    write(path, `changed ${Math.random()}`);
    expect(stale()).toEqual(steps);
  });

  it('names a step whose output is missing', () => {
    rmSync(join(root, 'dist/playground'), { recursive: true });
    expect(stale()).toEqual(['playground']);
    write('dist/playground/manifest.json', '{}');
  });

  it('names all steps when it was cut off', () => {
    write('dist/build-stamp.json', '{ "compile":');
    expect(stale()).toEqual(['compile', 'playground', 'generated']);
  });

  it('names a step that failed', () => {
    write('src/main.ts', 'broken');
    expect(() => build('throw new Error("no")')).toThrow();
    expect(stale()).toEqual(['compile', 'generated']);
  });
});

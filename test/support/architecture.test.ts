import { checkGraph } from './architecture-graph';
import { checkFile, type SourceFile } from './architecture-rules';
import { checkText } from './repository';
import { scanSource } from './source-scanner';

const scan = (path: string, source: string): SourceFile => ({ path, ...scanSource(path, source) });

describe('the scanner', () => {
  it.each([
    ["import a from 'x'", false],
    ["import 'x'", false],
    ["import * as a from 'x'", false],
    ["import { a } from 'x'", false],
    ["import { type A, b } from 'x'", false],
    ["import type { A } from 'x'", true],
    ["import { type A } from 'x'", true],
    ["export { a } from 'x'", false],
    ["export * from 'x'", false],
    ["export * as a from 'x'", false],
    ["export type { A } from 'x'", true],
    ["import a = require('x')", false],
    ["const a = require('x')", false],
    ["const a = () => import('x')", false],
    ["type A = import('x').A", true],
    ["class A { @b(() => require('x')) c: number = 1 }", false],
  ])('reads %s', (source, typeOnly) => {
    const { imports, hasHiddenImport } = scanSource('core/a.ts', source);
    expect({ imports, hasHiddenImport }).toEqual({
      imports: [{ specifier: 'x', typeOnly }],
      hasHiddenImport: false,
    });
  });

  it('reads JSX', () => {
    expect(scanSource('a.tsx', "import a from 'x'; const b = <a.b>{c}</a.b>;").imports).toHaveLength(1);
  });

  it.each([
    "// import a from 'x'",
    'const a = "import b from \'x\'";',
    'const a = { require: 1 }.require; permit.require(1);',
  ])('takes nothing for an import that is none: %s', (source) => {
    expect(scanSource('a.ts', source)).toMatchObject({ imports: [], hasHiddenImport: false });
  });

  it('refuses a source it cannot parse', () => {
    expect(() => scanSource('a.ts', 'import {')).toThrow();
  });
});

describe('a file is refused', () => {
  it.each([
    ['services/a.ts', 'imports something the source does not name', "import(a + 'b')"],
    ['services/a.ts', 'imports something the source does not name', 'import(`x`)'],
    ['services/a.ts', 'calls require; use import or import()', "const a = () => require('./b')"],
    ['services/a.ts', 'imports something the source does not name', 'const load = require; load(a)'],
    ['services/a.ts', 'imports something the source does not name', "require.resolve('x')"],
    [
      'services/a.ts',
      'imports something the source does not name',
      "import { createRequire } from 'node:module'",
    ],
    ['services/a.ts', 'has a default export', 'export default class A {}'],
    ['services/a.ts', 'has a default export', 'export default 1'],
    ['services/a.ts', 'has a default export', 'const a = 1; export { a as default }'],
    ['services/a.ts', 'has a default export', 'export = 1'],
    ['services/a.ts', 'uses console', "console.log('a')"],
    ['services/a.ts', 'uses console', "globalThis['console'].log('a')"],
    ['gateway.ts', 'uses process.stdout', "process.stdout.write('a')"],
    ['main.ts', 'uses process.stdout', "globalThis.process.stdout.write('a')"],
    ['services/a.ts', 'uses process.stdout', 'const { stdout } = process'],
    ['services/a.ts', 'uses process.stdout', "import { stdout } from 'node:process'"],
    ['services/index.ts', 'is an index file', ''],
    ['graphql/playground/app/index.tsx', 'is an index file', ''],
    ['graphql/a.ts', 'mentions revealPlaintext', "import { revealPlaintext } from '../core/plaintext'"],
    ['services/a.ts', 'mentions revealPlaintext', "export { revealPlaintext as b } from '../core/plaintext'"],
    [
      'services/a.ts',
      'mentions revealPlaintext',
      "import * as p from '../core/plaintext'; p.revealPlaintext(a)",
    ],
    [
      'services/a.ts',
      'mentions revealPlaintext',
      "import * as p from '../core/plaintext'; p['revealPlaintext'](a)",
    ],
    ['core/a.ts', 'mentions reveal', 'Plaintext.reveal(a)'],
    ['crypto/open/open.ts', 'mentions reveal', 'const { reveal } = Plaintext'],
  ])('%s that %s: %s', (path, violation, source) => {
    expect(checkFile(scan(path, source))).toEqual([`${path} ${violation}`]);
  });

  it.each([
    ['cli/serve.ts', "console.log('a'); process.stdout.write('b')"],
    ['main.ts', "console.error('a')"],
    ['ormconfig.ts', 'export default 1'],
    ['services/a.ts', "process.stderr.write('a'); child.stdout.on('data', b) // console.log"],
    ['crypto/seal.ts', "import { revealPlaintext } from '../core/plaintext'"],
    ['core/secret-value.ts', "import { revealPlaintext } from './plaintext'"],
    ['dispenser/delivery.ts', "import { revealPlaintext } from '../core/plaintext'"],
  ])('only there: %s may %s', (path, source) => {
    expect(checkFile(scan(path, source))).toEqual([]);
  });
});

describe('files together', () => {
  it('a circle is refused, however long', () => {
    const files = [
      scan('core/a.ts', "import { b } from './b'"),
      scan('core/b.ts', "export * from './c.js'"),
      scan('core/c.ts', "const a = () => import('./a.ts')"),
      scan('core/d.ts', "import './d'"),
    ];
    expect(checkGraph(files)).toEqual([
      'core/a.ts → core/b.ts → core/c.ts → core/a.ts is a circle',
      'core/d.ts → core/d.ts is a circle',
    ]);
  });

  it('a circle of types loads nothing and is allowed', () => {
    const files = [
      scan('core/a.ts', "import { b } from './b'"),
      scan('core/b.ts', "import type { A } from './a'"),
    ];
    expect(checkGraph(files)).toEqual([]);
  });

  it('the opening half is refused to the gateway through a module that may load it', () => {
    const ring = scan('crypto/ring.ts', "import { open } from './open/open'");
    const files = [
      scan('gateway.ts', "import { a } from './services/a'"),
      scan('services/a.ts', "import { ring } from '../crypto/ring'"),
      ring,
      scan('crypto/open/open.ts', ''),
    ];
    expect(checkGraph(files)).toEqual([
      'gateway.ts → services/a.ts → crypto/ring.ts → crypto/open/open.ts loads the opening half',
      'services/a.ts → crypto/ring.ts → crypto/open/open.ts loads the opening half',
    ]);
    expect(checkGraph([ring, scan('crypto/open/open.ts', '')])).toEqual([]);
  });
});

describe('a tracked file is refused', () => {
  it.each<[string, string, string]>([
    ['has 4 lines, more than 3', 'src/core/a.ts', '1\n2\n3\n4\n'],
    ['has a name that says nothing', 'src/core/string-utils.ts', ''],
    ['has a name that says nothing', 'test/test-helpers.ts', ''],
    ...[
      'src/cli/until.signal.ts',
      'src/core/lastOwner.ts',
      'src/core/last_owner.ts',
      'src/core/secret.store.type.ts',
      'test/core/secret.selection.test.ts',
    ].map((path): [string, string, string] => [
      'has a dot before a word that is no role, or words without a hyphen',
      path,
      '',
    ]),
    ['has a name that says nothing', 'src/core/key-manager.ts', ''],
    ['has a TO'.concat('DO'), 'src/core/a.ts', '// TO'.concat('DO: later')],
    ['has a FIX'.concat('ME'), 'docs/a.md', 'FIX'.concat('ME')],
    ['names a path of one machine, /wo'.concat('rk/'), 'docs/a.md', 'cd /wo'.concat('rk/main')],
    ['names a path of one machine, /ro'.concat('ot/'), 'src/core/a.ts', "'/ro".concat("ot/.npmrc'")],
  ])('that %s: %s', (violation, path, text) => {
    expect(checkText(path, text, 3)).toEqual([`${path} ${violation}`]);
  });

  it.each([
    'src/storage/secret.store.ts',
    'src/core/last-owner.ts',
    'test/a/secret.store.test.ts',
    'jest.config.js',
  ])('and not for its name: %s', (path) => expect(checkText(path, '', 3)).toEqual([]));

  it('and not one that is as it should be', () => {
    expect(checkText('src/core/a.ts', '1\n2\n3\n', 3)).toEqual([]);
    expect(
      checkText('docs/network.md', 'the net'.concat('work/ folder, https://a.example/b/ro', 'ot/'), 3),
    ).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkGraph } from './support/architecture-graph';
import { checkFile, type SourceFile } from './support/architecture-rules';
import { MAX_LINES } from './support/architecture-table';
import { checkText, listFiles, ROOT, readTrackedTexts } from './support/repository';
import { scanSource } from './support/source-scanner';

/** Path below `src` → source. Fixtures are checked by the same functions as the real sources. */
type Sources = Readonly<Record<string, string>>;

function check(sources: Sources): string[] {
  const files: SourceFile[] = Object.entries(sources).map(([path, source]) => ({
    path,
    ...scanSource(path, source),
  }));
  return [...files.flatMap(checkFile), ...checkGraph(files)];
}

function readSources(): Sources {
  const paths = listFiles('src').filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !path.endsWith('.d.ts'));
  const sources = paths.map((path) => [path, readFileSync(join(ROOT, 'src', path), 'utf8')]);
  const ormconfig = listFiles('.').includes('ormconfig.ts')
    ? [['ormconfig.ts', readFileSync(join(ROOT, 'ormconfig.ts'), 'utf8')]]
    : [];
  return Object.fromEntries([...sources, ...ormconfig]);
}

describe('the sources', () => {
  const sources = readSources();

  it('keep every rule of the architecture', () => {
    expect(Object.keys(sources)).toContain('core/plaintext.ts');
    expect(check(sources)).toEqual([]);
  });

  it('and all tracked files keep the rules for names, length and texts', () => {
    const texts = readTrackedTexts();
    expect([...texts.keys()]).toContain('src/core/plaintext.ts');
    expect([...texts].flatMap(([path, text]) => checkText(path, text, MAX_LINES))).toEqual([]);
  });
});

describe('an arrow that the design does not draw is refused', () => {
  it.each([
    ['core/page.ts', '../services/secret.service'],
    ['core/page.ts', '../config/config'],
    ['crypto/seal.ts', '../storage/stores'],
    ['storage/stores.ts', '../crypto/envelope'],
    ['storage/entities/secret.entity.ts', '../../services/secret.service'],
    ['services/secret.service.ts', '../graphql/secret.type'],
    ['services/secret.service.ts', '../crypto/open/open'],
    ['services/secret.service.ts', '../crypto/open/sealed-box'],
    ['services/secret.service.ts', '../crypto/open/opening-key'],
    ['services/secret.service.ts', '../auth/token.auth'],
    ['auth/token.auth.ts', '../crypto/token.format'],
    ['auth/token.auth.ts', '../storage/stores'],
    ['graphql/secret.resolver.ts', '../crypto/seal'],
    ['graphql/secret.resolver.ts', '../storage/stores'],
    ['graphql/secret.resolver.ts', '../dialects/github/github.routes'],
    ['graphql/secret.resolver.ts', '../auth/token.auth'],
    ['graphql/playground/playground.plugin.ts', './app/header'],
    ['graphql/guard/guard.ts', '../schema/secret.type'],
    ['graphql/relay/connection.ts', '../guard/guard'],
    ['graphql/operation/operation-facts.ts', '../request/loaders'],
    ['graphql/schema/team.type.ts', '../server/gateway-schema'],
    ['graphql/federation/entities.resolver.ts', '../schema/secret.type'],
    ['graphql/playground/app/header.tsx', '../../../core/plaintext'],
    ['dialects/github/github.routes.ts', '../../graphql/secret.type'],
    ['dialects/github/github.routes.ts', '../../crypto/sealed-box'],
    ['dialects/github/github.routes.ts', '../doppler/doppler.routes'],
    ['dialects/route.ts', './github/github.routes'],
    ['dispenser/delivery.ts', '../graphql/secret.type'],
    ['dispenser/delivery.ts', '../dialects/route'],
    ['dispenser/delivery.ts', '../gateway'],
    ['dispenser/consumer/consumer.route.ts', '../delivery/delivery-kind'],
    ['dispenser/delivery/totp-code.ts', '../local/child-process'],
    ['dispenser/mask/mask-stream.ts', '../dispenser'],
    ['dispenser/other/file.ts', '../mask/mask-stream'],
    ['storage/sql/table.ts', '../entities/secret.entity'],
    ['storage/stores/secret.store.ts', '../database'],
    ['storage/engine/sqlite-engine.ts', '../stores/secret.store'],
    ['cli/token/list.command.ts', '../program'],
    ['cli/token/list.command.ts', '../keys/key-ring-files'],
    ['cli/keys/list.command.ts', '../serve/first-keys'],
    ['cli/command/operator.ts', '../keys/key-ring-files'],
    ['cli/serve.ts', '../crypto/seal'],
    ['cli/serve.ts', '../crypto/open/opening-key'],
    ['cli/serve.ts', '../storage/stores'],
    ['cli/serve.ts', '../graphql/secret.type'],
    ['gateway.ts', './dispenser/delivery'],
    ['gateway.ts', './crypto/open/open'],
    ['gateway.ts', './crypto/open/opening-key-pair'],
    ['gateway.ts', './cli/serve'],
    ['config/config.ts', '../crypto/seal'],
    ['config/config.ts', '../crypto/open/opening-key'],
    ['log.ts', './config/config'],
    ['main.ts', './gateway'],
    ['ormconfig.ts', './src/services/secret.service'],
    ['core/page.ts', '../../package.json'],
    ['other.ts', './core/page'],
    ['other/file.ts', '../core/page'],
  ])('%s → %s', (path, specifier) => {
    for (const source of [`import { a } from '${specifier}';`, `import type { A } from '${specifier}';`]) {
      expect(check({ [path]: source })).toHaveLength(1);
    }
  });
});

// The positive control of the one above: the same check lets these pass.
it.each([
  ['crypto/seal.ts', '../core/plaintext'],
  ['crypto/open/open.ts', './opening-key'],
  ['storage/stores.ts', '../core/page'],
  ['storage/stores.ts', './stores/secret.store'],
  ['storage/stores/secret.store.ts', '../entities/secret.entity'],
  ['services/secret.service.ts', '../crypto/seal'],
  ['services/secret.service.ts', '../storage/stores'],
  ['auth/token.auth.ts', '../services/token.service'],
  ['graphql/secret.resolver.ts', '../services/secret.service'],
  ['graphql/schema/team.type.ts', '../guard/guard.directive'],
  ['graphql/guard/guard-subject.ts', '../relay/node.type'],
  ['graphql/server/gateway-schema.ts', '../schema/resolvers'],
  ['dialects/github/github.routes.ts', '../route'],
  ['dialects/github/github.routes.ts', './github.names'],
  ['dispenser/delivery.ts', '../crypto/open/open'],
  ['dispenser/delivery.ts', './consumer/consumer.route'],
  ['dispenser/delivery/totp-code.ts', '../consumer/consumer-refusal'],
  ['dispenser/mask/mask-stream.ts', './mask-encodings'],
  ['cli/keys/keys.ts', '../../crypto/open/opening-key'],
  ['cli/keys/rotate.command.ts', '../../crypto/open/open'],
  ['cli/consumer/list.command.ts', '../keys/key-ring-files'],
  ['cli/keys/list.command.ts', '../command/operator'],
  ['cli/serve.ts', '../gateway'],
  ['gateway.ts', './graphql/server'],
  ['config/config.ts', '../crypto/sealing-key'],
  ['main.ts', './cli/program'],
  ['ormconfig.ts', './src/storage/engine/data-source'],
])('an arrow of the design is allowed: %s → %s', (path, specifier) => {
  expect(check({ [path]: `import { a } from '${specifier}';` })).toEqual([]);
});

describe('a package outside its layer is refused', () => {
  it.each([
    ['core/page.ts', 'typeorm'],
    ['core/page.ts', 'type-graphql'],
    ['core/page.ts', 'node:fs'],
    ['core/page.ts', 'net'],
    ['services/secret.service.ts', 'typeorm'],
    ['services/secret.service.ts', 'dataloader'],
    ['services/secret.service.ts', 'graphql/error'],
    ['services/secret.service.ts', 'hpke'],
    ['graphql/secret.resolver.ts', 'sqlite3'],
    ['graphql/secret.resolver.ts', 'react'],
    ['graphql/playground/app/header.tsx', 'node:crypto'],
    ['dialects/github/github.routes.ts', '@apollo/server'],
    ['dialects/github/github.routes.ts', 'libsodium-wrappers'],
    ['services/secret.service.ts', '@fastify/cors'],
    ['graphql/secret.resolver.ts', 'jose'],
    ['cli/serve.ts', 'pg'],
    ['core/page.ts', 'left-pad'],
  ])('%s → %s', (path, specifier) => {
    expect(check({ [path]: `import '${specifier}';` })).toHaveLength(1);
  });

  it.each([
    ['core/page.ts', 'node:crypto'],
    ['storage/stores.ts', 'typeorm'],
    ['ormconfig.ts', 'typeorm'],
    ['graphql/server.ts', '@apollo/server/plugin/disabled'],
    ['graphql/playground/app/header.tsx', 'react-dom/client'],
    ['gateway.ts', 'fastify'],
    ['crypto/seal.ts', 'hpke'],
  ])('and allowed in it: %s → %s', (path, specifier) => {
    expect(check({ [path]: `import '${specifier}';` })).toEqual([]);
  });
});

it('a command that is a client of a gateway loads nothing of the database, also through another file', () => {
  const sources = {
    'cli/secret/get.command.ts': "import '../command/operator';",
    'cli/command/operator.ts': "import '../../backend/backend';",
    'backend/backend.ts': '',
  };
  expect(check(sources)).toEqual([expect.stringContaining('loads the side of the database')]);
  expect(check({ ...sources, 'cli/command/operator.ts': '' })).toEqual([]);
});

/** A part of the source and what it may import. Paths are relative to `src`; a folder ends with a slash. */
export interface Layer {
  readonly name: string;
  /** Beginning of the paths of its files. The first layer that fits is the file's layer. */
  readonly files: string;
  /** Beginnings of the paths it may import, besides its own files. */
  readonly imports: readonly string[];
}

/** The arrows of the design. What is not listed is refused. */
export const LAYERS: readonly Layer[] = [
  { name: 'playground app', files: 'graphql/playground/app/', imports: ['graphql/playground/examples.ts'] },
  { name: 'core', files: 'core/', imports: [] },
  { name: 'files', files: 'files/', imports: [] },
  { name: 'crypto', files: 'crypto/', imports: ['core/'] },
  { name: 'storage', files: 'storage/', imports: ['core/'] },
  { name: 'services', files: 'services/', imports: ['core/', 'storage/', 'crypto/'] },
  { name: 'auth', files: 'auth/', imports: ['core/', 'services/'] },
  { name: 'http', files: 'http/', imports: ['core/', 'log.ts'] },
  { name: 'graphql', files: 'graphql/', imports: ['core/', 'services/', 'http/', 'log.ts'] },
  { name: 'dialects', files: 'dialects/', imports: ['core/', 'services/', 'http/', 'log.ts'] },
  {
    name: 'dispenser',
    files: 'dispenser/',
    imports: [
      'core/',
      'services/',
      'storage/',
      'crypto/',
      'files/',
      'http/',
      'backend/',
      'config/',
      'log.ts',
    ],
  },
  { name: 'client', files: 'client/', imports: ['core/', 'crypto/', 'files/'] },
  {
    name: 'cli keys',
    files: 'cli/keys/',
    imports: [
      'cli/command/',
      'core/',
      'services/',
      'dispenser/',
      'crypto/',
      'files/',
      'backend/',
      'config/',
      'log.ts',
    ],
  },
  {
    name: 'cli',
    files: 'cli/',
    imports: [
      'cli/keys/',
      'core/',
      'services/',
      'client/',
      'dispenser/',
      'http/served-process.ts',
      'gateway',
      'backend/',
      'config/',
      'log.ts',
    ],
  },
  {
    name: 'gateway',
    files: 'gateway',
    imports: [
      'core/',
      'crypto/',
      'storage/',
      'services/',
      'auth/',
      'http/',
      'graphql/',
      'dialects/',
      'backend/',
      'config/',
      'log.ts',
    ],
  },
  {
    name: 'backend',
    files: 'backend/',
    imports: ['core/', 'crypto/', 'files/', 'storage/', 'services/', 'config/', 'log.ts'],
  },
  { name: 'config', files: 'config/', imports: ['core/', 'crypto/sealing-key'] },
  { name: 'log', files: 'log.ts', imports: ['core/'] },
  { name: 'main', files: 'main.ts', imports: ['cli/'] },
  { name: 'ormconfig', files: 'ormconfig.ts', imports: ['storage/', 'config/'] },
];

/**
 * The rooms of a layer, lower ones first, and the rooms that each may import. A file directly in the layer's folder puts
 * the rooms together: it may import all of them, and none of them may import it.
 */
export const ROOMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'graphql/': {
    operation: [],
    errors: ['operation'],
    playground: [],
    limits: ['operation'],
    request: [],
    relay: ['request'],
    guard: ['request', 'relay'],
    schema: ['operation', 'request', 'relay', 'guard'],
    federation: ['request', 'relay', 'guard'],
    server: ['errors', 'operation', 'limits', 'request', 'relay', 'guard', 'schema', 'federation'],
  },
  'dispenser/': {
    mask: [],
    upstream: [],
    consumer: ['upstream'],
    delivery: ['consumer'],
    injection: ['mask', 'upstream', 'consumer', 'delivery'],
    child: ['mask', 'delivery'],
    local: ['mask', 'delivery'],
  },
  'storage/': {
    sql: [],
    entities: ['sql'],
    migrations: ['sql', 'entities'],
    engine: ['sql', 'entities', 'migrations'],
    stores: ['sql', 'entities'],
  },
  'cli/': {
    command: [],
    audit: ['command'],
    keys: ['command'],
    consumer: ['command', 'keys'],
    doctor: ['command'],
    owner: ['command'],
    run: ['command'],
    serve: ['command'],
    token: ['command'],
    session: ['command'],
    login: ['command', 'session'],
    secret: ['command', 'session'],
    import: ['command', 'session'],
    directory: ['command', 'session'],
    completion: ['command'],
  },
};

/** The private half: the modules that hold an opening key or open with one. */
export const OPENING_HALF = /^crypto\/open\//;
/** The rooms of the commands that are clients of a gateway. */
export const CLIENT_ROOMS = /^cli\/(?:session|login|secret|import|directory)\//;
/** What works on the database of a machine. */
export const DATABASE_SIDE = /^(?:storage|services|backend)\//;
/** The only layers that may name the private half. */
export const OPENING_LAYERS = ['crypto', 'dispenser', 'client', 'cli keys'];
/** Nothing that the gateway process loads may load the private half, not even through other modules. */
export const SEALING_LAYERS = [
  'gateway',
  'graphql',
  'dialects',
  'auth',
  'http',
  'services',
  'storage',
  'backend',
  'config',
  'log',
];

/** The files that may touch the bytes of a value; elsewhere not even the names of the functions may occur. */
export const REVEALING_FILES =
  /^(?:crypto\/(?:seal|fingerprint)|core\/[^/]*value|core\/plaintext\.ts$|dispenser\/|client\/)/;
export const REVEALING_NAMES = ['revealPlaintext', 'reveal'];

/** Which layers may import a package. A name ending in `/*` stands for a scope. A package not listed is refused. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  typeorm: ['storage', 'ormconfig'],
  sqlite3: ['storage', 'ormconfig'],
  pg: ['storage', 'ormconfig'],
  'rate-limiter-flexible': ['storage'],
  graphql: ['graphql', 'playground app'],
  'type-graphql': ['graphql'],
  '@apollo/*': ['graphql'],
  '@as-integrations/*': ['graphql'],
  'graphql-scalars': ['graphql'],
  '@graphql-tools/*': ['graphql'],
  dataloader: ['graphql', 'dispenser'],
  fastify: ['http', 'graphql', 'dialects', 'dispenser', 'gateway'],
  '@fastify/*': ['graphql', 'dialects', 'dispenser', 'gateway'],
  ajv: ['dialects'],
  'fast-json-stringify': ['dialects'],
  jose: ['auth', 'dispenser'],
  hpke: ['crypto'],
  'libsodium-wrappers': ['crypto'],
  undici: ['dispenser', 'client'],
  otpauth: ['dispenser'],
  commander: ['cli', 'cli keys'],
  yaml: ['cli'],
  'prom-client': ['http'],
  'eventsource-parser': ['client'],
  '@graphql-typed-document-node/core': ['client'],
  'ipaddr.js': ['core'],
  'reflect-metadata': ['graphql', 'storage', 'ormconfig', 'gateway', 'main'],
  react: ['playground app'],
  'react-dom': ['playground app'],
  graphiql: ['playground app'],
  '@graphiql/*': ['playground app'],
  'monaco-editor': ['playground app'],
  'monaco-graphql': ['playground app'],
};

/** Core computes; it reads no file, opens no connection and starts no process. */
export const CORE_BUILTINS = ['assert', 'async_hooks', 'buffer', 'crypto', 'util'];

/** The largest file in lines. */
export const MAX_LINES = 250;

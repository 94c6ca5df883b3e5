#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Node opens its debugger on SIGUSR1 unless the signal has a handler. Nothing else is loaded before this line.
process.on('SIGUSR1', () => undefined);

const inherited = { ...process.env };
// graphql-js reads this variable when it is loaded. Unless it is `production`, every check of a type is slow.
process.env.NODE_ENV ??= 'production';
// With much memory, V8 lets the heap grow to almost three times the live data before it collects, so dead values stay in
// memory longer. Collecting at 1.4 times costs a few milliseconds in some thousand requests.
setFlagsFromString('--heap-growing-percent=40');
// Files that this process writes are for its owner alone.
const umask = process.umask(0o077);
// Child processes do not even have the moment before the handler is there.
const signalOption = '--disable-sigusr1';
const options = process.allowedNodeEnvironmentFlags.has(signalOption) ? [signalOption] : [];

void import('./cli/start.ts').then(({ startProgram }) =>
  startProgram({ inherited, umask, executable: [process.execPath, ...options, __filename] }),
);

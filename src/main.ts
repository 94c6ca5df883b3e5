#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { startProgram } from './cli/start';

// graphql-js reads it when it is loaded, and checks every type again and again unless it is production.
const inherited = { ...process.env };
process.env.NODE_ENV ??= 'production';
// On a machine with much memory V8 lets the heap grow to almost three times of what is alive before it collects, and
// what is garbage stays in memory as long. Collecting at 1.4 times costs a few milliseconds every some thousand requests.
setFlagsFromString('--heap-growing-percent=40');
// Whatever this process writes is for its owner alone.
const umask = process.umask(0o077);

void startProgram({ inherited, umask, executable: [process.execPath, __filename] });

#!/usr/bin/env node
import { startProgram } from './cli/start';

// graphql-js reads it when it is loaded, and checks every type again and again unless it is production.
const inherited = { ...process.env };
process.env.NODE_ENV ??= 'production';
// Whatever this process writes is for its owner alone.
const umask = process.umask(0o077);

void startProgram({ inherited, umask, executable: [process.execPath, __filename] });

import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, statSync } from 'node:fs';
import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import { mintToken } from '../crypto/token.format';
import { createPrivateFile } from '../files/private-file';
import type { KeptToken } from '../services/bootstrap.service';

/**
 * Makes a token for the first owner and writes it to a file of mode 0600, before the database knows it: a token that cannot
 * be kept is not made. It is never written to a stream, which may belong to a log collector.
 *
 * `settle` gives the file its name, or removes it. Until then the name has a random end, so that gateways that start at once
 * do not take each other's file.
 *
 * @throws ConfigError when the file cannot be written.
 */
export function makeOwnerToken({ ownerTokenFile: file }: Config): KeptToken {
  const text = mintToken('svc');
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    // Nothing could take the name of a folder.
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error('a folder');
    createPrivateFile(draft, `${text}\n`);
  } catch {
    throw new ConfigError(
      'SECRETS_GATEWAY_OWNER_TOKEN_FILE',
      'the token of the first owner cannot be written there; name another file, or choose the token with SECRETS_GATEWAY_BOOTSTRAP_TOKEN',
    );
  }
  return {
    text,
    settle: async (isValid) => {
      if (isValid) renameSync(draft, file);
      else rmSync(draft, { force: true });
    },
  };
}

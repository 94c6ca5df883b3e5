import type { Command } from 'commander';
import { askDispenser, dispenserUrlOf } from '../../backend/dispenser-state';
import type { Config } from '../../config/config';
import type { CommandContext } from '../command/command-context';
import { printedTable } from '../command/printed-text';
import { databaseFindings } from './database-findings';
import { fileFindings } from './file-findings';
import { type Finding, findingsAbout } from './finding';
import { keyFindings } from './key-findings';
import { ownershipFindings } from './ownership-findings';
import { settingFindings } from './setting-findings';

/** `doctor [--json]`. Changes nothing. The exit code is 1 when something fails. */
export function doctorCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Check what a gateway and a dispenser need on this machine: settings, rights of files, keys, the database, the clock and
the dispenser. Each line ends with what to do next. Changes nothing.`,
    )
    .option(
      '--json',
      'print one JSON array of objects with about, state (ok, warn or fail), message and next',
    )
    .action(async ({ json }: { json?: true }) => {
      const findings = await allFindings(context);
      context.stdout.write(json ? `${JSON.stringify(findings)}\n` : printedTable(findings.map(rowOf)));
      if (findings.some(({ state }) => state === 'fail')) context.exitCode = 1;
    });
}

function rowOf({ state, about, message, next }: Finding): string[] {
  return [state, about, next === undefined ? message : `${message}; ${next}`];
}

async function allFindings({ environment }: CommandContext): Promise<readonly Finding[]> {
  const { config, findings } = settingFindings(environment);
  if (config === undefined) return findings;
  const keys = keyFindings(config, environment);
  const database = await databaseFindings(config);
  const isUsable = database.every(({ state }) => state !== 'fail');
  return [
    ...findings,
    ...fileFindings(config),
    ...keys.findings,
    ...database,
    ...(isUsable && keys.sealingWith !== undefined ? await ownershipFindings(config, keys.opening) : []),
    await dispenserFinding(config, keys.sealingWith),
  ];
}

/** Asks the dispenser whether it can open what is sealed now. */
async function dispenserFinding(config: Config, sealingWith: string | undefined): Promise<Finding> {
  const { ok, warn, fail } = findingsAbout('dispenser');
  const url = dispenserUrlOf(config);
  if (url === undefined) {
    return warn('its address is not known here', 'set SECRETS_GATEWAY_DISPENSER_URL to have it checked');
  }
  const state = await askDispenser(url, sealingWith === undefined ? [] : [sealingWith]);
  if (state === 'ready') return ok(`ready at ${url}, and opens what is sealed now`);
  if (state === 'cannot open') {
    return fail(
      `the one at ${url} lacks the opening key of what is sealed now`,
      'give it the key, and restart it',
    );
  }
  if (state === 'not ready') return fail(`the one at ${url} is not ready`, 'see its log');
  return config.dispenser
    ? warn(`nothing answers at ${url}`, 'it runs while serve runs')
    : fail(`nothing answers at ${url}`, 'start it with "secrets-gateway dispense", or correct its address');
}

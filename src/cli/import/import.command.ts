import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { PutSecretDocument, type SecretRowFragment, SecretsDocument } from '../../client/generated/graphql';
import { type SentValue, sentValue } from '../../client/sent-value';
import { BadUserInput } from '../../core/errors';
import { SecretType } from '../../core/secret';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { ExitCode } from '../command/exit-code';
import { printedJson } from '../command/printed-text';
import { confirmed } from '../session/confirmation';
import { type Owner, type OwnerOptions, ownerOf, takeOwnerOptions } from '../session/owner';
import { rowsOf } from '../session/pages';
import { sealingKey } from '../session/sealing-key';
import { openSession, type Session } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { type ImportFormat, importFormats, readImport } from './import-file';
import { type PlannedImport, plannedImport, planTable } from './import-plan';

interface ImportOptions extends SessionOptions, OwnerOptions {
  readonly format?: ImportFormat;
  readonly dryRun?: true;
  readonly onlyNew?: true;
  readonly partial?: true;
  readonly sealedByGateway?: true;
  readonly note?: string;
  readonly yes?: true;
}

interface Sealed {
  readonly planned: PlannedImport;
  readonly sent: SentValue;
}

/** `import [file]`: creates secrets, or new versions of them, from a file of another tool. */
export function importCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description(
      `Import secrets from a file: .env, JSON, YAML, or an export of Infisical, Doppler, Vault, GitHub or Kubernetes. A table
shows first what would be done. Values are sealed on this machine. Each secret is set by itself: if one fails, those before it
are imported, and the command says so.`,
    )
    .argument('[file]', 'the file (default: standard input)')
    .addOption(
      new Option(
        '--format <format>',
        'the format (default: by the name and the beginning of the file)',
      ).choices(importFormats),
    )
    .option('--dry-run', 'show the table and change nothing')
    .option('--only-new', 'leave out names that there are already')
    .option('--partial', 'import the others if entries are refused')
    .option('--sealed-by-gateway', 'send the values to the gateway, which seals them')
    .option('--note <text>', 'a note for the secrets that are created')
    .option('--yes', 'do not ask')
    .action(async (file: string | undefined, options: ImportOptions) => {
      const session = await openSession(context, options);
      const owner = await ownerOf(session, options);
      const entries = await readImport(context, file, options.format);
      const existing = await secretsOf(session, owner);
      const plan = plannedImport(entries, existing, options.onlyNew ?? false);
      const key = options.sealedByGateway ? undefined : await sealingKey(session);
      const { checked, sealed } = await sealedPlan(plan, key);
      const shown = checked.map(({ name, state, place, reason }) => ({ name, state, place, reason }));
      context.stdout.write(options.json ? printedJson(shown) : planTable(checked));
      const refused = checked.filter(({ state }) => state === 'refused').length;
      if (refused > 0 && !options.partial) {
        throw new CommandError(
          `nothing was imported, because ${refused} of ${checked.length} entries are refused; correct them, or add --partial`,
          ExitCode.REFUSED,
        );
      }
      if (options.dryRun || sealed.length === 0) {
        context.stderr.write(`nothing was imported; ${sealed.length} would be\n`);
        return;
      }
      await confirmed(context, `Import ${sealed.length} secrets`, options.yes, { isFinal: false });
      await importAll(context, session, owner, sealed, options.note);
    });
  takeExamples(
    command,
    'secrets-gateway import .env --dry-run',
    'secrets-gateway import .env --team platform --yes',
    'infisical export --format=json | secrets-gateway import --yes',
    'vault kv get -format=json secret/app | secrets-gateway import --only-new --yes',
  );
}

async function secretsOf(session: Session, { access, teamId }: Owner): Promise<SecretRowFragment[]> {
  const { id: organizationId } = await session.organization();
  const filter = { access: [access], ...(teamId && { teamId }) };
  return rowsOf(async (page) => {
    const sent = { organizationId, filter, ...page };
    return (await session.connection.send(SecretsDocument, sent)).organization?.secrets;
  });
}

/** Seals all values before the first is sent. A value that breaks a rule is refused; an empty one is left out. */
async function sealedPlan(
  plan: readonly PlannedImport[],
  key: Awaited<ReturnType<typeof sealingKey>> | undefined,
): Promise<{ checked: PlannedImport[]; sealed: Sealed[] }> {
  const checked: PlannedImport[] = [];
  const sealed: Sealed[] = [];
  for (const planned of plan) {
    const { value, existing, ...rest } = planned;
    if (value === undefined) {
      checked.push(planned);
      continue;
    }
    const { type = SecretType.KEY_VALUE, isFile = false } = existing ?? {};
    try {
      sealed.push({ planned, sent: await sentValue(value, { type, isFile }, key) });
      checked.push(planned);
    } catch (error) {
      if (!(error instanceof BadUserInput)) throw error;
      const isEmpty = error.message.includes('at least 1 byte');
      checked.push(
        isEmpty
          ? { ...rest, state: 'left out', reason: 'its value is empty' }
          : { ...rest, state: 'refused', reason: error.message.replace(/^value: /, '') },
      );
    }
  }
  return { checked, sealed };
}

async function importAll(
  context: CommandContext,
  session: Session,
  owner: Owner,
  sealed: readonly Sealed[],
  note: string | undefined,
): Promise<void> {
  const { id: organizationId } = await session.organization();
  let done = 0;
  const progress = (end: string) => context.stderr.write(`imported ${done} of ${sealed.length}${end}`);
  const isShown = 'isTTY' in context.stderr && context.stderr.isTTY === true;
  for (const { planned, sent } of sealed) {
    const { name, existing } = planned;
    const input = {
      organizationId,
      name,
      ...owner,
      ...sent,
      ...(existing && { expectedVersion: existing.version }),
      ...(!existing && note !== undefined && { note }),
      // The same input can be sent again after a lost connection.
      idempotencyKey: randomUUID(),
    };
    try {
      await session.connection.send(PutSecretDocument, { input });
    } catch (error) {
      progress(`; "${name}" failed, and nothing behind it was sent\n`);
      throw error;
    }
    done += 1;
    if (isShown) progress('\r');
  }
  progress('\n');
}

import { type Command, InvalidArgumentError } from 'commander';
import type { Backend } from '../../backend/backend';
import type { ChainVerdict } from '../../services/audit.queries';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { withBackend } from '../command/operator';
import { operatorConfig } from '../command/operator-config';
import { printable } from '../command/printed-text';

/** A head that the operator kept elsewhere: the link that the chain must have at this event. */
interface ExpectedHead {
  readonly chainId: string;
  readonly sequence: number;
  /** Hex. */
  readonly link: string;
}

type FirstBad = NonNullable<ChainVerdict['firstBad']>;

const REASONS: Readonly<Record<FirstBad['reason'], string>> = {
  edited: 'is not as it was written',
  missing: 'is missing',
  entry: 'is not the one that the chain of the instance names',
  head: 'is not the last event of the chain: later events were removed, or the head was changed',
};

/** `audit verify [--expect chain=head …]` @throws CommandError that names the first bad event of each chain. */
export function auditVerifyCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Check every chain from its first event to its head. Prints a line for each chain: its id, the number of events and the
head. Keep the heads elsewhere. With --expect, the command also finds a chain that was shortened together with its head.`,
    )
    .option('--expect <chain=head...>', 'a chain and its head, as printed by an earlier check', expectedHead)
    .action(async ({ expect = [] }: { expect?: readonly ExpectedHead[] }) => {
      const bad = await withBackend(
        operatorConfig(context),
        async (backend) => {
          const verdicts = await backend.services.auditEvents.verify();
          for (const verdict of verdicts) context.stdout.write(lineOf(verdict));
          const broken = verdicts.flatMap(({ chainId, firstBad }) =>
            firstBad ? [reasonOf(chainId, firstBad)] : [],
          );
          return [...broken, ...(await unmet(backend, verdicts, expect))];
        },
        { migrate: false, verifyingChains: true },
      );
      if (bad.length > 0) throw new CommandError(`the audit log is not as it was written: ${bad.join('; ')}`);
    });
}

function lineOf({ chainId, verified, head, firstBad }: ChainVerdict): string {
  const state = firstBad ? `BAD event ${firstBad.sequence} ${firstBad.reason}` : head;
  return printable(`${chainId}  ${verified} events  ${state}`).concat('\n');
}

function reasonOf(chainId: string, { sequence, reason }: FirstBad): string {
  return `event ${sequence} of ${chainId} ${REASONS[reason]}`;
}

/** The reasons why chains do not contain the expected heads. Chains with a bad event are skipped: they are reported already. */
async function unmet(
  { stores }: Backend,
  verdicts: readonly ChainVerdict[],
  expected: readonly ExpectedHead[],
): Promise<readonly string[]> {
  const sound = new Map(verdicts.map((verdict) => [verdict.chainId, verdict]));
  const reasons: string[] = [];
  for (const { chainId, sequence, link } of expected) {
    const verdict = sound.get(chainId);
    if (verdict?.firstBad !== undefined) continue;
    if (verdict === undefined || verdict.verified < sequence) {
      reasons.push(reasonOf(chainId, { sequence: (verdict?.verified ?? 0) + 1, reason: 'missing' }));
      continue;
    }
    const [stored] = await stores.audit.stream(stores.database.reader, chainId, sequence, 1);
    const found = stored?.event.sequence === sequence ? Buffer.from(stored.link).toString('hex') : undefined;
    if (found !== link) reasons.push(`event ${sequence} of ${chainId} is not the expected one`);
  }
  return reasons;
}

function expectedHead(text: string, before: readonly ExpectedHead[] = []): readonly ExpectedHead[] {
  const [, chainId, sequence, link] = /^([a-z0-9-]{1,40})=(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (chainId === undefined || sequence === undefined || link === undefined) {
    throw new InvalidArgumentError('Give a chain and its head as printed by audit verify: org-…=12:3f….');
  }
  return [...before, { chainId, sequence: Number(sequence), link }];
}

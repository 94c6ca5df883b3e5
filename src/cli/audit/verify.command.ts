import { type Command, InvalidArgumentError } from 'commander';
import type { Backend } from '../../backend/backend';
import { readConfig } from '../../config/config';
import type { ChainVerdict } from '../../services/audit.queries';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';
import { withBackend } from '../operator';
import { printable } from '../printed-text';

/** A head that was noted elsewhere: what the chain must have had as its event of that number. */
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
  head: 'is not where the chain ends: events behind it were removed, or the head was changed',
};

/** `audit verify [--expect chain=head …]` */
export function auditVerifyCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Check every chain from its first event to its head. Prints a line for each: its id, the number of events, its head.
Keep the heads elsewhere: given back with --expect they also show a chain that was cut back together with its head.`,
    )
    .option('--expect <chain=head...>', 'a chain and the head it had, as printed before', expectedHead, [])
    .action(async (options: { expect: readonly ExpectedHead[] }) => {
      const bad = await withBackend(
        readConfig(context.environment),
        async (backend) => {
          const verdicts = await backend.services.auditEvents.verify();
          for (const verdict of verdicts) context.stdout.write(lineOf(verdict));
          const broken = verdicts.flatMap(({ chainId, firstBad }) =>
            firstBad ? [reasonOf(chainId, firstBad)] : [],
          );
          return [...broken, ...(await unmet(backend, verdicts, options.expect))];
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

/** The chain itself is sound by now; what it had at that place tells whether it is the chain that was noted. */
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
    if (found !== link) reasons.push(`event ${sequence} of ${chainId} is not the one that was noted`);
  }
  return reasons;
}

function expectedHead(text: string, before: readonly ExpectedHead[]): readonly ExpectedHead[] {
  const [, chainId, sequence, link] = /^([a-z0-9-]{1,40})=(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (chainId === undefined || sequence === undefined || link === undefined) {
    throw new InvalidArgumentError('Give a chain and its head as printed by audit verify: org-…=12:3f….');
  }
  return [...before, { chainId, sequence: Number(sequence), link }];
}

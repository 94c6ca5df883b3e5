import type { FastifyInstance } from 'fastify';
import { SecretType } from '../../core/secret';
import { WayOut } from '../../core/way-out';
import type { UsableSecret } from '../../services/consumption.queries';
import { answerConsumer, type ConsumerRouteParts } from '../consumer/consumer.route';
import { SecretRefused } from '../consumer/consumer-refusal';
import { byName, type SelectionParts, withSelection } from './consumer-selection';
import { codesNamedAt } from './delivery-kind';
import { type DeliveryMaker, workOf } from './delivery-maker';
import { foldedNames, readCodesRequest, type WantedName } from './delivery-request';

/** What the route works with. */
export interface CodeRouteParts extends ConsumerRouteParts, SelectionParts {
  readonly maker: DeliveryMaker;
}

/**
 * Registers `POST /codes`: the current codes of TOTP secrets, sealed like a delivery. Answers with all that are named,
 * or none.
 */
export function registerCodes(app: FastifyInstance, parts: CodeRouteParts): void {
  app.post('/codes', async (request) =>
    answerConsumer(parts, request, 'code.refuse', async (known, body) => {
      const wanted = readCodesRequest(body);
      const codes = await withSelection(
        parts,
        known,
        request.origin.address,
        foldedNames(wanted),
        async (current, { items }) => {
          const chosen = chosenSeeds(wanted, items);
          const kind = codesNamedAt((secretId) => chosen.get(secretId)?.path ?? '');
          return parts.maker.deliver(
            current,
            items.filter(({ secret }) => chosen.has(secret.id)),
            request.origin,
            kind,
          );
        },
      );
      await request.meter?.charge(workOf(codes));
      return codes;
    }),
  );
}

/**
 * The first name for each secret, by its id.
 *
 * @throws SecretRefused for a name that is not that of exactly one TOTP secret, or whose codes are not given out.
 */
function chosenSeeds(
  wanted: readonly WantedName[],
  items: readonly UsableSecret[],
): ReadonlyMap<string, WantedName> {
  const found = byName(items);
  const chosen = new Map<string, WantedName>();
  for (const each of wanted) {
    const { id } = seedOf(found(each), each);
    if (!chosen.has(id)) chosen.set(id, each);
  }
  return chosen;
}

function seedOf(usable: readonly UsableSecret[], { path }: WantedName): UsableSecret['secret'] {
  const [only, another] = usable;
  if (only === undefined) throw new SecretRefused('SECRET_NOT_FOUND', path);
  if (another !== undefined) throw new SecretRefused('SECRET_AMBIGUOUS', path);
  const { secret, waysOut } = only;
  if (secret.type !== SecretType.TOTP) throw new SecretRefused('NOT_TOTP', path, secret.id);
  if (!waysOut.includes(WayOut.CODE)) throw new SecretRefused('WAY_OUT', path, secret.id);
  return secret;
}

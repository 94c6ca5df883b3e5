import { createHash, randomBytes } from 'node:crypto';
import { ALL_PERMISSIONS, type BuiltInRole, type Permission } from '../../src/core/permission';
import { InstancePermit, operatorPrincipal, Permit } from '../../src/core/policy';
import { OPERATOR_ID, type Origin, type Principal } from '../../src/core/principal';
import type { Quota } from '../../src/core/quota';
import type { TokenRules } from '../../src/core/token';
import { ChainKey } from '../../src/crypto/chain';
import { KeyRing } from '../../src/crypto/key-ring';
import { Opener } from '../../src/crypto/open/open';
import { OpeningKey } from '../../src/crypto/open/opening-key';
import { publicHalf } from '../../src/crypto/open/opening-key-pair';
import type { SealingKeyRing } from '../../src/crypto/sealing-key';
import { type Services, servicesOf } from '../../src/services/services';
import { Database } from '../../src/storage/database';
import { type Stores, storesOf } from '../../src/storage/stores';

const HOUR_MS = 3_600_000;

/** Where the requests of tests come from, unless they say otherwise. */
export const TEST_ORIGIN: Origin = { requestId: 'request-of-a-test', address: '127.0.0.1' };
/** The token of the first owner, in every database that {@link TestBackend.owner} has set up. */
export const OWNER_TOKEN = 'the-token-of-the-first-owner-in-tests';

/** Somebody who has signed in: a principal with the grants it had then. */
export interface Caller {
  readonly token: string;
  readonly principal: Principal;
  /** Where its permits are for: the organization its token was made for. */
  readonly organizationId: string;
  /** @throws NotFound, Forbidden as policy decides. */
  permit(permission: Permission, organizationId?: string): Permit;
  /** @throws Forbidden */
  instancePermit(permission: Permission): InstancePermit;
}

/** Whoever makes a service user. */
type Maker = Pick<Caller, 'organizationId' | 'permit'>;

/** What a {@link TestBackend} can be opened with. */
export interface TestBackendOptions {
  /** Key generations, the current one first. The same one each time when left out. */
  readonly openingKeys?: readonly OpeningKey[];
  readonly sealedBoxGraceMs?: number;
  readonly tokenRules?: Partial<TokenRules>;
  readonly quota?: Quota;
  /** How long deleted secrets can be restored; not at all when left out. */
  readonly recoveryDays?: number;
  /** Changes the stores before the services are made, to inject faults. */
  readonly stores?: (stores: Stores) => Stores;
}

/** The services over a database of a test, with the private half of their keys. */
export interface TestBackend {
  readonly stores: Stores;
  readonly services: Services;
  readonly opener: Opener;
  readonly sealingKeys: SealingKeyRing;
  readonly chainKey: ChainKey;
  /** What went wrong in work that no request waits for. */
  readonly faults: readonly unknown[];
  /** The owner of the organization `default`, which is made when the database is empty. */
  owner(): Promise<Caller>;
  /** Signs in again, as the next request would. @throws Unauthenticated */
  signIn(token: string, origin?: Origin): Promise<Caller>;
  /**
   * A new service user with a built-in role, or with a role of its own that has these permissions.
   *
   * @param by who makes it and its token; the operator in `default` when left out.
   */
  newServiceUser(role: BuiltInRole | readonly Permission[], by?: Maker): Promise<Caller>;
  /** The only member, and owner, of a new organization. */
  newOrganization(): Promise<Caller>;
  /** The id of a role by its name, in the caller's organization. */
  roleId(caller: Caller, name: string): Promise<string>;
  close(): Promise<void>;
}

/** A key generation that anybody can compute from its name. */
export function testOpeningKey(name: string, createdAt = new Date('2026-01-31T08:00:00.000Z')): OpeningKey {
  const digest = createHash('sha256').update(`test only ${name}`).digest();
  return new OpeningKey(`key-0${digest.toString('hex').slice(0, 25)}`, digest, createdAt);
}

/** Opens and migrates the database. Several may be open on one URL at once, as several gateways are. */
export async function openTestBackend(url: string, options: TestBackendOptions = {}): Promise<TestBackend> {
  const openingKeys = options.openingKeys ?? [testOpeningKey('backend')];
  const sealingKeys = new KeyRing(await Promise.all(openingKeys.map(publicHalf)));
  const chainKey = ChainKey.parse(
    `audit-key-1 ${createHash('sha256').update('test only audit').digest('base64url')}`,
  );
  const database = await Database.open({ url });
  await database.migrate();
  const stores = (options.stores ?? ((same: Stores) => same))(storesOf(database));
  const faults: unknown[] = [];
  const services = servicesOf({
    stores,
    sealingKeys,
    chainKey,
    tokenRules: { maxDays: 0, fromLogin: false, ...options.tokenRules },
    sealedBoxGraceMs: options.sealedBoxGraceMs ?? 24 * HOUR_MS,
    ...(options.quota && { quota: options.quota }),
    recoveryDays: options.recoveryDays ?? 0,
    onFault: (error) => faults.push(error),
  });
  const signIn = async (token: string, origin = TEST_ORIGIN) => {
    const principal = await services.authentication.ofToken(token, origin);
    // The first use of a token is written down in the background: here, before the test goes on.
    await services.authentication.settle();
    return callerOf(token, principal);
  };
  const owner = async () => {
    await services.bootstrap.run(OWNER_TOKEN);
    return signIn(OWNER_TOKEN);
  };
  const roleId = async (organizationId: string, name: string) => {
    const role = await stores.roles.findByName(database.reader, organizationId, name.toLowerCase());
    if (role === undefined) throw new Error(`there is no role ${name}`);
    return role.id;
  };
  let made = 0;
  const unused = (noun: string) => `${noun}-${randomBytes(4).toString('hex')}-${++made}`;
  const newServiceUser = async (role: BuiltInRole | readonly Permission[], by?: Maker) => {
    const maker = by ?? operatorOf((await owner()).organizationId);
    const permissions = typeof role === 'string' ? undefined : role;
    const given =
      permissions &&
      (await services.roles.create(maker.permit('MANAGE_MEMBERS'), { name: unused('role'), permissions }));
    const { issued } = await services.serviceUsers.create(maker.permit('MANAGE_SERVICE_USERS'), {
      name: unused('service'),
      roleId: given?.id ?? (await roleId(maker.organizationId, role as BuiltInRole)),
    });
    return signIn(issued.text);
  };
  const newOrganization = async () => {
    // The first one is `default`, as anywhere.
    await owner();
    const slug = unused('org');
    const { id } = await services.organizations.create(
      instancePermitOf(operatorPrincipal(undefined, [], TEST_ORIGIN.requestId), 'CREATE_ORGANIZATION'),
      { slug, name: slug },
    );
    const maker = operatorOf(id);
    const caller = await newServiceUser('OWNER', maker);
    const founding = await stores.memberships.findOf(database.reader, id, OPERATOR_ID);
    await services.members.delete(maker.permit('MANAGE_MEMBERS'), founding?.id ?? '');
    return caller;
  };
  return {
    stores,
    services,
    sealingKeys,
    chainKey,
    faults,
    owner,
    signIn,
    newServiceUser,
    newOrganization,
    roleId: ({ organizationId }, name) => roleId(organizationId, name),
    opener: new Opener(new KeyRing(openingKeys)),
    close: async () => {
      await services.authentication.settle();
      await database.close();
    },
  };
}

function callerOf(token: string, principal: Principal): Caller {
  const organizationId = principal.homeOrganizationId ?? '';
  return {
    token,
    principal,
    organizationId,
    permit: (permission, at = organizationId) => permitOf(principal, permission, at),
    instancePermit: (permission) => instancePermitOf(principal, permission),
  };
}

/** The person at the machine: what it makes does not depend on what anybody else may do. */
export function operatorOf(organizationId: string): Maker {
  const principal = operatorPrincipal(organizationId, ALL_PERMISSIONS, TEST_ORIGIN.requestId);
  return { organizationId, permit: (permission) => permitOf(principal, permission, organizationId) };
}

function permitOf(principal: Principal, permission: Permission, organizationId: string): Permit {
  const decision = Permit.decide(principal, permission, organizationId);
  if (!(decision instanceof Permit)) throw decision;
  return decision;
}

function instancePermitOf(principal: Principal, permission: Permission): InstancePermit {
  const decision = InstancePermit.decide(principal, permission);
  if (!(decision instanceof InstancePermit)) throw decision;
  return decision;
}

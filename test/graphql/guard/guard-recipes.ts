import { generateKeyPairSync } from 'node:crypto';
import type { GuardWorld } from './guard-world';

/** Creates the input for one call of a mutation, which succeeds for a caller with the permission. */
type Recipe = (world: GuardWorld, unused: string) => object | Promise<object>;

/**
 * How to call each field of Mutation. For each call, the first owner creates what the call would delete. A name after a
 * slash distinguishes variants that policy treats differently.
 */
export const MUTATION_RECIPES: Readonly<Record<string, Recipe>> = {
  addTeamMember: async (world) => ({
    id: world.teamId,
    membershipId: (await freshMember(world)).membershipId,
  }),
  'createConsumer/ORGANIZATION': ({ organizationId }, name) => ({
    organizationId,
    name,
    publicKey: newKey(),
  }),
  'createConsumer/PERSONAL': ({ organizationId }, name) => ({
    organizationId,
    name,
    publicKey: newKey(),
    isPersonal: true,
  }),
  createMembership: async (world) => {
    const { principalId, membershipId } = await freshMember(world);
    await run(world, 'deleteMembership', { id: membershipId }, 'deletedMembershipId');
    return { organizationId: world.organizationId, principalId, roleId: world.emptyRoleId };
  },
  createOrganization: (_, unused) => ({ slug: unused, name: unused }),
  createRepository: ({ organizationId }, name) => ({ organizationId, name }),
  createRole: ({ organizationId }, name) => ({ organizationId, name, permissions: [] }),
  'createSecret/ORGANIZATION': secret('ORGANIZATION'),
  'createSecret/TEAM': secret('TEAM'),
  'createSecret/PERSONAL': secret('PERSONAL'),
  createServiceUser: ({ organizationId, emptyRoleId }, name) => ({
    organizationId,
    name,
    roleId: emptyRoleId,
  }),
  createTeam: ({ organizationId }, name) => ({ organizationId, name }),
  'createToken/own': ({ organizationId }, name) => ({ organizationId, name }),
  'createToken/service user': ({ organizationId, serviceUserId }, name) => ({
    organizationId,
    name,
    principalId: serviceUserId,
  }),
  'deleteConsumer/ORGANIZATION': (world, name) => freshConsumer(world, name, false),
  'deleteConsumer/PERSONAL of another': (world, name) => freshConsumer(world, name, true),
  deleteMembership: async (world) => ({ id: (await freshMember(world)).membershipId }),
  // Only its creator belongs to a new organization. The service refuses a wrong slug after the guard.
  deleteOrganization: ({ organizationId }) => ({ id: organizationId, confirmSlug: 'wrong' }),
  deleteRepository: fresh('createRepository', 'repository'),
  deleteRole: fresh('createRole', 'role', { permissions: [] }),
  'deleteSecret/ORGANIZATION': async (world, name) => ({
    id: await freshSecret(world, name, 'ORGANIZATION'),
  }),
  'deleteSecret/TEAM': async (world, name) => ({ id: await freshSecret(world, name, 'TEAM') }),
  'deleteSecret/PERSONAL of another': async (world, name) => ({
    id: await freshSecret(world, name, 'PERSONAL'),
  }),
  deleteServiceUser: async (world) => ({ id: (await freshMember(world)).principalId }),
  deleteTeam: fresh('createTeam', 'team'),
  'destroySecret/ORGANIZATION': deleted('ORGANIZATION'),
  'destroySecret/TEAM': deleted('TEAM'),
  'destroySecret/PERSONAL of another': deleted('PERSONAL'),
  'putSecret/ORGANIZATION': secret('ORGANIZATION'),
  'putSecret/TEAM': secret('TEAM'),
  'putSecret/PERSONAL': secret('PERSONAL'),
  removeTeamMember: async (world) => {
    const input = { id: world.teamId, membershipId: (await freshMember(world)).membershipId };
    await run(world, 'addTeamMember', input, 'membership { id }');
    return input;
  },
  'restoreSecret/ORGANIZATION': deleted('ORGANIZATION'),
  'restoreSecret/TEAM': deleted('TEAM'),
  'restoreSecret/PERSONAL of another': deleted('PERSONAL'),
  revokeToken: freshToken,
  transferToken: freshToken,
  'rollbackSecret/ORGANIZATION': rollback('ORGANIZATION'),
  'rollbackSecret/TEAM': rollback('TEAM'),
  'rollbackSecret/PERSONAL of another': rollback('PERSONAL'),
  'rotateConsumerKey/ORGANIZATION': async (world, name) => ({
    ...(await freshConsumer(world, name, false)),
    publicKey: newKey(),
  }),
  'rotateConsumerKey/PERSONAL of another': async (world, name) => ({
    ...(await freshConsumer(world, name, true)),
    publicKey: newKey(),
  }),
  'updateConsumer/ORGANIZATION': async (world, name) => ({
    ...(await freshConsumer(world, name, false)),
    addressRanges: [],
  }),
  'updateConsumer/PERSONAL of another': async (world, name) => ({
    ...(await freshConsumer(world, name, true)),
    addressRanges: [],
  }),
  updateMembership: async (world) => ({
    id: (await freshMember(world)).membershipId,
    roleId: world.emptyRoleId,
  }),
  updateOrganization: ({ organizationId }) => ({ id: organizationId, name: 'Default' }),
  updateRepository: async (world, name) => ({
    ...(await fresh('createRepository', 'repository')(world, name)),
    isPrivate: false,
  }),
  updateRole: async (world, name) => ({
    ...(await fresh('createRole', 'role', { permissions: [] })(world, name)),
    permissions: [],
  }),
  'updateSecret/ORGANIZATION': async (world, name) => ({
    id: await freshSecret(world, name, 'ORGANIZATION'),
    note: 'changed',
  }),
  'updateSecret/TEAM': async (world, name) => ({
    id: await freshSecret(world, name, 'TEAM'),
    note: 'changed',
  }),
  'updateSecret/PERSONAL of another': async (world, name) => ({
    id: await freshSecret(world, name, 'PERSONAL'),
    note: 'changed',
  }),
  updateServiceUser: async (world, name) => ({ id: (await freshMember(world)).principalId, name }),
  updateTeam: async (world, name) => ({
    ...(await fresh('createTeam', 'team')(world, name)),
    name: `${name}-2`,
  }),
  updateToken: async (world, name) => ({ ...(await freshToken(world, name)), name: 'renamed' }),
};

/** Calls a mutation as the first owner and returns its payload. */
async function run(world: GuardWorld, mutation: string, input: object, selection: string) {
  const { gateway } = world;
  const type = mutation.endsWith('TeamMember')
    ? 'TeamMember'
    : mutation[0]!.toUpperCase() + mutation.slice(1);
  const query = `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { ${selection} } }`;
  return (await gateway.data(query, { input }))[mutation];
}

function fresh(mutation: string, noun: string, more: object = {}) {
  return async (world: GuardWorld, name: string): Promise<{ id: string }> => {
    const input = { organizationId: world.organizationId, name, ...more };
    return { id: (await run(world, mutation, input, `${noun} { id }`))[noun].id };
  };
}

function freshConsumer(world: GuardWorld, name: string, isPersonal: boolean): Promise<{ id: string }> {
  return fresh('createConsumer', 'consumer', { publicKey: newKey(), isPersonal })(world, name);
}

/** The public key of a workload, in base64url. */
export function newKey(): string {
  return generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x!;
}

function secret(access: string): Recipe {
  return ({ organizationId, teamId }, name) => ({
    organizationId,
    name,
    value: 'v',
    access,
    ...(access === 'TEAM' && { teamId }),
  });
}

async function freshSecret(world: GuardWorld, name: string, access: string): Promise<string> {
  return (await run(world, 'createSecret', await secret(access)(world, name), 'secret { id }')).secret.id;
}

function rollback(access: string): Recipe {
  return async (world, name) => {
    const id = await freshSecret(world, name, access);
    await run(world, 'updateSecret', { id, value: 'newer' }, 'secret { id }');
    return { id, toVersion: 1 };
  };
}

function deleted(access: string): Recipe {
  return async (world, name) => {
    const id = await freshSecret(world, name, access);
    await run(world, 'deleteSecret', { id }, 'deletedSecretId');
    return { id };
  };
}

function freshMember({ gateway }: GuardWorld) {
  return gateway.makeCaller([]);
}

async function freshToken(world: GuardWorld, name: string): Promise<{ id: string }> {
  const { organizationId, serviceUserId: principalId } = world;
  return {
    id: (await run(world, 'createToken', { organizationId, principalId, name }, 'token { id }')).token.id,
  };
}

import { createHash } from 'node:crypto';
import type { AuditEvent } from '../../src/core/audit-event';
import { newId } from '../../src/core/id';
import type { Membership } from '../../src/core/membership';
import type { Organization } from '../../src/core/organization';
import type { PageRequest } from '../../src/core/page';
import type { ServiceUser, User } from '../../src/core/principal';
import type { Role } from '../../src/core/role';
import type { Team } from '../../src/core/team';
import type { Token } from '../../src/core/token';

/** A time with milliseconds that are not zero, so that a store that cuts them off is noticed. */
export const NOW = new Date('2026-01-02T03:04:05.678Z');

/** That many milliseconds after {@link NOW}. */
export function later(milliseconds: number): Date {
  return new Date(NOW.getTime() + milliseconds);
}

/** The first page of this size. */
export function first(size: number, more: Partial<PageRequest> = {}): PageRequest {
  return { size, backward: false, after: undefined, before: undefined, ...more };
}

/** 32 bytes that only this text gives. */
export function digestOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}

/** A new organization; `more` says what is special about it. */
export function organizationOf(more: Partial<Organization> = {}): Organization {
  const id = newId('org');
  const all = { keepVersions: null, keepDays: null };
  return { id, slug: id, name: 'Example', createdAt: NOW, updatedAt: NOW, ...all, ...more };
}

/** A new role. */
export function roleOf(organizationId: string, name: string, more: Partial<Role> = {}): Role {
  return {
    id: newId('role'),
    organizationId,
    name,
    permissions: ['VIEW_SECRETS', 'USE_SECRETS'],
    isBuiltIn: false,
    createdAt: NOW,
    updatedAt: NOW,
    ...more,
  };
}

/** A new membership of a principal. */
export function membershipOf(role: Role, principalId: string, more: Partial<Membership> = {}): Membership {
  return {
    id: newId('member'),
    organizationId: role.organizationId,
    principalId,
    roleId: role.id,
    createdAt: NOW,
    updatedAt: NOW,
    ...more,
  };
}

/** A new team. */
export function teamOf(organizationId: string, name: string): Team {
  return { id: newId('team'), organizationId, name, createdAt: NOW, updatedAt: NOW };
}

/** A new user. */
export function userOf(name: string): User {
  return { id: newId('user'), name, email: `${name}@example.org`, createdAt: NOW };
}

/** A new service user. */
export function serviceUserOf(
  organizationId: string,
  name: string,
  more: Partial<ServiceUser> = {},
): ServiceUser {
  return {
    id: newId('svc'),
    organizationId,
    name,
    mayCreateOrganizations: false,
    createdAt: NOW,
    createdBy: 'operator',
    updatedAt: NOW,
    ...more,
  };
}

/** A new token of a principal. */
export function tokenOf(organizationId: string, principalId: string, more: Partial<Token> = {}): Token {
  return {
    id: newId('token'),
    organizationId,
    principalId,
    name: 'token',
    createdAt: NOW,
    createdBy: 'operator',
    makers: [],
    parentId: null,
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    ...more,
  };
}

/** An audit event at a place of a chain. */
export function eventOf(chainId: string, sequence: number, more: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: newId('event'),
    organizationId: chainId,
    sequence,
    at: later(sequence),
    principalId: 'user-1',
    principalKind: 'USER',
    action: 'secret.create',
    subjectId: 'secret-1',
    outcome: 'ALLOWED',
    requestId: 'request-1',
    address: '127.0.0.1',
    detail: { name: 'KEY', version: 1, isFile: false, note: null },
    ...more,
  };
}

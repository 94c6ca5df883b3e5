import { type MemberRowFragment, MembersDocument, RolesDocument } from '../../client/generated/graphql';
import { chosen } from '../session/owner';
import { rowsOf } from '../session/pages';
import type { Session } from '../session/session';

/** A membership with the name of its user or service user. */
export type NamedMember = MemberRowFragment & { readonly name: string };

/** All memberships of the organization. @throws GatewayFailure; CommandError. */
export async function membersOf(session: Session): Promise<NamedMember[]> {
  const { id: organizationId } = await session.organization();
  const rows = await rowsOf(
    async (page) =>
      (await session.connection.send(MembersDocument, { organizationId, ...page })).organization?.members,
  );
  return rows.map((row) => ({ ...row, name: row.principal?.name ?? '' }));
}

/** The membership with this id, or whose user or service user has this name or id. @throws CommandError; GatewayFailure. */
export async function memberNamed(session: Session, named: string): Promise<NamedMember> {
  const members = await membersOf(session);
  return members.find(({ principal }) => principal?.id === named) ?? chosen(members, named, 'member');
}

/** The id of the role with this name or id. @throws CommandError; GatewayFailure. */
export async function roleId(session: Session, named: string): Promise<string> {
  const { id: organizationId } = await session.organization();
  const roles = await rowsOf(
    async (page) =>
      (await session.connection.send(RolesDocument, { organizationId, ...page })).organization?.roles,
  );
  return chosen(roles, named, 'role').id;
}

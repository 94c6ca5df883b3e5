import { AuditEventResolver, AuditLogResolver } from './audit-event.resolver';
import { ConsumerMutation } from './consumer.mutation';
import { ConsumerListResolver, ConsumerResolver, SecretUseResolver } from './consumer.resolver';
import { DeletedSecretMutation } from './deleted-secret.mutation';
import { DeletedSecretListResolver, DeletedSecretResolver } from './deleted-secret.resolver';
import { DialectNameResolver, SecretDialectsResolver } from './dialect.resolver';
import { MembershipMutation } from './membership.mutation';
import { MembershipListResolver, MembershipResolver } from './membership.resolver';
import { NodeResolver } from './node.resolver';
import { OrganizationMutation } from './organization.mutation';
import { OrganizationResolver } from './organization.resolver';
import { ServiceUserListResolver, ServiceUserResolver, UserResolver } from './principal.resolver';
import { RepositoryMutation } from './repository.mutation';
import { RepositoryListResolver, RepositoryResolver } from './repository.resolver';
import { RoleMutation } from './role.mutation';
import { RoleListResolver, RoleResolver } from './role.resolver';
import { SecretMutation } from './secret.mutation';
import { SecretResolver, SecretVersionResolver } from './secret.resolver';
import { SecretListResolver } from './secret-list.resolver';
import { ServiceUserMutation } from './service-user.mutation';
import { TeamMutation } from './team.mutation';
import { TeamListResolver, TeamResolver } from './team.resolver';
import { TokenMutation } from './token.mutation';
import { TokenResolver } from './token.resolver';
import { ViewerResolver } from './viewer.resolver';

/** All resolver classes. A field is in the schema only if its class is in this list. */
export const RESOLVERS = [
  AuditEventResolver,
  AuditLogResolver,
  ConsumerListResolver,
  ConsumerMutation,
  ConsumerResolver,
  DeletedSecretListResolver,
  DeletedSecretMutation,
  DeletedSecretResolver,
  DialectNameResolver,
  MembershipListResolver,
  MembershipMutation,
  MembershipResolver,
  NodeResolver,
  OrganizationMutation,
  OrganizationResolver,
  RepositoryListResolver,
  RepositoryMutation,
  RepositoryResolver,
  RoleListResolver,
  RoleMutation,
  RoleResolver,
  SecretDialectsResolver,
  SecretListResolver,
  SecretMutation,
  SecretResolver,
  SecretUseResolver,
  SecretVersionResolver,
  ServiceUserListResolver,
  ServiceUserMutation,
  ServiceUserResolver,
  TeamListResolver,
  TeamMutation,
  TeamResolver,
  TokenMutation,
  TokenResolver,
  UserResolver,
  ViewerResolver,
] as const;

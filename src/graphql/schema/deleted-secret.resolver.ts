import { Args, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile } from '../../core/principal';
import type { Team } from '../../core/team';
import type { RecoverableSecret } from '../../services/secret-recovery.service';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import type { Connection } from '../relay/connection';
import { PrincipalInterface } from '../relay/node.type';
import { organizationList } from '../relay/organization-list';
import { profileOf } from '../request/loaders';
import type { Eventually } from '../request/lookup';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { DeletedSecretConnection, DeletedSecretObject } from './deleted-secret.type';
import { OrganizationObject } from './organization.type';
import { TeamObject } from './team.type';

/** Lists the deleted secrets of an organization. */
@Resolver(() => OrganizationObject)
export class DeletedSecretListResolver {
  @RequiresPermission(Permission.VIEW_SECRETS)
  @FieldResolver(() => DeletedSecretConnection, {
    description:
      'The deleted secrets that can be restored, of those that the caller would see; the last deleted first.',
  })
  deletedSecrets(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<RecoverableSecret> {
    return organizationList(
      {
        name: 'deletedSecrets',
        pages: loaders.deletedSecretPage,
        counts: loaders.deletedSecretCount,
        keyOf: ({ deletedAt, id }) => ({ value: deletedAt.toISOString(), id }),
      },
      permit,
      given,
    );
  }
}

/** Resolves the fields of a deleted secret that are not columns. */
@Resolver(() => DeletedSecretObject)
export class DeletedSecretResolver {
  @FieldResolver(() => ID, { description: 'The id of the secret, for restoreSecret and destroySecret.' })
  secretId(@Root() { id }: RecoverableSecret): string {
    return id;
  }

  @FieldResolver(() => TeamObject, {
    nullable: true,
    description: 'The team that owns it; null unless access is TEAM.',
  })
  team(@Root() { teamId }: RecoverableSecret, @Ctx() { loaders }: RequestContext): Eventually<Team> | null {
    return teamId === null ? null : loaders.teams.get(teamId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who deleted it; null if that principal no longer exists.',
  })
  deletedBy(
    @Root() { deletedBy, organizationId }: RecoverableSecret,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, deletedBy, organizationId);
  }
}

import { Field, Int, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { DateTime } from './date-time.scalar';

/** A group of members. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Team', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'Members who own secrets together.',
})
export class TeamObject {
  @Field({ description: 'Unique in the organization; case does not matter.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last renamed.' })
  updatedAt!: Date;
}

/** That a principal belongs to an organization. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Membership', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'That a principal belongs to an organization, with a role.',
})
export class MembershipObject {
  @Field(() => DateTime, { description: 'Since when.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the role last changed.' })
  updatedAt!: Date;
}

/** A named set of permissions. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Role', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A named set of permissions. OWNER, ADMIN and MEMBER are built in.',
})
export class RoleObject {
  @Field({ description: 'Unique in the organization; case does not matter.' })
  name!: string;

  @Field(() => [Permission], { description: 'What it grants, without what these imply.' })
  permissions!: Permission[];

  @Field({ description: 'Whether it came with the organization and cannot be changed.' })
  isBuiltIn!: boolean;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

/** A credential without its text. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Token', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A credential. Its text was shown once, when it was issued; only a digest is kept.',
})
export class TokenObject {
  @Field({ description: 'What people call it.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it was issued.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it stops being valid by itself.' })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked.' })
  revokedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last used, to the hour.' })
  lastUsedAt!: Date | null;
}

/** A code repository. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Repository', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A code repository that secrets can be made visible to.',
})
export class RepositoryObject {
  @Field(() => Int, { description: 'The number by which secrets select it and the GitHub dialect knows it.' })
  databaseId!: number;

  @Field({ description: 'Unique in the organization; case does not matter.' })
  name!: string;

  @Field({ description: 'Whether secrets with visibility PRIVATE are visible to it.' })
  isPrivate!: boolean;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

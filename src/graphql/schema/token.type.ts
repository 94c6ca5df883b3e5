import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Token', {
  implements: NodeInterface,
  simpleResolvers: true,
  description:
    'A credential of a user or service user. Its text is shown once, when it is issued. Only a digest is stored.',
})
export class TokenObject {
  @Field({ description: 'The display name.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it was issued.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it expires; null if it does not expire.' })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null if it was not.' })
  revokedAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was last used, precise to the hour; null if it was never used.',
  })
  lastUsedAt!: Date | null;
}

export const TokenConnection = connectionType(
  () => TokenObject,
  'Token',
  'tokens',
  Permission.VIEW_ORGANIZATION,
);

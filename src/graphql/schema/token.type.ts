import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

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

/** A page of tokens. */
export const TokenConnection = connectionType(
  () => TokenObject,
  'Token',
  'tokens',
  Permission.VIEW_ORGANIZATION,
);

import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { SecretAccess, SecretType } from '../../core/secret';
import { RequiresPermission } from '../guard/guard.directive';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

/** No node: `node` finds no deleted secret. */
@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('DeletedSecret', {
  simpleResolvers: true,
  description: 'A deleted secret that restoreSecret can bring back.',
})
export class DeletedSecretObject {
  @Field({ description: 'The name that it had. Another secret may have it now.' })
  name!: string;

  @Field(() => SecretType, { description: 'The kind of value that it holds.' })
  type!: SecretType;

  @Field(() => SecretAccess, { description: 'Who owns it.' })
  access!: SecretAccess;

  @Field(() => DateTime, { description: 'When it was deleted.' })
  deletedAt!: Date;

  @Field(() => DateTime, { description: 'Until when it can be restored. Then it is shredded.' })
  recoverableUntil!: Date;
}

export const DeletedSecretConnection = connectionType(
  () => DeletedSecretObject,
  'DeletedSecret',
  'deleted secrets',
  Permission.VIEW_SECRETS,
);

import { ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface, PrincipalInterface } from '../relay/node.type';
import { connectionType } from './connection.type';

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('User', {
  implements: [NodeInterface, PrincipalInterface],
  simpleResolvers: true,
  description: 'A person who logs in through the identity provider.',
})
export class UserObject {}

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('ServiceUser', {
  implements: [NodeInterface, PrincipalInterface],
  simpleResolvers: true,
  description: 'A program that authenticates with its own tokens.',
})
export class ServiceUserObject {}

export const ServiceUserConnection = connectionType(
  () => ServiceUserObject,
  'ServiceUser',
  'service users',
  Permission.MANAGE_SERVICE_USERS,
);

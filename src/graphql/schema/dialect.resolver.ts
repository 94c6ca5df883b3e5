import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { Permission } from '../../core/permission';
import { type Secret, SecretAccess } from '../../core/secret';
import { RequiresPermission } from '../guard/guard.directive';
import { SecretDialectsObject } from './dialect.type';
import { OrganizationObject } from './organization.type';
import { SecretObject } from './secret.type';

/** Shows how the dialects represent a secret. */
@Resolver(() => SecretObject)
export class SecretDialectsResolver {
  @FieldResolver(() => SecretDialectsObject, { description: 'Which dialects show it, and under which name.' })
  dialects(@Root() secret: Secret): SecretDialectsObject {
    return secret;
  }
}

/** Shows how the dialects would represent a secret that does not exist yet. */
@Resolver(() => OrganizationObject)
export class DialectNameResolver {
  @RequiresPermission(Permission.VIEW_SECRETS)
  @FieldResolver(() => SecretDialectsObject, {
    description:
      'Which dialects would show a secret with this name. You can check a name before you create the secret.',
  })
  dialectsForName(
    @Arg('name', () => String, { description: 'The name to check.' }) name: string,
    @Arg('access', () => SecretAccess, {
      defaultValue: SecretAccess.ORGANIZATION,
      description: 'Who would own the secret.',
    })
    access: SecretAccess,
  ): SecretDialectsObject {
    return { name, access };
  }
}

import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { Permission } from '../../core/permission';
import { type Secret, SecretAccess } from '../../core/secret';
import { RequiresPermission } from '../guard/guard.directive';
import { SecretDialectsObject } from './dialect.type';
import { OrganizationObject } from './organization.type';
import { SecretObject } from './secret.type';

/** What the dialects show of a secret that exists. */
@Resolver(() => SecretObject)
export class SecretDialectsResolver {
  @FieldResolver(() => SecretDialectsObject, { description: 'Which dialects show it, and by which name.' })
  dialects(@Root() secret: Secret): SecretDialectsObject {
    return secret;
  }
}

/** What the dialects would show of a secret that does not exist yet. */
@Resolver(() => OrganizationObject)
export class DialectNameResolver {
  @RequiresPermission(Permission.VIEW_SECRETS)
  @FieldResolver(() => SecretDialectsObject, {
    description: 'Which dialects would show a secret of this name, before it is created.',
  })
  dialectsForName(
    @Arg('name', () => String, { description: 'The name to try.' }) name: string,
    @Arg('access', () => SecretAccess, {
      defaultValue: SecretAccess.ORGANIZATION,
      description: 'Who it would belong to.',
    })
    access: SecretAccess,
  ): SecretDialectsObject {
    return { name, access };
  }
}

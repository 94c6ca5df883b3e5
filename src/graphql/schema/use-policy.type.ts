import { Field, InputType, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';

const HOSTS =
  'Hosts, in lower-case ASCII: api.example.com, *.example.com (all below it, not itself), with :port when it is not 443.';
const METHODS = 'Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.';
const PATHS = 'Beginnings of paths: /v1 is /v1 and all below it, not /v10; / is every path.';
const SLOTS =
  'Where in the request the value may stand: the name of a header, query: and the name of a parameter, or body.';

/** Where a secret may be sent. */
@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('UsePolicy', {
  simpleResolvers: true,
  description: 'Where the dispenser may send a secret in a request: all four lists must allow it.',
})
export class UsePolicyObject {
  /** Whose secret it is; what the guard asks for. */
  readonly organizationId!: string;

  @Field(() => [String], { description: HOSTS })
  hosts!: readonly string[];

  @Field(() => [String], { description: METHODS })
  methods!: readonly string[];

  @Field(() => [String], { description: PATHS })
  pathPrefixes!: readonly string[];

  @Field(() => [String], { description: SLOTS })
  slots!: readonly string[];
}

/** A use policy as it is given. */
@InputType('UsePolicyInput', {
  description:
    'Where the dispenser may send a secret in a request: all four lists must allow it. It replaces the policy as a whole.',
})
export class UsePolicyInput {
  @Field(() => [String], { description: `1 to 50. ${HOSTS}` })
  hosts!: string[];

  @Field(() => [String], { description: `1 to 7. ${METHODS}` })
  methods!: string[];

  @Field(() => [String], { description: `1 to 50. ${PATHS}` })
  pathPrefixes!: string[];

  @Field(() => [String], { description: `1 to 50. ${SLOTS}` })
  slots!: string[];
}

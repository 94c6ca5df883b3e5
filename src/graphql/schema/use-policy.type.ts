import { Field, InputType, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';

const HOSTS =
  'Hosts in lowercase ASCII: api.example.com, or *.example.com for all its subdomains but not itself; with :port unless it is 443.';
const METHODS = 'Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.';
const PATHS = 'Path prefixes: /v1 covers /v1 and everything below it but not /v10; / covers every path.';
const SLOTS =
  'Where in the request the value may appear: the name of a header, query:NAME for a query parameter, or body.';

@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('UsePolicy', {
  simpleResolvers: true,
  description: 'Where the dispenser may send a secret in a request. All four lists must allow it.',
})
export class UsePolicyObject {
  /** The organization of the secret, for the guard. */
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

@InputType('UsePolicyInput', {
  description:
    'Where the dispenser may send a secret in a request. All four lists must allow it. It replaces the whole policy.',
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

import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { WayOut } from '../../core/way-out';
import { RequiresPermission } from '../guard/guard.directive';

registerEnumType(WayOut, {
  name: 'WayOut',
  description: 'How the value of a secret may leave the dispenser. No way implies another.',
  valuesConfig: {
    DELIVER: { description: 'The workload receives the value, sealed to its key.' },
    INJECT: {
      description: 'The dispenser sends a request that contains the value, and the workload gets the answer.',
    },
    CODE: { description: 'The workload receives the current code of a TOTP secret.' },
  },
});

const HOSTS =
  'Hosts in lowercase ASCII: api.example.com, or *.example.com for all its subdomains but not itself; with :port unless it is 443.';
const METHODS = 'Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.';
const PATHS = 'Path prefixes: /v1 covers /v1 and everything below it but not /v10; / covers every path.';
const SLOTS =
  'Where in the request the value may appear: the name of a header, query:NAME for a query parameter, or body.';

const WAYS = 'The ways in which its value may leave.';

@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('UsePolicy', {
  simpleResolvers: true,
  description:
    'How a secret may leave the dispenser, and where it may go in a request: hosts, methods, path prefixes and slots must all allow it.',
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

  @Field(() => [WayOut], { description: `${WAYS} Without INJECT, the other lists allow nothing.` })
  waysOut!: readonly WayOut[];
}

@InputType('UsePolicyInput', {
  description:
    'How a secret may leave the dispenser, and where it may go in a request: hosts, methods, path prefixes and slots must all allow it. It replaces the whole policy.',
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

  @Field(() => [WayOut], { nullable: true, description: `${WAYS} The default is INJECT only.` })
  waysOut?: WayOut[] | null;
}

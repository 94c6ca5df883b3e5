import { GraphQLNonNull, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { Field, ObjectType } from 'type-graphql';
import { type DialectSummary, type Representation, representationIn } from '../../core/dialect';
import type { Secret } from '../../core/secret';
import { Public } from '../guard/guard.directive';

@Public()
@ObjectType('DialectRepresentation', {
  simpleResolvers: true,
  description: 'How one dialect shows a secret.',
})
export class DialectRepresentationObject implements Representation {
  @Field({ description: 'Whether the dialect shows the secret.' })
  representable!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it does not; null if it does.' })
  reason!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the secret in the dialect; null if the dialect does not show it.',
  })
  name!: string | null;
}

/** How each dialect shows a secret. {@link addDialects} adds one field for each dialect. */
@Public()
@ObjectType('SecretDialects', {
  simpleResolvers: true,
  description: 'How the dialects, the wire formats of other vendors, show a secret.',
})
export class SecretDialectsObject implements Pick<Secret, 'name' | 'access'> {
  readonly name!: Secret['name'];
  readonly access!: Secret['access'];
}

/**
 * Adds one field for each dialect to the type `SecretDialects`, named in camel case. A type-graphql class cannot declare
 * these fields, because only `src/gateway-dialects.ts` knows the dialects.
 */
export function addDialects(schema: GraphQLSchema, dialects: readonly DialectSummary[]): void {
  const fields = (schema.getType('SecretDialects') as GraphQLObjectType).getFields();
  const type = new GraphQLNonNull(schema.getType('DialectRepresentation') as GraphQLObjectType);
  for (const { name: dialect, product, rule } of dialects) {
    const name = dialect.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    fields[name] = {
      name,
      description: `How the dialect for ${product} shows it.`,
      type,
      args: [],
      resolve: (secret: SecretDialectsObject) => representationIn(rule, secret),
      deprecationReason: undefined,
      extensions: {},
      astNode: undefined,
    };
  }
}

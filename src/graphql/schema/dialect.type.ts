import { GraphQLNonNull, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { Field, ObjectType } from 'type-graphql';
import { type DialectSummary, type Representation, representationIn } from '../../core/dialect';
import type { Secret } from '../../core/secret';
import { Public } from '../guard/guard.directive';

/** How one dialect shows a secret. */
@Public()
@ObjectType('DialectRepresentation', {
  simpleResolvers: true,
  description: 'How one dialect shows a secret.',
})
export class DialectRepresentationObject implements Representation {
  @Field({ description: 'Whether the dialect shows it at all.' })
  representable!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it does not; null when it does.' })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'The name it shows it by; null when it does not.' })
  name!: string | null;
}

/** How every dialect shows a secret: {@link addDialects} gives it a field for each. */
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
 * Gives `SecretDialects` one field for each dialect, named in camel case. The classes of type-graphql cannot say this,
 * because only the composition root knows the dialects.
 */
export function addDialects(schema: GraphQLSchema, dialects: readonly DialectSummary[]): void {
  const fields = (schema.getType('SecretDialects') as GraphQLObjectType).getFields();
  const type = new GraphQLNonNull(schema.getType('DialectRepresentation') as GraphQLObjectType);
  for (const { name: dialect, product, rule } of dialects) {
    const name = dialect.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    fields[name] = {
      name,
      description: `${product}.`,
      type,
      args: [],
      resolve: (secret: SecretDialectsObject) => representationIn(rule, secret),
      deprecationReason: undefined,
      extensions: {},
      astNode: undefined,
    };
  }
}

import { Field, ObjectType } from 'type-graphql';
import type { Representation } from '../../core/dialect-name';
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

/** How every dialect shows a secret. */
@Public()
@ObjectType('SecretDialects', {
  simpleResolvers: true,
  description: 'How the dialects, the wire formats of other vendors, show a secret.',
})
export class SecretDialectsObject {
  @Field(() => DialectRepresentationObject, { description: 'Devin API v3.' })
  devin!: Representation;

  @Field(() => DialectRepresentationObject, { description: 'Prime Intellect API.' })
  primeIntellect!: Representation;

  @Field(() => DialectRepresentationObject, { description: 'Mixpeek API.' })
  mixpeek!: Representation;

  @Field(() => DialectRepresentationObject, { description: 'GitHub Codespaces organization secrets.' })
  github!: Representation;
}

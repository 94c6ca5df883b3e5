import { type ClassType, Field, ID, ObjectType } from 'type-graphql';
import { Public } from '../guard/guard.directive';

/**
 * The payload of a mutation that gives one row back: `<Mutation>Payload { <field> }`. It carries no data of its own;
 * what it leads to is guarded by its own type.
 */
export function rowPayload(
  mutation: string,
  field: string,
  node: () => ClassType<object>,
): ClassType<object> {
  @Public()
  @ObjectType(`${capitalized(mutation)}Payload`, {
    simpleResolvers: true,
    description: `What ${mutation} gives back.`,
  })
  class Payload {}
  Field(node, { description: 'The row as it is now.' })(Payload.prototype, field, undefined as never);
  return Payload;
}

/** The payload of a mutation that deletes: `Delete<Noun>Payload { deleted<Noun>Id }`. */
export function deletePayload(noun: string): ClassType<object> {
  @Public()
  @ObjectType(`Delete${noun}Payload`, {
    simpleResolvers: true,
    description: `What delete${noun} gives back.`,
  })
  class Payload {}
  Field(() => ID, { description: 'The id of what is gone.' })(
    Payload.prototype,
    `deleted${noun}Id`,
    undefined as never,
  );
  return Payload;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

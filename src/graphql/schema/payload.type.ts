import { type ClassType, Field, ID, ObjectType } from 'type-graphql';
import { Public } from '../guard/guard.directive';

/**
 * The payload type of a mutation that returns one object: `<Mutation>Payload { <field> }`. It is public because it has no
 * data of its own: the type of the object has its own guard.
 *
 * @param mutation the name of the mutation, for example `createTeam`.
 * @param field the name of the field that holds the object, for example `team`.
 */
export function rowPayload(
  mutation: string,
  field: string,
  node: () => ClassType<object>,
): ClassType<object> {
  @Public()
  @ObjectType(`${capitalized(mutation)}Payload`, {
    simpleResolvers: true,
    description: `The result of ${mutation}.`,
  })
  class Payload {}
  Field(node, {
    description: mutation.startsWith('create')
      ? `The new ${words(field)}.`
      : `The ${words(field)}, after the change.`,
  })(Payload.prototype, field, undefined as never);
  return Payload;
}

/** The payload type of a mutation that deletes an object: `Delete<Noun>Payload { deleted<Noun>Id }`. */
export function deletePayload(noun: string): ClassType<object> {
  @Public()
  @ObjectType(`Delete${noun}Payload`, {
    simpleResolvers: true,
    description: `The result of delete${noun}.`,
  })
  class Payload {}
  Field(() => ID, { description: `The id of the deleted ${words(noun)}.` })(
    Payload.prototype,
    `deleted${noun}Id`,
    undefined as never,
  );
  return Payload;
}

/** The words of a name in camel case: `serviceUser` → `service user`. */
function words(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, ' $&').toLowerCase();
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

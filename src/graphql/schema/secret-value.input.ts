import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { GENERATED_LENGTH, GeneratedAlphabet } from '../../core/generated-value';

@InputType('SealedValueInput', { description: 'A value in a libsodium sealed box (crypto_box_seal).' })
export class SealedValueInput {
  @Field(() => ID, { description: 'The keyId of the sealing key that it is sealed to.' })
  keyId!: string;

  @Field({ description: 'The sealed box in base64.' })
  encryptedValue!: string;
}

registerEnumType(GeneratedAlphabet, {
  name: 'GeneratedAlphabet',
  description: 'The characters of a generated value.',
  valuesConfig: {
    ALPHANUMERIC: { description: 'Letters and digits: 5.95 bits a character.' },
    BASE64URL: { description: 'Letters, digits, hyphen and underscore: 6 bits a character.' },
    HEX: { description: 'Digits and the letters a to f: 4 bits a character.' },
    DIGITS: { description: 'Digits: 3.3 bits a character.' },
    PRINTABLE: { description: 'Everything visible in ASCII: 6.55 bits a character.' },
  },
});

@InputType('GenerateValueInput', { description: 'A random value that the gateway makes.' })
export class GenerateValueInput {
  @Field(() => Int, {
    defaultValue: GENERATED_LENGTH.default,
    description: 'How many characters it has, 16 to 1024.',
  })
  length!: number;

  @Field(() => GeneratedAlphabet, {
    defaultValue: GeneratedAlphabet.ALPHANUMERIC,
    description: 'Which characters it has.',
  })
  alphabet!: GeneratedAlphabet;
}

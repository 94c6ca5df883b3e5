/** A secret that the command does not get, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: keyof typeof SENTENCES | 'name';
  /** The variable that it would have been. */
  readonly variable?: string;
  /** The secret that has the variable instead. */
  readonly other?: string;
}

const SENTENCES = {
  expired: () => 'has expired',
  seed: () => 'holds a TOTP seed, which is never given out',
  policy: () => 'has a use policy that does not let its value be delivered',
  unopened: () => 'does not open with the opening key that is here',
  unopenedThere: () => 'does not open with the keys of the dispenser',
  bytes: () => 'has a value that is not text and cannot be a variable; store it as a file (isFile)',
  inherited: ({ variable }) =>
    `would replace the variable ${variable} that the command inherits with another value (--override ${variable} replaces it)`,
  collision: ({ variable, other }) =>
    `would be the variable ${variable}, as is "${other}"; rename one of them`,
} as const satisfies Readonly<Record<string, (leftOut: LeftOut) => string>>;

/** How many names a line holds. */
const MAX_NAMES = 100;

/** One line for each secret that is left out, and one for all that are left out because of their names. */
export function leftOutLines(leftOut: readonly LeftOut[]): readonly string[] {
  const names = leftOut.filter(({ reason }) => reason === 'name').map(({ name }) => `"${name}"`);
  const lines = leftOut.flatMap((each) =>
    each.reason === 'name'
      ? []
      : [`the secret "${each.name}" ${SENTENCES[each.reason](each)}, and is left out`],
  );
  if (names.length === 0) return lines;
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return [
    ...lines,
    `left out because of their names: ${names.slice(0, MAX_NAMES).join(', ')}${more}. Variables are set by default if their names have only the characters A-Z, 0-9 and _ and steer no program. --only NAME sets this one alone, --override NAME sets it besides the others`,
  ];
}

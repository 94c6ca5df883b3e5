import { parseSync } from '@swc/core';

/** One import of a module, in whatever way it is written. */
interface SourceImport {
  /** The text between the quotes. */
  readonly specifier: string;
  /** True when nothing is loaded at run time: `import type`, `export type`, `import('…')` in a type. */
  readonly typeOnly: boolean;
}

/** What the architecture rules need to know of a source file. */
export interface SourceFacts {
  readonly imports: readonly SourceImport[];
  /** Every identifier, imported name, property name and `object['name']` in the file. Comments and texts are not in it. */
  readonly names: ReadonlySet<string>;
  readonly hasDefaultExport: boolean;
  /** `process.stdout`, by member access, destructuring or import from `node:process`. */
  readonly usesStdout: boolean;
  /** An import whose target cannot be read from the source, or `require` used as a value. */
  readonly hasHiddenImport: boolean;
  /** A call of `require`; `import()` does the same and has types. */
  readonly callsRequire: boolean;
}

type Node = { readonly type?: string; readonly [key: string]: unknown };
type Findings = {
  imports: SourceImport[];
  names: Set<string>;
  hasDefaultExport: boolean;
  usesStdout: boolean;
  hasHiddenImport: boolean;
  callsRequire: boolean;
};

/** Parses a TypeScript source (with JSX when the path ends so) and lists its facts. Throws on a syntax error. */
export function scanSource(path: string, source: string): SourceFacts {
  const module = parseSync(source, { syntax: 'typescript', decorators: true, tsx: path.endsWith('x') });
  const findings: Findings = {
    imports: [],
    names: new Set(),
    hasDefaultExport: false,
    usesStdout: false,
    hasHiddenImport: false,
    callsRequire: false,
  };
  visit(module as unknown as Node, findings);
  return findings;
}

function visit(value: unknown, findings: Findings): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, findings);
  } else if (typeof value === 'object' && value !== null) {
    const node = value as Node;
    if (isPlainRequire(node)) {
      // The callee is read here, so that any other mention of `require` counts as hidden.
      addImport(firstArgument(node), false, findings);
      findings.callsRequire = true;
      visit(node.arguments, findings);
    } else {
      record(node, findings);
      for (const child of Object.values(node)) visit(child, findings);
    }
  }
}

function record(node: Node, findings: Findings): void {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      if (node.source) addImport(node.source, isTypeOnly(node), findings);
      if (asNodes(node.specifiers).some(({ exported }) => textOf(exported) === 'default')) {
        findings.hasDefaultExport = true;
      }
      if (/^(node:)?process$/.test(textOf(node.source) ?? '')) findStdout(node.specifiers, findings);
      break;
    case 'TsImportEqualsDeclaration': {
      const reference = node.moduleRef as Node;
      if (reference.type === 'TsExternalModuleReference') {
        addImport(reference.expression, node.isTypeOnly === true, findings);
      }
      break;
    }
    case 'TsImportType':
      addImport(node.argument, true, findings);
      break;
    case 'CallExpression':
      if ((node.callee as Node).type === 'Import') addImport(firstArgument(node), false, findings);
      break;
    case 'ExportDefaultDeclaration':
    case 'ExportDefaultExpression':
    case 'TsExportAssignment':
      findings.hasDefaultExport = true;
      break;
    case 'MemberExpression':
      if (textOf(node.property) === 'stdout' && lastName(node.object) === 'process')
        findings.usesStdout = true;
      break;
    case 'VariableDeclarator':
      if (lastName(node.init) === 'process') findStdout((node.id as Node).properties, findings);
      break;
    case 'Computed':
      addName(textOf(node.expression), findings);
      break;
    case 'Identifier':
      addName(textOf(node), findings);
      if (node.value === 'require' && 'optional' in node) findings.hasHiddenImport = true;
      if (node.value === 'createRequire') findings.hasHiddenImport = true;
      break;
  }
}

function addImport(source: unknown, typeOnly: boolean, findings: Findings): void {
  const specifier = textOf(source);
  if (specifier === undefined || (source as Node).type !== 'StringLiteral') findings.hasHiddenImport = true;
  else findings.imports.push({ specifier, typeOnly });
}

/** A declaration with only `type` specifiers loads nothing; one without specifiers loads the module. */
function isTypeOnly(node: Node): boolean {
  const specifiers = asNodes(node.specifiers);
  return (
    node.typeOnly === true || (specifiers.length > 0 && specifiers.every((one) => one.isTypeOnly === true))
  );
}

function isPlainRequire(node: Node): boolean {
  return node.type === 'CallExpression' && textOf(node.callee) === 'require';
}

function firstArgument(node: Node): unknown {
  return (asNodes(node.arguments)[0] as Node | undefined)?.expression;
}

function findStdout(parts: unknown, findings: Findings): void {
  const found = asNodes(parts).some(({ key, imported, local }) =>
    [key, imported ?? local].some((part) => textOf(part) === 'stdout'),
  );
  if (found) findings.usesStdout = true;
}

/** The name of `process` in `process`, `globalThis.process` and `globalThis['process']`. */
function lastName(value: unknown): string | undefined {
  const node = value as Node | null | undefined;
  return node?.type === 'MemberExpression' ? textOf(node.property) : textOf(node);
}

/** The text of an identifier, a string literal, or a computed property that is one. */
function textOf(value: unknown): string | undefined {
  const node = value as Node | null | undefined;
  if (node?.type === 'Computed') return textOf(node.expression);
  const isText = node?.type === 'Identifier' || node?.type === 'StringLiteral';
  return isText && typeof node.value === 'string' ? node.value : undefined;
}

function addName(name: string | undefined, findings: Findings): void {
  if (name !== undefined) findings.names.add(name);
}

function asNodes(value: unknown): Node[] {
  return Array.isArray(value) ? (value as Node[]) : [];
}

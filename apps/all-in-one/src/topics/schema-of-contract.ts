import ts from 'typescript';
import type { JsonSchema } from './json-schema.js';

/**
 * Ids of the SDK wire keep the names that SDKs gave them, and hold whatever their sender chose; an actor is told as the API shows
 * it, `mem_…` or `key_…`.
 */
const textIds = new Set(['messageId', 'userId', 'anonymousId', 'groupId', 'previousId', 'actorId']);

/** The contracts' own types, as JSON Schema draft-07: the types are the truth, and what a comment says is what readers read. */
export class ContractSchemas {
  private readonly checker: ts.TypeChecker;
  private readonly exported: ReadonlyMap<string, ts.Symbol>;

  constructor(entry = 'libs/contracts/src/index.ts') {
    const options: ts.CompilerOptions = {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      lib: ['lib.es5.d.ts'],
      types: [],
    };
    const program = ts.createProgram([entry], options);
    this.checker = program.getTypeChecker();
    const source = program.getSourceFile(entry);
    const module = source && this.checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${entry} exports nothing`);
    this.exported = new Map(this.checker.getExportsOfModule(module).map((one) => [one.name, one]));
  }

  /** Names of the records that a type stands for: its own, or those of a union. */
  variantsOf(name: string): string[] {
    const declaration = this.declarationOf(name);
    if (!ts.isTypeAliasDeclaration(declaration)) return [name];
    const nodes = ts.isUnionTypeNode(declaration.type) ? declaration.type.types : [declaration.type];
    return nodes.flatMap((node) => {
      if (!ts.isTypeReferenceNode(node)) throw new Error(`${name} is a union of more than names`);
      return this.variantsOf(node.typeName.getText());
    });
  }

  /** The definitions of these types and of every type of the contracts that they name. */
  definitionsOf(names: readonly string[]): Record<string, JsonSchema> {
    const definitions: Record<string, JsonSchema> = {};
    const define = (name: string): void => {
      if (Object.hasOwn(definitions, name)) return;
      definitions[name] = {};
      definitions[name] = this.definitionOf(name, define);
    };
    for (const name of names) define(name);
    return definitions;
  }

  private definitionOf(name: string, define: (name: string) => void): JsonSchema {
    const declaration = this.declarationOf(name);
    const description = this.commentOf(this.symbolOf(name));
    const schema = ts.isInterfaceDeclaration(declaration)
      ? this.objectOf(declaration, define)
      : this.schemaOf(declaration.type, define);
    return { ...(description !== '' && { description }), ...schema };
  }

  private objectOf(
    node: ts.InterfaceDeclaration | ts.TypeLiteralNode,
    define: (name: string) => void,
  ): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const symbol of this.checker.getPropertiesOfType(this.checker.getTypeAtLocation(node))) {
      const property = symbol.valueDeclaration;
      if (!property || !ts.isPropertySignature(property) || !property.type) {
        throw new Error(`${symbol.name} is no plain property`);
      }
      const description = this.commentOf(symbol);
      const schema = withFormat(symbol, this.schemaOf(property.type, define));
      properties[symbol.name] = { ...(description !== '' && { description }), ...schema };
      if (!property.questionToken) required.push(symbol.name);
    }
    return { type: 'object', ...(required.length > 0 && { required }), properties };
  }

  private schemaOf(node: ts.TypeNode, define: (name: string) => void): JsonSchema {
    if (ts.isParenthesizedTypeNode(node)) return this.schemaOf(node.type, define);
    if (ts.isLiteralTypeNode(node)) return literalOf(node);
    if (ts.isArrayTypeNode(node)) return { type: 'array', items: this.schemaOf(node.elementType, define) };
    if (ts.isUnionTypeNode(node)) return unionOf(node.types.map((one) => this.schemaOf(one, define)));
    if (ts.isTypeLiteralNode(node)) return this.objectOf(node, define);
    if (ts.isTypeReferenceNode(node)) return this.referenceOf(node, define);
    // `(typeof list)[number]`, `AcceptedEvent['mode']`: a closed look at a set that may grow.
    if (ts.isIndexedAccessTypeNode(node)) return enumOf(this.checker.getTypeFromTypeNode(node));
    const simple = keywords.get(node.kind);
    if (!simple) throw new Error(`${node.getText()} has no place in a record`);
    return { ...simple };
  }

  private referenceOf(node: ts.TypeReferenceNode, define: (name: string) => void): JsonSchema {
    const name = node.typeName.getText();
    if (name === 'JsonValue') return {};
    if (name === 'JsonObject') return { type: 'object' };
    const value = node.typeArguments?.[1];
    if (name === 'Record' && value) {
      return { type: 'object', additionalProperties: this.schemaOf(value, define) };
    }
    const declaration = this.declarationOf(name);
    if (ts.isTypeAliasDeclaration(declaration) && !namesObjects(declaration.type)) {
      return this.schemaOf(declaration.type, define);
    }
    define(name);
    return { $ref: `#/definitions/${name}` };
  }

  private symbolOf(name: string): ts.Symbol {
    const symbol = this.exported.get(name);
    if (!symbol) throw new Error(`the contracts export no type ${name}`);
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }

  private declarationOf(name: string): ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
    const declaration = this.symbolOf(name).declarations?.find(
      (one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one),
    );
    if (!declaration) throw new Error(`${name} is no type`);
    return declaration;
  }

  /** Without the pointers into design notes, which readers of a topic do not have. */
  private commentOf(symbol: ts.Symbol): string {
    return ts
      .displayPartsToString(symbol.getDocumentationComment(this.checker))
      .replace(/\s*\([a-z]+\.md [^)]*\)/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  }
}

/** Numbers of a contract count or number something; any other number lies in a value of somebody's JSON. */
const keywords = new Map<ts.SyntaxKind, JsonSchema>([
  [ts.SyntaxKind.StringKeyword, { type: 'string' }],
  [ts.SyntaxKind.NumberKeyword, { type: 'integer' }],
  [ts.SyntaxKind.BooleanKeyword, { type: 'boolean' }],
  [ts.SyntaxKind.UnknownKeyword, {}],
]);

function namesObjects(node: ts.TypeNode): boolean {
  if (ts.isUnionTypeNode(node)) return node.types.some(namesObjects);
  return ts.isTypeLiteralNode(node) || ts.isTypeReferenceNode(node);
}

function literalOf({ literal }: ts.LiteralTypeNode): JsonSchema {
  if (literal.kind === ts.SyntaxKind.NullKeyword) return { type: 'null' };
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return { const: true };
  if (ts.isStringLiteral(literal)) return { const: literal.text };
  if (ts.isNumericLiteral(literal)) return { const: Number(literal.text) };
  throw new Error(`${literal.getText()} has no place in a record`);
}

function enumOf(type: ts.Type): JsonSchema {
  const members = type.isUnion() ? type.types : [type];
  const values = members.map((one) => {
    if (!one.isStringLiteral()) throw new Error('only a list of texts has a place in a record');
    return one.value;
  });
  return { type: 'string', 'x-extensible-enum': values };
}

/** Texts become one list of known values, a null an allowed type; what is left are alternatives. */
function unionOf(schemas: readonly JsonSchema[]): JsonSchema {
  const texts = schemas.flatMap((one) => {
    if (typeof one.const === 'string') return [one.const];
    return one['x-extensible-enum'] ?? [];
  });
  const isText = (one: JsonSchema): boolean =>
    typeof one.const === 'string' || one['x-extensible-enum'] !== undefined;
  const others = schemas.filter((one) => !isText(one));
  const all: JsonSchema[] = [
    ...(texts.length > 0 ? [{ type: 'string', 'x-extensible-enum': texts } as const] : []),
    ...others,
  ];
  const isNull = (one: JsonSchema): boolean => one.type === 'null';
  const rest = all.filter((one) => !isNull(one));
  const [only] = rest;
  if (rest.length > 1 || !only) return { anyOf: all };
  if (rest.length === all.length) return only;
  return typeof only.type === 'string' ? { ...only, type: [only.type, 'null'] } : { anyOf: all };
}

/** By the conventions of names: instants end in `At`, ids of ours in `Id`; a `@format` in the comment comes first. */
function withFormat(symbol: ts.Symbol, schema: JsonSchema): JsonSchema {
  const tagged = symbol.getJsDocTags().find((tag) => tag.name === 'format')?.text;
  const format = tagged ? ts.displayPartsToString(tagged).trim() : formatOf(symbol.name);
  if (format === undefined) return schema;
  const isText = [schema.type].flat().includes('string') && schema['x-extensible-enum'] === undefined;
  if (isText) return { ...schema, format };
  return schema.items?.type === 'string' && tagged
    ? { ...schema, items: { ...schema.items, format } }
    : schema;
}

function formatOf(name: string): string | undefined {
  if (/At$|^(originalT|t)imestamp$/.test(name)) return 'date-time';
  return (name === 'id' || name.endsWith('Id')) && !textIds.has(name) ? 'uuid' : undefined;
}

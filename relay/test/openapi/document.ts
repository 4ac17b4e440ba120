import assert from 'node:assert/strict';
import { z } from 'zod';

/** A JSON Schema of the document, as far as anything here looks into it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly example?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly securitySchemes: object };
}

/** An operation with where it stands. */
export interface Located {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

interface Requestable {
  request(path: string): Response | Promise<Response>;
}

/** The document as a relay serves it. */
export async function readDocument(app: Requestable): Promise<ApiDocument> {
  const response = await app.request('/openapi.json');
  assert.equal(response.status, 200);
  return new ApiDocument((await response.json()) as OpenApi);
}

/** The document, and judgement by it alone: nothing of the relay's code is in it. */
export class ApiDocument {
  readonly operations: readonly Located[];
  private readonly defs: object;
  private readonly checks = new Map<string, z.ZodType>();
  private readonly patterns: readonly { readonly pattern: RegExp; readonly path: string }[];

  constructor(readonly json: OpenApi) {
    this.operations = Object.entries(json.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    );
    this.defs = inlined(json.components.schemas) as object;
    this.patterns = Object.keys(json.paths).map((path) => ({
      path,
      pattern: new RegExp(`^${path.replace(/\/$/, '').replace(/\{\w+\}/g, '[^/]+')}/?$`),
    }));
  }

  /** The operation that serves a path of the wire, or undefined. */
  operationAt(method: string, wirePath: string): Located | undefined {
    const bare = normalized(wirePath);
    const matching = this.patterns.filter(({ pattern }) => pattern.test(bare)).map(({ path }) => path);
    return this.operations.find((each) => each.method === method.toUpperCase() && matching.includes(each.path));
  }

  named(operationId: string): Located {
    const found = this.operations.find(({ operation }) => operation.operationId === operationId);
    assert.ok(found, `The document has no operation ${operationId}.`);
    return found;
  }

  resolve(schema: Schema): Schema {
    const name = refName(schema);
    return name === null ? schema : this.resolve(this.json.components.schemas[name] ?? {});
  }

  /** Null where the value is what the schema says, else what is wrong. */
  fault(schema: Schema, value: unknown): string | null {
    const key = JSON.stringify(schema);
    let check = this.checks.get(key);
    if (check === undefined) {
      const whole = { $defs: this.defs, ...(inlined(schema) as object) };
      check = z.fromJSONSchema(whole as Parameters<typeof z.fromJSONSchema>[0]);
      this.checks.set(key, check);
    }
    const result = check.safeParse(value);
    return result.success ? null : result.error.message;
  }

  /** The names of the component schemas that a valid value really has parts of. */
  namesIn(schema: Schema, value: unknown, names = new Set<string>()): Set<string> {
    const name = refName(schema);
    if (name !== null) {
      names.add(name);
      this.namesIn(this.json.components.schemas[name] ?? {}, value, names);
    }
    for (const branch of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
      if (this.fault(branch, value) === null) this.namesIn(branch, value, names);
    }
    if (Array.isArray(value)) for (const item of value) this.namesIn(schema.items ?? {}, item, names);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        const inner = schema.properties?.[key] ?? schema.additionalProperties;
        if (typeof inner === 'object') this.namesIn(inner, member, names);
      }
    }
    return names;
  }
}

/** As a URL's path comes out: without its query, and with `..` taken. */
function normalized(wirePath: string): string {
  const url = wirePath.startsWith('/') ? `http://relay${wirePath}` : wirePath;
  return URL.canParse(url) ? new URL(url).pathname : wirePath;
}

const refName = ({ $ref }: Schema): string | null =>
  $ref === undefined ? null : $ref.replace('#/components/schemas/', '');

const inlined = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'));

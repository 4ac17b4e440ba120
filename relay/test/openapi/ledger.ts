import type { ApiDocument, Located } from './document.js';

/** What was sent, as far as the document speaks of it. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  /** Parsed, where it was JSON. */
  readonly body?: unknown;
}

/** Keeps which operations, statuses and schemas of the document have been seen, and holds each answer to it. */
export class Ledger {
  private readonly statuses = new Set<string>();
  private readonly schemas = new Set<string>();

  constructor(private readonly document: ApiDocument) {}

  /**
   * @returns null where the answer is one that the document names, else what is wrong with it.
   */
  async take(sent: Sent, response: Response): Promise<string | null> {
    const found = this.document.operationAt(sent.method, sent.path);
    if (found === undefined) return null;
    const { operation } = found;
    const label = `${operation.operationId} ${response.status}`;
    const described = operation.responses[String(response.status)];
    const text = await response.text();
    if (described === undefined) return `${label} is not in the document: ${text.slice(0, 500)}`;
    const fault = this.judge(described.content, response, text) ?? codeFault(described.description, text, response);
    if (fault !== null) return `${label}: ${fault}`;
    this.statuses.add(label);
    if (response.status < 300) this.noteRequest(found, sent.body);
    return null;
  }

  /** What the document names and nothing has shown, by name. */
  get missing(): string[] {
    const statuses = this.document.operations.flatMap(({ operation: { operationId, responses } }) =>
      Object.keys(responses).map((status) => `${operationId} ${status}`),
    );
    const schemas = Object.keys(this.document.json.components.schemas);
    return [
      ...statuses.filter((each) => !this.statuses.has(each)),
      ...schemas.filter((each) => !this.schemas.has(each)).map((name) => `schema ${name}`),
    ];
  }

  private judge(content: Located['operation']['responses'][string]['content'], response: Response, text: string) {
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
    if (content === undefined) return text === '' ? null : 'it has a body, and the document names none';
    // Bytes of any type.
    if (content['*/*'] !== undefined) return null;
    const schema = content[type]?.schema;
    if (schema === undefined) return `its type ${type} is not in the document`;
    if (!type.endsWith('json')) return null;
    const value: unknown = JSON.parse(text);
    const fault = this.document.fault(schema, value);
    if (fault !== null) return fault;
    for (const name of this.document.namesIn(schema, value)) this.schemas.add(name);
    return null;
  }

  private noteRequest({ operation }: Located, body: unknown): void {
    const { content = {} } = operation.requestBody ?? {};
    const { schema } = content['application/json'] ?? content['multipart/form-data'] ?? {};
    if (schema === undefined || body === undefined) return;
    for (const name of this.document.namesIn(schema, body)) this.schemas.add(name);
  }
}

/** A status says which codes it may come with. */
function codeFault(description: string, text: string, { status }: Response): string | null {
  if (status < 400) return null;
  const { code } = JSON.parse(text) as { code: string };
  return description.includes(`\`${code}\`: `) ? null : `the code ${code} is not in the document`;
}

import type { ApiDocument, Located, Parameter, Schema } from './document.js';
import { smallestBody } from './probes.js';

/** Of the format https://schema.getpostman.com/json/collection/v2.1.0/ what is used here. */
interface Item {
  readonly name: string;
  readonly request: object;
  readonly event: readonly object[];
}

/** What a run has to do before anything else can be asked: each gives ids that later requests name. */
const FIRST = ['createConversation', 'sendMessage', 'askBot'];

/** The variable that stands for `{id}`, by the part of the path before it. */
const ID_VARIABLES: Readonly<Record<string, string>> = { uploads: 'attachment_id', attachments: 'attachment_id' };

/** Where `{id}` is another thing than the path says: a reply of the bot is what can be stopped; admins upload nothing of theirs. */
const ID_OF_OPERATION: Readonly<Record<string, string>> = {
  stopReply: 'reply_id',
  adminGetUpload: 'attachment_id',
  adminDeleteUpload: 'attachment_id',
};

/** Its token is a link that holds once: nothing that a collection could keep. */
const LEFT_OUT: readonly string[] = ['adminCreateSession'];

/** Values for fields of a body that a second run must not repeat, or that name what an earlier request made. */
const FIELDS: Readonly<Record<string, string>> = {
  client_id: '{{$guid}}',
  subject: 'deal:{{$randomInt}}',
  conversation_id: '{{conversation_id}}',
  message_id: '{{message_id}}',
  user_id: '{{erased_user}}',
  ids: '{{prompt_ids}}',
};

/** Defaults of the variables; the rest is filled by the requests before. */
const VARIABLES: Readonly<Record<string, string>> = {
  base_url: 'http://127.0.0.1:8787',
  token: '',
  user: 'dana',
  emoji: '%F0%9F%91%8D',
  erased_user: 'nobody-any-more',
};

/** Postman asks for a file of one's own; newman takes this one, from the folder that `--working-dir` names. */
const FORM = {
  mode: 'formdata',
  formdata: [
    { key: 'client_id', value: '{{$guid}}', type: 'text' },
    { key: 'file', type: 'file', src: 'images/chat.png' },
  ],
};

/** The document as a Postman collection, in an order that runs through, each request with its assertions. */
export function collectionOf(document: ApiDocument): object {
  const wanted = document.operations.filter(({ operation }) => !LEFT_OUT.includes(operation.operationId));
  const items = [...wanted].sort((a, b) => rank(a) - rank(b)).map((each) => itemOf(document, each));
  const used = new Set([...JSON.stringify(items).matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name));
  const names = [...new Set([...Object.keys(VARIABLES), ...used])];
  return {
    info: {
      name: 'crm-chat relay',
      description:
        'Made from the OpenAPI document by `npm run postman`. Set `base_url` and `token`: `crm-chat-relay token --sub root ' +
        '--role admin` prints one. Run as a whole, the requests fill each other in and remove at the end what they made.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    variable: names.map((key) => ({ key, value: VARIABLES[key] ?? '' })),
    item: items,
  };
}

/** First what others need, then what makes something, then the rest as the document has it; removals last, the deepest first. */
function rank({ method, path, operation }: Located): number {
  const first = FIRST.indexOf(operation.operationId);
  if (first >= 0) return first;
  if (method === 'DELETE')
    return 1000 - path.split('/').length + (/^\/api\/(admin\/)?conversations/.test(path) ? 0.5 : 0);
  // The order of the prompts names them all, so that it comes after their list.
  if (operation.operationId === 'adminOrderPrompts') return 30;
  if (isAdmin(path) && method === 'POST') return path.includes('{') ? 10.5 : 10;
  return method === 'POST' && !path.includes('{') ? 10 : method === 'PUT' ? 11 : 20;
}

/** What admins make has variables of its own: both APIs remove what they have made. */
const isAdmin = (path: string): boolean => path.startsWith('/api/admin/');
const prefixOf = (path: string): string => (isAdmin(path) ? 'admin_' : '');

function itemOf(document: ApiDocument, located: Located): Item {
  const { method, path, operation } = located;
  const segments = path.slice(1).split('/');
  const wire = segments.map((part, at) => variableOf(part, segments[at - 1] ?? '', located));
  const body = bodyOf(document, located);
  const form = 'multipart/form-data' in (operation.requestBody?.content ?? {}) ? FORM : null;
  return {
    name: `${operation.tags[0] ?? 'Other'}: ${operation.summary}`,
    request: {
      method,
      header: body === null ? [] : [{ key: 'Content-Type', value: 'application/json' }],
      url: urlOf(wire, operation.parameters ?? []),
      ...(form !== null && { body: form }),
      ...(body !== null && { body: { mode: 'raw', raw: rawOf(body) } }),
    },
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: assertions(document, located) } }],
  };
}

/** With the query parameters that a request cannot go without. */
function urlOf(wire: readonly string[], parameters: readonly Parameter[]): object {
  const needed = parameters.filter((parameter) => parameter.in === 'query' && parameter.required === true);
  const query = needed.map(({ name, schema }) => ({
    key: name,
    value: typeof schema.example === 'string' ? schema.example : name,
  }));
  const tail = query.map(({ key, value }) => `${key}=${encodeURIComponent(value)}`).join('&');
  const raw = `{{base_url}}/${wire.join('/')}${tail === '' ? '' : `?${tail}`}`;
  return { raw, host: ['{{base_url}}'], path: wire, ...(query.length > 0 && { query }) };
}

function variableOf(part: string, before: string, { path, operation: { operationId } }: Located): string {
  const name = /^\{(\w+)\}$/.exec(part)?.[1];
  if (name === undefined) return part;
  if (name === 'user' && before === 'erasures') return '{{erased_user}}';
  const isId = name === 'id' || name === 'prompt';
  return isId ? `{{${ID_OF_OPERATION[operationId] ?? prefixOf(path) + idVariable(before)}}}` : `{{${name}}}`;
}

const idVariable = (collection: string): string => ID_VARIABLES[collection] ?? `${collection.replace(/s$/, '')}_id`;

/** A list stands in for its variable as JSON. */
const rawOf = (body: object): string => JSON.stringify(body, null, 2).replace('"{{prompt_ids}}"', '{{prompt_ids}}');

function bodyOf(document: ApiDocument, located: Located): object | null {
  const schema = located.operation.requestBody?.content['application/json']?.schema;
  if (schema === undefined) return null;
  const example = document.resolve(schema).example ?? smallestBody(document, located);
  const fields = Object.entries(example as object).map(([name, value]) => [name, FIELDS[name] ?? (value as unknown)]);
  return Object.fromEntries(fields) as object;
}

/** Lines of a test script: the status is one that means success, the body has what the document promises; ids are kept. */
function assertions(document: ApiDocument, { method, path, operation }: Located): string[] {
  const good = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
  const lines = [
    `pm.test('answers ${good.join(' or ')}', () => pm.expect(pm.response.code).to.be.oneOf([${good.join(', ')}]));`,
  ];
  const schema = operation.responses[good[0] ?? '']?.content?.['application/json']?.schema;
  if (schema === undefined) return lines;
  const resolved = document.resolve(schema);
  const shape = resolved.type === 'array' ? `to.be.an('array')` : shapeOf(resolved);
  lines.push('const body = pm.response.json();');
  lines.push(`pm.test('has the shape of the document', () => pm.expect(body).${shape});`);
  if (method === 'POST' && (isAdmin(path) || !path.includes('{'))) {
    const names = Object.keys(resolved.properties ?? {});
    for (const name of names.filter((each) => each.endsWith('_id')))
      lines.push(`pm.collectionVariables.set('${prefixOf(path)}${name}', body.${name});`);
    const collection = path.split('/').at(-2) ?? '';
    if (names.includes('id'))
      lines.push(`pm.collectionVariables.set('${prefixOf(path)}${idVariable(collection)}', body.id);`);
  }
  if (operation.operationId === 'askBot') lines.push(`pm.collectionVariables.set('reply_id', body.message.id);`);
  if (operation.operationId === 'adminListPrompts') {
    lines.push(`pm.collectionVariables.set('prompt_ids', JSON.stringify(body.results.map(({ id }) => id)));`);
  }
  return lines;
}

function shapeOf({ required = [] }: Schema): string {
  return required.length === 0
    ? `to.be.an('object')`
    : `to.include.all.keys(${required.map((n) => `'${n}'`).join(', ')})`;
}

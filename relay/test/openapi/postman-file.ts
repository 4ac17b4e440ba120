import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { printOpenApi } from '../../src/cli/openapi.js';
import { ApiDocument, type OpenApi } from './document.js';
import { collectionOf } from './postman.js';

export const COLLECTION_FILE = fileURLToPath(
  new URL('../../../docs/crm-chat.postman_collection.json', import.meta.url),
);

/** What the file has to be: made from the document that `crm-chat-relay openapi` prints. */
export async function collectionText(): Promise<string> {
  let text = '';
  await printOpenApi({ out: (line) => (text += line), err: () => undefined });
  const document = new ApiDocument(JSON.parse(text) as OpenApi);
  return await format(JSON.stringify(collectionOf(document)), { parser: 'json', printWidth: 120 });
}

/** `npm run postman`: writes docs/crm-chat.postman_collection.json anew. */
import { writeFile } from 'node:fs/promises';
import { COLLECTION_FILE, collectionText } from './postman-file.js';

await writeFile(COLLECTION_FILE, await collectionText());

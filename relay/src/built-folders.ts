/** Where the files are that browsers get: in the published relay beside this module, in a working copy where they are made. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The browser build inside the published relay, or in a working copy the SDK's own. */
export function assetsFolder(): string {
  const published = fileURLToPath(new URL('./public/', import.meta.url));
  return existsSync(published) ? published : fileURLToPath(new URL('../../sdk/dist/browser/', import.meta.url));
}

/** The admin page as built: beside the published relay's modules, or in a working copy in its `dist`. */
export function adminPageFolder(): string | null {
  const built = ['./admin-page/', '../dist/admin-page/'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return built.find((folder) => existsSync(folder)) ?? null;
}

/** Swagger UI's files inside the published relay, or in a working copy its package. Null where neither is there. */
export function docsFolder(): string | null {
  const published = fileURLToPath(new URL('./docs/', import.meta.url));
  if (existsSync(published)) return published;
  try {
    return path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  } catch {
    return null;
  }
}

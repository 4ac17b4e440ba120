import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { printOpenApi } from '../../src/cli/openapi.js';
import {
  CELLS,
  CHAT_ROLES,
  HTTP_ROLES,
  INBOX_ROLES,
  outcomeOf,
  ROLES,
  TIES,
  TOLD_ROLES,
  type Outcome,
  type Row,
} from '../../src/service/roles.js';

/** `METHOD /path/` of each operation, as the relay's own document has them. */
export async function operations(): Promise<ReadonlyMap<string, string>> {
  let text = '';
  const keep = (line: string) => void (text += line);
  await printOpenApi({ out: keep, err: keep });
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, { operationId: string }>> };
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [operationId, `${method.toUpperCase()} ${path}`]),
    ),
  );
}

const WORDS: Readonly<Record<Outcome, string>> = {
  yes: '✓',
  nothing: '–',
  forbidden: '403',
  not_found: '404',
  subject_not_allowed: '403 s',
  attachment_gone: '410',
};

const HEAD = `# Who may do what

Made by \`npm run roles -- --write\` from \`relay/src/rules.ts\` and \`relay/src/service/roles.ts\`; a test tries every cell on a
running relay, and fails where this page is stale. Roles are those of a token ([protocol.md](protocol.md), section 3); the
columns below each say what the person is to the conversation:

- _member_: takes part. _holder_: takes no part, but the token's \`subjects\` name the conversation's subject. _outsider_: neither.
- _other tenant_: somebody of another tenant, with the id and the subjects of a member of this one.

✓ done · 403 \`forbidden\` · 403 s \`subject_not_allowed\` · 404 \`not_found\`: missing and not yours look the same · 410 \`attachment_gone\` · – taken, but it
shows or does nothing of what the row names. On a socket the codes come as \`nack\`; where no socket is let in, it closes with 4404.
`;

function table(title: string, rows: Readonly<Record<string, Row>>, nameOf: (key: string) => string): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const lines = Object.entries(rows).map(([key, row]) => {
    const [what, ...rest] = key.split('/');
    const more = rest.length > 0 ? ` ${rest.join('/')}` : '';
    const outcomes = CELLS.map((one) => WORDS[outcomeOf(row, one)]);
    return `| ${cell(`\`${nameOf(what ?? '')}\`${more}`)} | ${outcomes.join(' | ')} |`;
  });
  const names = ROLES.flatMap((role) => TIES.map((tie, at) => (at === 0 ? `**${role}**: ${tie}` : tie)));
  return [`## ${title}`, '', `| | ${names.join(' | ')} |`, `|---${'|:-:'.repeat(names.length)}|`, ...lines, ''].join(
    '\n',
  );
}

export const rolesFile = fileURLToPath(new URL('../../../docs/roles.md', import.meta.url));

export async function rolesMarkdown(): Promise<string> {
  const routes = await operations();
  const text = [
    HEAD,
    table('HTTP', HTTP_ROLES, (operation) => routes.get(operation) ?? operation),
    table('Socket: `/ws/chat/{conversation_id}/`, what a client says', CHAT_ROLES, (type) => type),
    table('The same socket, what it is told', TOLD_ROLES, (type) => type),
    table('Socket: `/ws/inbox/`', INBOX_ROLES, (type) => type),
  ].join('\n');
  return format(text, { ...(await resolveConfig(rolesFile)), filepath: rolesFile });
}

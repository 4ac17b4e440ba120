/** Bodies of `multipart/form-data` (RFC 7578): as a browser writes them, with one thing wrong, and as nobody should. */
import fc from 'fast-check';
import { nastyText, OWN_CANARY } from './values.js';

/** A form on the wire. Each character is a byte: what a form may hold is not always text. */
export interface FuzzForm {
  readonly type: string;
  readonly body: string;
}

interface Part {
  /** Whole lines, without the empty one after them. */
  readonly headers: readonly string[];
  readonly content: string;
}

interface Draft {
  readonly boundary: string;
  readonly parts: readonly Part[];
}

const CRLF = '\r\n';
/** As bytes, one a character. */
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const disposition = (name: string, filename?: string): string =>
  `Content-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}`;

const filePart = (filename: string, type: string, content: string): Part => ({
  headers: [disposition('file', filename), `Content-Type: ${type}`],
  content,
});

const fieldPart = (name: string, content: string): Part => ({ headers: [disposition(name)], content });

const PNG = '\x89PNG\r\n\x1a\n';
/** Files that are what they say, and so are taken. */
const FILES: fc.Arbitrary<Part> = fc.oneof(
  fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .map((text) => filePart('hello.txt', 'text/plain', utf8(`${OWN_CANARY} ${text.toWellFormed()}`))),
  fc.constant(filePart(`${OWN_CANARY}.csv`, 'text/csv', `a,b${CRLF}1,2`)),
  fc.constant(filePart('a.pdf', 'application/pdf', '%PDF-1.4\n%%EOF\n')),
);

const drafts: fc.Arbitrary<Draft> = fc
  .tuple(FILES, fc.option(fc.uuid(), { nil: null }), fc.boolean())
  .map(([file, clientId, isLast]) => {
    const fields = clientId === null ? [] : [fieldPart('client_id', clientId)];
    return { boundary: 'x7f', parts: isLast ? [file, ...fields] : [...fields, file] };
  });

const write = ({ boundary, parts }: Draft): string =>
  parts
    .map(({ headers, content }) => `--${boundary}${CRLF}${headers.join(CRLF)}${CRLF}${CRLF}${content}${CRLF}`)
    .join('') + `--${boundary}--${CRLF}`;

const typeOf = (boundary: string): string => `multipart/form-data; boundary=${boundary}`;

const withPart = (draft: Draft, part: Part): Draft => ({ ...draft, parts: [...draft.parts, part] });
const only = (draft: Draft, ...parts: Part[]): Draft => ({ ...draft, parts });

/** One thing is wrong. */
const MUTATIONS: readonly ((draft: Draft, nasty: string) => Draft)[] = [
  (draft, nasty) => only(draft, filePart(nasty, 'text/plain', 'hello')),
  (draft, nasty) => only(draft, filePart(`${nasty}.txt`, 'text/plain', 'hello')),
  (draft, nasty) => only(draft, filePart('hello.txt', nasty, 'hello')),
  (draft, nasty) => only(draft, filePart('hello.txt', 'text/plain', nasty)),
  (draft, nasty) => withPart(draft, fieldPart('client_id', nasty)),
  (draft, nasty) => withPart(draft, fieldPart(nasty, 'x')),
  (draft) => withPart(draft, fieldPart('client_id', 'twice')),
  (draft) => withPart(draft, fieldPart('__proto__', 'x')),
  (draft) => withPart(draft, filePart('second.txt', 'text/plain', 'hello')),
  (draft) => withPart(draft, fieldPart('file', 'a field, and no file')),
  (draft) => only(draft, fieldPart('client_id', 'no file')),
  (draft) => only(draft),
  (draft) => only(draft, filePart('empty.txt', 'text/plain', '')),
  (draft) => only(draft, filePart('x.png', 'image/png', PNG)),
  (draft) => only(draft, filePart('x.png', 'image/png', `${PNG}<script>alert(1)</script>`)),
  (draft) => only(draft, filePart('x.svg', 'image/svg+xml', '<svg onload="alert(1)"/>')),
  (draft) => only(draft, filePart('x.txt', 'text/plain', '\xff\xfe\x00bad')),
  (draft) => only(draft, { headers: [disposition('file')], content: 'no name' }),
  (draft) => only(draft, { headers: ['Content-Type: text/plain'], content: 'no disposition' }),
  (draft) => only(draft, { headers: [], content: 'no headers' }),
  (draft) => only(draft, { headers: ['Content-Disposition: attachment; filename="x.txt"'], content: 'x' }),
  (draft) =>
    only(draft, {
      headers: [`Content-Disposition: form-data; name="file"; filename*=UTF-8''%2e%2e%2fx.txt`],
      content: 'extended name',
    }),
  (draft) =>
    only(draft, { headers: [disposition('file', 'x.txt'), 'Content-Transfer-Encoding: base64'], content: 'aGVsbG8=' }),
  (draft) => only(draft, { headers: [disposition('file', 'x.txt'), `X-Long: ${'x'.repeat(20_000)}`], content: 'x' }),
  (draft) => only(draft, filePart('x.txt', 'text/plain', 'x'.repeat(80_000))),
];

/** Forms that no one writes by accident. */
const BENT: readonly ((body: string) => string)[] = [
  (body) => body.slice(0, -6),
  (body) => body.slice(0, Math.floor(body.length / 2)),
  (body) => body.replaceAll(CRLF, '\n'),
  (body) => body.replaceAll(CRLF, '\r'),
  (body) => body + body,
  (body) => `a preamble${CRLF}${body}an epilogue`,
  (body) => body.replace('form-data', 'form-data; name="other"'),
  (body) => body.replace('filename="', 'filename="\\"'),
  (body) => body.replace('name="', 'name=" \0'),
  (body) => body.replace('--x7f', '--x7f-and-more'),
  (body) => body.replace('--x7f', `--x7f${' '.repeat(3000)}`),
  (body) => `${body.slice(0, body.length - 9)}--x7f${CRLF}`.repeat(300),
  () => '',
  () => '--x7f--',
  () => `--x7f${CRLF}`.repeat(5000),
  () => '\0'.repeat(2000),
];

const TYPES: readonly string[] = [
  typeOf('x7f'),
  typeOf('x7f'),
  typeOf('x7f'),
  typeOf('"x7f"'),
  typeOf('another'),
  typeOf(''),
  typeOf('x'.repeat(300)),
  'multipart/form-data',
  'multipart/form-data; boundary=x7f; boundary=y',
  'multipart/mixed; boundary=x7f',
  'MULTIPART/FORM-DATA; Boundary=x7f; charset=utf-7',
];

/** Forms of each kind. */
export const FORMS = {
  valid: drafts.map((draft): FuzzForm => ({ type: typeOf(draft.boundary), body: write(draft) })),
  nearly: fc.tuple(drafts, fc.constantFrom(...MUTATIONS), nastyText).map(([draft, mutate, nasty]): FuzzForm => ({
    type: typeOf(draft.boundary),
    body: write(mutate(draft, utf8(nasty))),
  })),
  hostile: fc
    .tuple(drafts, fc.constantFrom(...BENT), fc.constantFrom(...TYPES))
    .map(([draft, bend, type]): FuzzForm => ({ type, body: bend(write(draft)) })),
};

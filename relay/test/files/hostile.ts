/** Uploads as an attacker makes them, each with what the relay answers: a code of the table, or the name that it makes of theirs. */
import type { Code } from '@crm-chat/sdk/protocol';
import * as make from './making.js';

export interface Attack {
  readonly what: string;
  readonly body: Buffer;
  /** The request's Content-Type; by default that of the form. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How the body is told of; by default by its length. */
  readonly sent?: 'chunked' | 'truncated' | 'chunked-truncated';
  readonly answer: Code | { readonly name: string };
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const HTML = '<!doctype html><script>alert(1)</script>';
const LIMIT = 10 * 1024 * 1024;
const { png, gif, jpeg, pdf, zip, zipBomb, fileForm, form } = make;
const text = (data: string | Buffer, name = 'x.txt') => fileForm(data, name, 'text/plain');
const picture = (data: string | Buffer, name: string | Buffer = 'x.png') => fileForm(data, name, 'image/png');
const ok = Buffer.from('ok');
const archive = zip([{ name: 'x', data: Buffer.from('x') }]);
const file = { name: 'file', filename: 'x.png', type: 'image/png', data: png() };
const field = (name: string, data: string) => ({ name, data });

const refused = (what: string, body: Buffer): Attack => ({ what, body, answer: 'file_type_refused' });

/** Two kinds of file at once, or one in the clothes of another. */
const DISGUISED: readonly Attack[] = [
  refused('SVG with a script', fileForm(SVG, 'x.svg', 'image/svg+xml')),
  refused('SVG as PNG', picture(SVG)),
  refused('SVG as text', text(SVG)),
  refused('SVG behind a byte order mark, as text', text(`\uFEFF${SVG}`)),
  refused(
    'SVG behind an XML head and a comment, as CSV',
    fileForm(`<?xml version="1.0"?><!-- x -->${SVG}`, 'x.csv', 'text/csv'),
  ),
  refused('HTML', fileForm(HTML, 'x.html', 'text/html')),
  refused('HTML as text', text(HTML)),
  refused('HTML behind a kilobyte of spaces, as text', text(' '.repeat(1000) + HTML)),
  refused('HTML in capitals, as text', text('<SCRIPT>alert(1)</SCRIPT>')),
  refused('HTML behind a comment, as text', text('<!-- --><b>')),
  refused('PHP as text', text('<?php system($_GET[0]); ?>')),
  refused('a shell script as text', text('#!/bin/sh\nrm -rf /')),
  refused('HTML as CSV', fileForm(`a,b\n${HTML}`, 'x.csv', 'text/csv')),
  refused('a text with a NUL', text('a\0b')),
  refused('a text in UTF-16', text(Buffer.from('\uFEFFhello', 'utf16le'))),
  refused('a text in Latin-1', text(Buffer.from('Größe', 'latin1'))),
  refused('a text that is a PDF', text(pdf())),
  refused('a text that is a GIF', text('GIF89a=1;alert(1)//')),
  {
    what: 'PNG magic, then HTML',
    body: picture(Buffer.concat([make.PNG_MAGIC, Buffer.from(HTML)])),
    answer: 'file_type_refused',
  },
  { what: 'PNG magic and nothing', body: picture(make.PNG_MAGIC), answer: 'file_type_refused' },
  refused('PNG with a page in a comment', picture(png(3, 2, { extra: [make.pngText(HTML)] }))),
  refused(
    'PNG with a page deep in it',
    picture(png(3, 2, { extra: [make.pngText(`${'x'.repeat(300_000)}<iframe src=x>`)] })),
  ),
  refused('PNG with a page behind it', picture(Buffer.concat([png(), Buffer.from(HTML)]))),
  refused('PNG with an archive behind it', picture(Buffer.concat([png(), archive]))),
  refused(
    'JPEG with an archive behind it, and a comment on that',
    fileForm(Buffer.concat([jpeg(), zip([{ name: 'x', data: ok }], 'hi')]), 'x.jpg', 'image/jpeg'),
  ),
  { what: 'GIF and JavaScript', body: fileForm('GIF89a=1;alert(1)//', 'x.gif', 'image/gif'), answer: 'invalid' },
  refused('GIF and HTML', fileForm(Buffer.concat([gif(), Buffer.from(HTML)]), 'x.gif', 'image/gif')),
  refused('PDF and HTML', fileForm(pdf(HTML), 'x.pdf', 'application/pdf')),
  refused(
    'PDF with an archive behind it',
    fileForm(Buffer.concat([Buffer.from(pdf()), archive]), 'x.pdf', 'application/pdf'),
  ),
  refused(
    'a program',
    fileForm(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]), 'x.exe', 'application/octet-stream'),
  ),
  refused('a program as PNG', picture(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]))),
  refused('an archive as a document', fileForm(archive, 'x.docx', 'application/zip')),
  refused('a document as an archive', fileForm(make.docx(), 'x.zip', 'application/zip')),
  refused('another ending', picture(png(), 'x.jpg')),
  refused('a second ending', picture(png(), 'x.png.exe')),
  refused('no ending', picture(png(), 'x')),
  refused('another type', fileForm(png(), 'x.png', 'image/jpeg')),
  refused('a page by its type', fileForm(png(), 'x.png', 'text/html')),
];

/** Small to send, large to open. */
const BOMBS: readonly Attack[] = [
  { what: 'a pixel bomb', body: picture(png(1, 1, { claimed: [50_000, 50_000] })), answer: 'too_large' },
  { what: 'a pixel bomb in JPEG', body: fileForm(jpeg(65_000, 65_000), 'x.jpg', 'image/jpeg'), answer: 'too_large' },
  { what: 'a picture of no size', body: picture(png(1, 1, { claimed: [0, 0] })), answer: 'invalid' },
  { what: 'a picture cut short', body: fileForm(jpeg().subarray(0, 30), 'x.jpg', 'image/jpeg'), answer: 'invalid' },
  // Never unpacked, so it is ten kilobytes like any other.
  { what: 'a ZIP bomb', body: fileForm(zipBomb(), 'x.zip', 'application/zip'), answer: { name: 'x.zip' } },
  refused(
    'a ZIP bomb where a document lists its parts',
    fileForm(zipBomb('[Content_Types].xml'), 'x.docx', 'application/octet-stream'),
  ),
  { what: '10 MiB and a byte', body: text('x'.repeat(LIMIT + 1)), answer: 'too_large' },
  {
    what: '10 MiB and a byte, of no told length',
    body: text('x'.repeat(LIMIT + 1)),
    sent: 'chunked',
    answer: 'too_large',
  },
  {
    what: 'eleven megabytes of preamble',
    body: form([file], { preamble: 'x'.repeat(11_000_000) }),
    sent: 'chunked',
    answer: 'too_large',
  },
  { what: 'an empty file', body: picture(''), answer: 'invalid' },
];

/** A name is cleaned, and what it says then has to be so. */
const NAMED: readonly Attack[] = [
  { what: 'a way out of the folder', body: picture(png(), '../../../x.png'), answer: { name: 'x.png' } },
  { what: 'a way out, as Windows writes it', body: picture(png(), '..\\\\..\\\\x.png'), answer: { name: 'x.png' } },
  { what: 'an absolute path', body: picture(png(), '/etc/cron.d/x.png'), answer: { name: 'x.png' } },
  {
    what: 'a way out in percents: no path, and none made of it',
    body: picture(png(), '%2e%2e%2fx.png'),
    answer: { name: '%2e%2e%2fx.png' },
  },
  { what: 'dots and nothing', body: picture(png(), '..'), answer: 'invalid' },
  { what: 'a hidden one', body: picture(png(), '.x.png'), answer: { name: 'x.png' } },
  {
    what: 'U+202E, which shows gnp.exe as exe.png',
    body: picture(png(), 'x\u202Egnp.exe'),
    answer: 'file_type_refused',
  },
  { what: 'U+202E in a picture’s name', body: picture(png(), 'a\u202E\u2066b.png'), answer: { name: 'ab.png' } },
  { what: 'a NUL', body: picture(png(), Buffer.from('x.png\0.exe')), answer: 'malformed' },
  { what: '300 bytes', body: picture(png(), `${'x'.repeat(296)}.png`), answer: { name: `${'x'.repeat(251)}.png` } },
  {
    what: '300 bytes of three each',
    body: picture(png(), `${'名'.repeat(100)}.png`),
    answer: { name: `${'名'.repeat(83)}.png` },
  },
  {
    what: 'markup',
    body: picture(png(), '<img src=x onerror=alert(1)>.png'),
    answer: { name: '_img src=x onerror=alert(1)_.png' },
  },
  { what: 'a device of Windows', body: picture(png(), 'con.png'), answer: { name: '_con.png' } },
  {
    what: 'bytes that are no UTF-8',
    body: picture(png(), Buffer.from([0xff, 0xfe, ...Buffer.from('.png')])),
    answer: { name: '\uFFFD\uFFFD.png' },
  },
];

/** The form itself is the attack. */
const FORMS: readonly Attack[] = [
  { what: 'no boundary', body: picture(png()), type: 'multipart/form-data', answer: 'malformed' },
  { what: 'another boundary', body: picture(png()), type: 'multipart/form-data; boundary=other', answer: 'malformed' },
  { what: 'JSON', body: Buffer.from('{"file":"x"}'), type: 'application/json', answer: 'unsupported_media_type' },
  {
    what: 'fields of a form that has no files',
    body: Buffer.from('file=x'),
    type: 'application/x-www-form-urlencoded',
    answer: 'unsupported_media_type',
  },
  {
    what: 'a packed body',
    body: picture(png()),
    headers: { 'content-encoding': 'gzip' },
    answer: 'unsupported_media_type',
  },
  { what: 'nothing', body: Buffer.alloc(0), answer: 'malformed' },
  { what: 'a form without parts', body: form([], { end: `--${make.BOUNDARY}--\r\n` }), answer: 'invalid' },
  { what: 'a form without an end', body: form([file], { end: '' }), answer: 'malformed' },
  { what: 'a body that breaks off', body: picture(png(100, 100)), sent: 'truncated', answer: 'malformed' },
  { what: 'chunks that break off', body: picture(png(100, 100)), sent: 'chunked-truncated', answer: 'malformed' },
  { what: 'several files', body: form([file, file]), answer: 'invalid' },
  { what: 'many files', body: form(Array.from({ length: 1000 }, () => file)), answer: 'invalid' },
  { what: 'a file under another name', body: form([{ ...file, name: 'avatar' }]), answer: 'invalid' },
  {
    what: 'a file without a file name',
    body: form([{ name: 'file', type: 'image/png', data: png() }]),
    answer: 'invalid',
  },
  { what: 'a field of no meaning', body: form([field('admin', 'true'), file]), answer: 'invalid' },
  { what: 'a field that reaches a prototype', body: form([field('__proto__', 'x'), file]), answer: 'invalid' },
  { what: 'client_id twice', body: form([field('client_id', 'a'), field('client_id', 'b'), file]), answer: 'invalid' },
  { what: 'an endless client_id', body: form([field('client_id', 'a'.repeat(1_000_000)), file]), answer: 'invalid' },
  { what: 'an empty client_id', body: form([field('client_id', ''), file]), answer: 'invalid' },
  {
    what: 'a thousand fields',
    body: form([...Array.from({ length: 1000 }, () => field('client_id', 'a')), file]),
    answer: 'invalid',
  },
  {
    what: 'a header bomb',
    body: form([
      {
        ...file,
        headers: `Content-Disposition: form-data; name="file"; filename="x.png"\r\nX: ${'x'.repeat(100_000)}`,
      },
    ]),
    answer: 'malformed',
  },
  {
    what: 'five thousand headers',
    body: form([
      { ...file, headers: `${'X: y\r\n'.repeat(5000)}Content-Disposition: form-data; name="file"; filename="x.png"` },
    ]),
    answer: 'malformed',
  },
  {
    what: 'a header that is none',
    body: form([{ ...file, headers: 'Content Disposition form-data' }]),
    answer: 'malformed',
  },
];

export const ATTACKS: readonly Attack[] = [...DISGUISED, ...BOMBS, ...NAMED, ...FORMS];

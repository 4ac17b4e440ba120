import { css } from 'lit';
import { caret } from './text.js';

/** What messages say: paragraphs, lists, tables, and the mark at the end of what is being written. */
export const prose = css`
  .mention {
    color: var(--crm-chat-accent-text);
    background: var(--crm-chat-accent-tint);
    font-weight: 500;
    border-radius: 5px;
    padding: 1px 4px;
    margin-inline: -1px;
    -webkit-box-decoration-break: clone;
    box-decoration-break: clone;
  }
  :where(ol, blockquote, pre, hr) {
    margin: 0;
    padding: 0;
    font: inherit;
  }
  .said :is(li, blockquote) {
    min-inline-size: 0;
  }
  /* A box of its own for layout: what grows in the last one leaves those above it alone. */
  .part {
    contain: layout;
  }
  .part + .part,
  .part > :where(:not(:first-child)),
  .said :is(li, blockquote) > :where(:not(:first-child)) {
    margin-block-start: 10px;
  }
  .run {
    display: block;
    contain: layout;
  }
  .said li > * + :is(ul, ol) {
    margin-block-start: 3px;
  }
  .said strong {
    font-weight: 600;
  }
  .said .title {
    font-weight: 600;
    line-height: 1.3;
    text-wrap: balance;
  }
  .said * + .title {
    margin-block-start: 16px;
  }
  .part + .part > .title:first-child {
    margin-block-start: 6px;
  }
  .said .title.t1 {
    font-size: 1.2em;
  }
  .said .title.t2 {
    font-size: 1.1em;
  }
  .said a {
    color: var(--crm-chat-accent-text);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 2px;
  }
  .said a:hover {
    text-decoration-thickness: 2px;
  }
  .said a.bare {
    unicode-bidi: isolate;
    direction: ltr;
  }
  .said ol {
    list-style: decimal;
    padding-inline-start: 1.6em;
  }
  .said ul {
    list-style: disc;
    padding-inline-start: 1.25em;
  }
  .said li + li {
    margin-block-start: 3px;
  }
  .said li::marker {
    color: var(--crm-chat-text-muted);
    font-variant-numeric: tabular-nums;
  }
  .said li.task {
    margin-inline-start: 0.2em;
    list-style: none;
    position: relative;
  }
  .tick {
    position: absolute;
    inset-inline-start: -1.4em;
    inset-block-start: 0.22em;
    inline-size: 1em;
    block-size: 1em;
    border: 1px solid var(--crm-chat-line-strong);
    border-radius: 3px;
    color: var(--crm-chat-accent-text);
  }
  .tick + * {
    margin-block-start: 0;
  }
  .tick .icon {
    inline-size: 100%;
    block-size: 100%;
  }
  .said blockquote {
    padding-inline-start: 12px;
    border-inline-start: 2px solid var(--crm-chat-accent-text);
    color: var(--crm-chat-text-muted);
  }
  .said hr {
    border: 0;
    border-block-start: 1px solid var(--crm-chat-line);
  }
  code.in {
    padding: 0.1em 0.34em;
    border-radius: 5px;
    font-family: var(--crm-chat-font-mono);
    font-size: 0.88em;
    background: var(--crm-chat-surface-hover);
    unicode-bidi: isolate;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    -webkit-box-decoration-break: clone;
    box-decoration-break: clone;
  }
  .bubble code.in {
    background: color-mix(in oklab, var(--crm-chat-text) 8%, transparent);
  }
  .table {
    overflow-x: auto;
    max-inline-size: 100%;
    border: 1px solid var(--crm-chat-line);
    border-radius: 10px;
    scrollbar-width: thin;
    scrollbar-color: var(--crm-chat-line) transparent;
  }
  .table table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.9334em;
    line-height: 1.428;
    font-variant-numeric: tabular-nums;
  }
  .table :is(th, td) {
    min-inline-size: 4em;
    max-inline-size: 20em;
    padding: calc(var(--crm-chat-space) * 1.5) calc(var(--crm-chat-space) * 3);
    text-align: start;
    vertical-align: top;
    overflow-wrap: break-word;
  }
  .table th {
    font-weight: 500;
    font-size: 0.8572em;
    white-space: nowrap;
    color: var(--crm-chat-text-muted);
    background: var(--crm-chat-surface-sunken);
  }
  .table td {
    border-block-start: 1px solid var(--crm-chat-line);
  }
  .table .end {
    text-align: end;
  }
  .table .center {
    text-align: center;
  }
  .writing > .part:last-child > :is(p:not(.long), .title, blockquote, .code, .table, hr, .written):last-child::after,
  .writing > .part:last-child > .long:last-child > .run:last-child::after,
  .writing > .part:last-child > :is(ul, ol):last-child > li:last-child > p:last-child::after {
    ${caret}
  }
  .writing > .part > .code:last-child::after,
  .writing > .part > .table:last-child::after {
    margin: 0 0 6px 12px;
  }
  .table:focus-visible {
    outline-offset: -2px;
    border-radius: 10px;
  }
  @media (prefers-reduced-motion: no-preference) {
    .writing > .part > *::after,
    .writing .run::after,
    .writing li > p::after {
      animation: crm-chat-caret 1.2s ease-in-out infinite;
    }
  }
`;

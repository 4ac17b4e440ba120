import { css } from 'lit';

/** The mark at the end of what is being written. */
export const caret = css`
  content: '';
  display: inline-block;
  inline-size: 8px;
  block-size: 16px;
  margin-inline-start: 3px;
  vertical-align: -2px;
  border-radius: 2px;
  background: var(--crm-chat-accent-text);
  opacity: 0.75;
`;

/** What messages say in plain words; with marks: `prose.ts`. */
export const text = css`
  .said {
    min-inline-size: 0;
  }
  .written {
    white-space: pre-wrap;
  }
  .writing:empty::after,
  .writing > .written::after {
    ${caret}
  }
  @media (prefers-reduced-motion: no-preference) {
    .writing:empty::after,
    .writing > .written::after {
      animation: crm-chat-caret 1.2s ease-in-out infinite;
    }
  }
  @keyframes crm-chat-caret {
    50% {
      opacity: 0.25;
    }
  }
`;

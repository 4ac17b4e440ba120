import { css } from 'lit';

/** In the colours of the system. Parts that come later bring their own, but what most conversations say has it here. */
const contrast = css`
  @media (forced-colors: active) {
    .panel,
    .bubble,
    .avatar,
    .send {
      border: 1px solid CanvasText;
    }
    .note-switch[aria-pressed='true'] {
      border: 2px solid Highlight;
    }
    .notice {
      border-block: 1px solid CanvasText;
    }
    .own .bubble {
      border: 2px solid Highlight;
    }
    .own .is-pending .bubble {
      border-style: dashed;
      outline: 0;
    }
    .own .is-failed .bubble {
      border: 3px double CanvasText;
    }
    .send.on {
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
    }
    .writing:empty::after,
    .writing > .written::after,
    .writing > .part > *::after,
    .writing .run::after,
    .writing li > p::after,
    .unread::before,
    .unread::after,
    .dots i,
    .avatar .dot {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .box:focus-within {
      border-color: Highlight;
    }
    .mention {
      forced-color-adjust: none;
      background: Mark;
      color: MarkText;
    }
    .table {
      border: 1px solid CanvasText;
    }
    .said a {
      color: LinkText;
    }
  }
`;

export const styles = [contrast];

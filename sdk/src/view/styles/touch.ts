import { css } from 'lit';

/**
 * For fingers: targets of 44 px, by reach where the drawing is smaller, and fields of 16 px, which also keeps iOS from
 * zooming. Parts that come later bring their own.
 */
const touch = css`
  @media (pointer: coarse) {
    .icon-btn:not(.small),
    .send {
      inline-size: 44px;
      block-size: 44px;
    }
    .box textarea {
      font-size: 16px;
      padding-block: 10px;
    }
    .btn,
    .icon-btn.small,
    .send {
      position: relative;
    }
    :is(.btn, .icon-btn.small)::after {
      content: '';
      position: absolute;
      inset: -9px -4px;
    }
    .icon-btn.small::after {
      inset: -9px -8px -7px;
    }
    .activity,
    .notice {
      position: relative;
      z-index: 1;
    }
    /* Its reach ends at the next button's, and the other way round. */
    .send {
      z-index: 1;
    }
  }
`;

export const styles = [touch];

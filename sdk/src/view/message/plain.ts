/** Addresses and code are all that is more than text in what people write. */
const MAY_MEAN = /:\/\/|www\.|@|`|~~~/i;
/** A bot's words without any of this are one paragraph of Markdown: no mark, no second line, no address, no indent. */
const MAY_BE_MARKDOWN = /[\\*_`~<[\]&\n\r\t@]|:\/\/|www\.|^[\s#>+-]|^\d{1,9}[.)]| {2}|\s$/i;

/** A longer paragraph is drawn in pieces. */
const PLAIN_MAX = 2000;

/** Whether a text would be drawn as it stands by the parser, too: then that need not be loaded. Of what grows it cannot be known. */
export const isPlain = (text: string, isBot: boolean, growing: boolean): boolean =>
  isBot ? !growing && text.length < PLAIN_MAX && !MAY_BE_MARKDOWN.test(text) : !MAY_MEAN.test(text);

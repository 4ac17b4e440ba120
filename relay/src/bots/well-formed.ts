/**
 * Keeps surrogate pairs together: a half that ends one piece waits for the next, and one that never finds its other half
 * becomes U+FFFD, since text on the wire is well-formed Unicode (docs/protocol.md).
 */
export async function* wellFormed(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let half = '';
  for await (const piece of pieces) {
    const text = half + piece;
    half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
    const whole = half === '' ? text : text.slice(0, -1);
    if (whole !== '') yield whole.toWellFormed();
  }
  if (half !== '') yield half.toWellFormed();
}

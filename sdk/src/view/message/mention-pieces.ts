/** Names that have to be escaped in a pattern are rare, but people are called what they are called. */
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A text in pieces: what is between, and whom it mentions. */
export function mentionPieces(text: string, names: readonly string[]): { text: string; isMention: boolean }[] {
  const all = names.filter((name) => name !== '').sort((a, b) => b.length - a.length);
  if (all.length === 0 || !text.includes('@')) return [{ text, isMention: false }];
  // The end of a name is no letter or digit: "@Ann" is not in "@Anna".
  const pattern = new RegExp(`(@(?:${all.map(escaped).join('|')}))(?![\\p{L}\\p{N}])`, 'gu');
  return text
    .split(pattern)
    .map((piece, i) => ({ text: piece, isMention: i % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

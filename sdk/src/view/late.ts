import { nothing } from 'lit';
import type { LateParts } from './chunks.js';

/**
 * What a chunk draws, and until that is here what stands in for it. When it comes, the panel draws all of itself again.
 *
 * @param meanwhile what is plain and still useful; it is all there is where the chunk cannot be had.
 */
export const late = <T>(chunk: LateParts<T>, draw: (parts: T) => unknown, meanwhile: unknown = nothing): unknown => {
  if (chunk.now !== null) return draw(chunk.now);
  void chunk.load();
  return meanwhile;
};

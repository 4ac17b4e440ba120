/**
 * The schemas of client frames held to the SDK's types, in both directions: what one allows the other must allow. Nothing
 * here runs; a difference does not compile.
 */
import type { ClientFrame } from '@crm-chat/sdk/protocol';
import type { z } from 'zod';
import type { CLIENT_FRAMES } from '../../src/socket/frames.js';

type Parsed = { [Type in keyof typeof CLIENT_FRAMES]: z.output<(typeof CLIENT_FRAMES)[Type]> };
type Declared = { [Type in ClientFrame['type']]: Extract<ClientFrame, { type: Type }> };

/** Assignable both ways, field by field: `Required` makes a missing optional field a difference. */
type Same<A, B> = [A, Required<A>] extends [B, Required<B>]
  ? [B, Required<B>] extends [A, Required<A>]
    ? true
    : false
  : false;
type Differing = {
  [Type in keyof Declared]: Same<Parsed[Type], Declared[Type]> extends true ? never : Type;
}[keyof Declared];

/** Both are `never`, or the name of the frame stands in the compiler's message. */
export const differing = (frame: Differing): never => frame;
export const undeclared = (frame: Exclude<keyof Parsed, keyof Declared>): never => frame;

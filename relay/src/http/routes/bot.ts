import { accepts } from 'hono/accepts';
import { z } from '@hono/zod-openapi';
import type { Clock } from '../../clock.js';
import { RelayError } from '../../errors.js';
import type { ChatService } from '../../service/service.js';
import { botResponseStream } from '../bot-stream.js';
import type { HttpLog } from '../env.js';
import { endpoint, type EndpointGround } from '../endpoint.js';
import { json, noContent } from '../reply.js';
import { botResponseAnswer } from '../schemas/answers.js';
import { botResponseBody } from '../schemas/bodies.js';
import { promptSchema } from '../schemas/entities.js';

const STREAM =
  '`delta` events {id, offset, text}: cut the text at `offset`, append; then one `message` event {message}, or one ' +
  '`error` event with a problem.';

interface StreamGround {
  readonly clock: Clock;
  readonly log: HttpLog;
}

export function botRoutes(ground: EndpointGround, service: ChatService, stream: StreamGround): void {
  asking(ground, service, stream);
  around(ground, service);
}

function asking(ground: EndpointGround, service: ChatService, { clock, log }: StreamGround): void {
  endpoint(
    ground,
    {
      method: 'post',
      path: '/api/bot-response/',
      operationId: 'askBot',
      summary: "The bot's finished reply to a message",
      description:
        "To `message_id`, or to the caller's latest; `text` without `message_id` is sent first. A message has at most one " +
        'reply: asking again, or while the automatic one runs, gives that one.',
      body: botResponseBody,
      idempotencyKey: true,
      answers: { 200: { description: 'The reply.', schema: botResponseAnswer, stream: STREAM } },
      codes: [
        'not_found',
        'not_acceptable',
        'message_deleted',
        'bot_off',
        'bot_failed',
        'conversation_closed',
        'idempotency_mismatch',
        'text_too_long',
      ],
    },
    async ({ principal, body, signal, c }) => {
      const form = accepts(c, {
        header: 'Accept',
        supports: ['application/json', 'text/event-stream'],
        default: c.req.header('accept') === undefined ? 'application/json' : '',
        match: preferred,
      });
      if (form === '') throw new RelayError('not_acceptable');
      if (form === 'text/event-stream')
        return await botResponseStream(service, principal, body, signal, {
          clock,
          report: (error) => log.error({ err: error, request: c.get('requestId') }, 'a streamed reply failed'),
        });
      const listener = { onDelta: () => undefined, signal };
      return json({ message: await service.botResponse(principal, body, listener) });
    },
  );
}

function around(ground: EndpointGround, service: ChatService): void {
  endpoint(
    ground,
    {
      method: 'get',
      path: '/api/bot-prompts/',
      operationId: 'listPrompts',
      summary: 'What an empty conversation offers to ask',
      answers: { 200: { description: 'Active prompts by `order`.', schema: z.array(promptSchema) } },
      codes: [],
    },
    async ({ principal }) => json(await service.prompts(principal.tenant)),
  );
  endpoint(
    ground,
    {
      method: 'post',
      path: '/api/messages/{id}/stop/',
      operationId: 'stopReply',
      summary: 'Stop a streaming reply',
      description: 'Whoever it answers may, and staff. One that has ended stays as it is.',
      answers: { 204: { description: 'Told.' } },
      codes: ['not_found', 'forbidden'],
    },
    async ({ principal, id }) => {
      await service.stop(principal, id);
      return noContent();
    },
  );
}

/** The supported form that the header likes best; of equals the one named more exactly, and JSON before a stream. */
function preferred(
  accepted: readonly { type: string; q: number }[],
  { supports, default: none }: { supports: readonly string[]; default: string },
): string {
  let best = none;
  let most = 0;
  for (const form of supports) {
    const [kind = ''] = form.split('/');
    const names = [form, `${kind}/*`, '*/*'];
    // RFC 9110, 12.5.1: the most specific range that covers a form says how welcome it is.
    const range = names.map((name) => accepted.find(({ type }) => type.toLowerCase() === name)).find(Boolean);
    const welcome = range === undefined ? 0 : range.q + (range.type === form ? 0.0001 : 0) * Math.sign(range.q);
    if (welcome > most) {
      most = welcome;
      best = form;
    }
  }
  return best;
}

import { createChat } from '../../src/chat.js';
import { ChatError } from '../../src/errors.js';
import { checkOptions, type ChatOptions } from '../../src/options.js';
import { Emitter } from '../../src/session/emitter.js';
import { equal, ok } from '../outbox/assert.js';

describe('Options', () => {
  const whole: ChatOptions = { endpoint: 'https://chat.example.com', token: 't' };

  it('name the one that is wrong', () => {
    const wrong: [object, string][] = [
      [{ endpoint: 'chat.example.com' }, 'endpoint'],
      [{ endpoint: 'ftp://chat.example.com' }, 'endpoint'],
      [{ endpoint: undefined }, 'endpoint'],
      [{ token: undefined }, 'One of token'],
      [{ token: '' }, 'token'],
      [{ getToken: 'x' }, 'getToken'],
      [{ subject: '' }, 'subject'],
      [{ subject: 'x'.repeat(201) }, 'subject'],
      [{ title: 7 }, 'title'],
      [{ conversationId: '' }, 'conversationId'],
    ];
    for (const [part, name] of wrong) {
      try {
        createChat({ ...whole, ...part });
        ok(false, `${name} to be refused`);
      } catch (error) {
        ok(error instanceof ChatError && error.code === 'option_invalid' && error.message.startsWith(name), name);
      }
    }
  });

  it('take an endpoint with or without a slash at its end, and below a path', () => {
    equal(
      ['https://a.example/', 'https://a.example', 'https://a.example/chat//'].map(
        (endpoint) => checkOptions({ ...whole, endpoint }).endpoint,
      ),
      ['https://a.example', 'https://a.example', 'https://a.example/chat'],
    );
  });
});

describe('An emitter', () => {
  it('tells every listener, also those behind one that throws, until they are let go of', async () => {
    const emitter = new Emitter<{ tick: number }>();
    const heard: string[] = [];
    const thrown = new Promise<void>((resolve) => {
      const last = window.onerror;
      window.onerror = () => {
        window.onerror = last;
        resolve();
        return true;
      };
    });
    emitter.on('tick', () => {
      throw new Error('a listener of the host');
    });
    const undo = emitter.on('tick', (n) => heard.push(`second ${n}`));
    emitter.emit('tick', 1);
    await thrown;
    undo();
    undo();
    emitter.clear();
    emitter.emit('tick', 2);
    equal(heard, ['second 1']);
  });
});

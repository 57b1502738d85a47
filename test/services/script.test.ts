import { expect, test } from 'vitest';
import type { Conversation } from '#services/script.ts';
import { CODEX, GEMINI, posted, provided } from './providers.ts';
import { world } from './world.ts';

const { model } = world();
type Messages = Conversation['messages'];
const about = (...messages: Messages) => model.about({ messages, tools: [{ name: 'echo' }] });
const user = (content: Messages[number]['content']) => ({ role: 'user', content });
const text = (of: string) => ({ type: 'text', text: model.prompt(of) });
const result = { type: 'tool_result', tool_use_id: 'any', content: 'done' };

test('a conversation recalls each prompt that it holds, once and in order', () => {
  const messages = [
    user(model.prompt('w1')),
    { role: 'assistant', content: 'The code word of w1 is plover.' },
    user([text('w2'), text('w3')]),
    user(model.prompt('w2')),
  ];
  expect(about(...messages)).toEqual({ work: 'w2', recalls: ['w1', 'w2', 'w3'] });
});

test('what the model said of a piece of work is no prompt', () => {
  const said = { role: 'assistant', content: model.prompt('w1') };
  expect(about(said)).toBeUndefined();
  expect(about(said, user(model.prompt('w2')))).toEqual({ work: 'w2', recalls: ['w2'] });
});

test('each result of a tool belongs to the question before it', () => {
  const messages = [
    user(model.prompt('w1')),
    user([result]),
    user([result, text('w2')]),
    user([result]),
  ];
  expect(about(...messages)?.returns).toEqual(['w1', 'w1', 'w2']);
});

test('a result that no question came before is nobody’s', () => {
  expect(about(user([result]), user(model.prompt('w1')))).toEqual({ work: 'w1', recalls: ['w1'] });
});

test('blocks of other kinds are passed over', () => {
  const image = { type: 'image', source: {} };
  const odd = { type: 'text', text: 7 };
  expect(about(user([image, odd, text('w1')]))?.recalls).toEqual(['w1']);
});

test('what a request holds is written down with it, and results where there are any', async () => {
  const { api, signIn } = world();
  const describe = (content: unknown) =>
    api.describe(
      new Request('https://model.example/v1/messages', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${signIn().accessToken}`,
          'anthropic-version': '2023-06-01',
        },
        body: JSON.stringify({
          ...{ model: 'any', max_tokens: 100, tools: [{ name: 'echo' }] },
          messages: content,
        }),
      }),
    );
  const asked = await describe([user(model.prompt('w1'))]);
  expect(asked).toMatchObject({ work: 'w1', recalls: ['w1'] });
  expect(asked).not.toHaveProperty('returns');
  const answered = await describe([user(model.prompt('w1')), user([result])]);
  expect(answered).toMatchObject({ work: 'w1', recalls: ['w1'], returns: ['w1'] });
  expect(await describe([user('How do you do?')])).not.toHaveProperty('recalls');
});

test('what a conversation holds is told alike of every provider', async () => {
  const held = { endpoint: 'messages', work: 'w2', recalls: ['w1', 'w2'], returns: ['w1'] };
  const codex = provided(CODEX);
  const asked = (of: string) => ({
    role: 'user',
    content: [{ type: 'input_text', text: codex.script.prompt(of) }],
  });
  const items = [
    asked('w1'),
    { type: 'function_call', call_id: 'any', name: 'shell', arguments: '{}' },
    { type: 'function_call_output', call_id: 'any', output: 'done' },
    asked('w2'),
  ];
  const body = { model: 'any', input: items, tools: [{ type: 'function', name: 'shell' }] };
  const url = 'https://chatgpt.com/backend-api/codex/responses';
  const posting = posted(body, codex.signIn().accessToken);
  expect(await codex.describe(url, posting)).toMatchObject(held);

  const gemini = provided(GEMINI);
  const turn = (...parts: readonly object[]) => ({ role: 'user', parts });
  const contents = [
    turn({ text: gemini.script.prompt('w1') }),
    { role: 'model', parts: [{ functionCall: { name: 'run_shell_command', args: {} } }] },
    turn({ functionResponse: { name: 'run_shell_command', response: { output: 'done' } } }),
    turn({ text: gemini.script.prompt('w2') }),
  ];
  const tools = [{ functionDeclarations: [{ name: 'run_shell_command' }] }];
  const api = 'https://generativelanguage.googleapis.com/v1beta/models/any:generateContent';
  const sent = posted({ contents, tools }, gemini.signIn().accessToken);
  expect(await gemini.describe(api, sent)).toMatchObject(held);
});

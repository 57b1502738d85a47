import { LLMock } from '@copilotkit/aimock';
import { ready } from './ready.ts';

// An answer as long as ours, in as many pieces: two.
const ANSWER = 'The code word of w1 is abcdefghijkl.';

const mock = new LLMock({ port: 0, chunkSize: ANSWER.length / 2 });
mock.onMessage(/code word of item w1/, { content: ANSWER });
ready({
  at: { model: await mock.start() },
  accessToken: 'any',
  prompt: 'What is the code word of item w1? Answer with the code word only.',
});

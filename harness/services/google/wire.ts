import type { Reply } from '../script.ts';

/** A response of the API, or one piece of it: pieces have the same shape as the whole. */
export interface Content {
  readonly candidates: readonly {
    readonly content: { readonly role: 'model'; readonly parts: readonly object[] };
    readonly index: number;
    /** Only the last piece has one. */
    readonly finishReason?: 'STOP';
  }[];
  readonly usageMetadata: object;
  readonly modelVersion: string;
  readonly responseId: string;
}

/** A reply of the scripted model as one response, for who asked for no stream. */
export const whole = (responseId: string, model: string, reply: Reply): Content =>
  content(responseId, model, part(reply), true);

/** The same in pieces: a text in two, a call in one, as Gemini sends them. */
export function pieces(responseId: string, model: string, reply: Reply): readonly Content[] {
  if ('tool' in reply) return [whole(responseId, model, reply)];
  const middle = Math.ceil(reply.text.length / 2);
  const texts = [reply.text.slice(0, middle), reply.text.slice(middle)];
  return texts.map((text, index) => content(responseId, model, { text }, index === 1));
}

const part = (reply: Reply): object =>
  'tool' in reply ? { functionCall: { name: reply.tool, args: reply.input } } : reply;

const content = (responseId: string, model: string, part: object, last: boolean): Content => ({
  candidates: [
    {
      content: { role: 'model', parts: [part] },
      index: 0,
      ...(last && { finishReason: 'STOP' }),
    },
  ],
  usageMetadata: {
    promptTokenCount: 12,
    ...(last && { candidatesTokenCount: 8 }),
    totalTokenCount: last ? 20 : 12,
  },
  modelVersion: model,
  responseId,
});

import type { Random } from '#core/random.ts';

/** What the scripted model says to one request. */
export type Reply =
  | { readonly text: string }
  | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };

/** A conversation, as every provider's wire format can be read. */
export interface Conversation {
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly tools?: readonly { readonly name?: string }[];
}

/**
 * The scripted model: it knows one code word for each piece of work, and tells it to whoever asks.
 *
 * The code word cannot be guessed, so an answer that holds it has really come from here, whatever
 * the client claims. Requests are matched by content, never by position: clients send calls of
 * their own in between.
 */
export interface Script {
  /** The prompt that hands over a piece of work. */
  prompt(work: string): string;
  /** Whether an answer holds what only the model could have told. */
  holds(work: string, answer: string): boolean;
  /** The piece of work that a conversation is about, by its last question. */
  workOf(conversation: Conversation): string | undefined;
  reply(conversation: Conversation): Reply;
}

const QUESTION = /code word of item (w\d+)/;

export function script(random: Random, options: { readonly tool: boolean }): Script {
  const codeWord = (work: string) => random.fork(`code-word/${work}`).text(12);
  const workOf = ({ messages }: Conversation): string | undefined => {
    const asked = messages
      .filter(({ role }) => role === 'user')
      .map(({ content }) => QUESTION.exec(textOf(content))?.[1])
      .filter((work) => work !== undefined);
    const last = messages.findLast(({ role }) => role === 'user');
    const inTool = Array.isArray(last?.content) && last.content.some(isToolResult);
    return last && (inTool || QUESTION.test(textOf(last.content))) ? asked.at(-1) : undefined;
  };
  return {
    prompt: (work) =>
      options.tool
        ? `Look up the code word of item ${work} with a tool, then answer with the code word only.`
        : `What is the code word of item ${work}? Answer with the code word only.`,
    holds: (work, answer) => answer.includes(codeWord(work)),
    workOf,
    reply: (conversation) => {
      const work = workOf(conversation);
      if (!work) return { text: 'Understood.' };
      const last = conversation.messages.findLast(({ role }) => role === 'user')!;
      const called = Array.isArray(last.content) && last.content.some(isToolResult);
      const tool = conversation.tools?.find(({ name }) => name === 'Bash' || name === 'echo')?.name;
      if (options.tool && tool && !called) {
        return {
          tool,
          input: { command: `echo ${work}`, description: `Look up item ${work}` },
        };
      }
      return { text: `The code word of ${work} is ${codeWord(work)}.` };
    },
  };
}

const isToolResult = (block: Readonly<Record<string, unknown>>) => block.type === 'tool_result';

const textOf = (content: string | readonly Readonly<Record<string, unknown>>[]): string =>
  typeof content === 'string'
    ? content
    : content.map((block) => (typeof block?.text === 'string' ? block.text : '')).join('\n');

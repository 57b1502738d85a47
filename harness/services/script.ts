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

/** What a conversation is about, and what it holds, in its order. */
export interface About {
  /** By its last question. */
  readonly work: string;
  /** All that was asked in it. */
  readonly recalls: readonly string[];
  /** A piece of work once for each result that one of its tools has brought; absent for none. */
  readonly returns?: readonly string[];
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
  /** What a conversation is about; undefined where it is none about a piece of work. */
  about(conversation: Conversation): About | undefined;
  reply(conversation: Conversation): Reply;
}

/**
 * The tools that run a command, and how each client's own is told which: Claude Code's and the
 * reference client's; Gemini CLI's; Codex CLI's, which has had three.
 */
const SHELLS: Readonly<
  Record<string, (command: string, description: string) => Readonly<Record<string, unknown>>>
> = {
  Bash: (command, description) => ({ command, description }),
  echo: (command, description) => ({ command, description }),
  run_shell_command: (command, description) => ({ command, description }),
  exec_command: (command) => ({ cmd: command }),
  shell_command: (command) => ({ command }),
  shell: (command) => ({ command: ['bash', '-lc', command] }),
};

/** The tool by which the reference client has its agents do something, each of them one thing. */
const AGENTS = 'agents';

const QUESTION = /code word of item (w\d+)/g;

export function script(
  random: Random,
  options: { readonly tool: boolean; readonly agents?: number },
): Script {
  /** The last one that was told: clients ask for it again, and to draw it anew costs more. */
  let latest: { readonly work: string; readonly word: string } | undefined;
  const codeWord = (work: string): string => {
    if (latest?.work !== work) {
      latest = { work, word: random.fork(`code-word/${work}`).text(12) };
    }
    return latest.word;
  };
  const workOf = ({ messages, tools }: Conversation): string | undefined => {
    // An agent at work offers its tools. A call without any is one of its own: a title, a probe.
    if (!tools || tools.length === 0) return undefined;
    const last = messages.findLast(({ role }) => role === 'user');
    if (!last) return undefined;
    const asked = lastQuestion(last.content);
    if (asked || !Array.isArray(last.content) || !last.content.some(isToolResult)) return asked;
    const questions = messages
      .filter(({ role }) => role === 'user')
      .map((m) => lastQuestion(m.content));
    return questions.findLast((work) => work !== undefined);
  };
  return {
    prompt: (work) =>
      options.tool
        ? `Look up the code word of item ${work} with a tool, then answer with the code word only.`
        : `What is the code word of item ${work}? Answer with the code word only.`,
    holds: (work, answer) => answer.includes(codeWord(work)),
    about: (conversation) => {
      const work = workOf(conversation);
      return work === undefined ? undefined : { work, ...held(conversation) };
    },
    reply: (conversation) => {
      const work = workOf(conversation);
      if (!work) return { text: 'Understood.' };
      const last = conversation.messages.findLast(({ role }) => role === 'user')!;
      const called = Array.isArray(last.content) && last.content.some(isToolResult);
      const hasAgents = conversation.tools?.some(({ name }) => name === AGENTS);
      if (options.agents && hasAgents && !called) {
        const prompts = Array.from({ length: options.agents }, (_, n) => `Read part ${n + 1}.`);
        return { tool: AGENTS, input: { prompts } };
      }
      const tool = conversation.tools?.find(({ name }) => Object.hasOwn(SHELLS, `${name}`))?.name;
      if (options.tool && tool && !called) {
        return { tool, input: SHELLS[tool]!(`echo ${work}`, `Look up item ${work}`) };
      }
      return { text: `The code word of ${work} is ${codeWord(work)}.` };
    },
  };
}

/** A tool's result belongs to the question before it, wherever a client puts the next one. */
function held({ messages }: Conversation): Pick<About, 'recalls' | 'returns'> {
  const recalls = new Set<string>();
  const returns: string[] = [];
  let asked: string | undefined;
  for (const { role, content } of messages) {
    if (role !== 'user') continue;
    for (const block of typeof content === 'string' ? [{ type: 'text', text: content }] : content) {
      if (isToolResult(block) && asked !== undefined) returns.push(asked);
      for (const [, work] of questionsIn(block)) {
        asked = work!;
        recalls.add(asked);
      }
    }
  }
  return { recalls: [...recalls], ...(returns.length > 0 && { returns }) };
}

const questionsIn = ({ text }: Readonly<Record<string, unknown>>) =>
  typeof text === 'string' ? text.matchAll(QUESTION) : [];

/**
 * The piece of work that a message asks for last: after turns that failed, clients put all that
 * was never answered into one message.
 */
const lastQuestion = (content: Conversation['messages'][number]['content']): string | undefined =>
  [...textOf(content).matchAll(QUESTION)].at(-1)?.[1];

const isToolResult = (block: Readonly<Record<string, unknown>>) => block.type === 'tool_result';

const textOf = (content: string | readonly Readonly<Record<string, unknown>>[]): string =>
  typeof content === 'string'
    ? content
    : content.map((block) => (typeof block?.text === 'string' ? block.text : '')).join('\n');

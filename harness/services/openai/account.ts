import type { Endpoint } from '#core/fault.ts';
import { ACCOUNT, PLAN } from './tokens.ts';

/** Something that a client asks its backend for besides responses. */
interface Answer {
  readonly endpoint: Endpoint;
  /** @param now milliseconds since the epoch */
  body(now: number): object;
}

/** The models on offer here; any other name is answered for as well. */
export const MODELS = ['gpt-5.5', 'gpt-5.5-codex'] as const;

/** When the models were made: any time before every run. */
const MADE = 1_767_225_600;

/** A model, as the API lists it. */
export const listed = (id: string) => ({ id, object: 'model', created: MADE, owned_by: 'openai' });

/**
 * What Codex 0.169 asks of ChatGPT's backend before and between its turns, by path. It stops where
 * the workspace that its token names is not among the accounts, or where one has no origin.
 * @see codex-rs, app-server's workspace routing and protocol's `ModelInfo`
 */
export const ACCOUNT_ANSWERS: Readonly<Record<string, Answer>> = {
  '/backend-api/wham/accounts/check': {
    endpoint: 'profile',
    body: () => ({
      accounts: [
        {
          id: ACCOUNT,
          name: 'Personal',
          structure: 'personal',
          plan_type: PLAN,
          workspace_backend_origin: 'NO_CONSTRAINT',
          account_routing_override: 'NO_CONSTRAINT',
        },
      ],
      default_account_id: ACCOUNT,
      account_ordering: [ACCOUNT],
    }),
  },
  '/backend-api/wham/usage': {
    endpoint: 'profile',
    body: (now) => ({
      plan_type: PLAN,
      rate_limit: {
        allowed: true,
        limit_reached: false,
        primary_window: usage(now, 18_000),
        secondary_window: usage(now, 604_800),
      },
      credits: { has_credits: false, unlimited: false, balance: null },
    }),
  },
  '/backend-api/codex/models': {
    endpoint: 'models',
    body: () => ({ models: MODELS.map(described) }),
  },
};

/** How much of a window is used up; all lengths in seconds. */
const usage = (now: number, length: number) => ({
  used_percent: 3,
  limit_window_seconds: length,
  reset_after_seconds: length,
  reset_at: Math.round(now / 1_000) + length,
});

/** A model as Codex wants it described, with every field that it does not go without. */
const described = (slug: string, priority: number) => ({
  slug,
  display_name: slug,
  description: 'Scripted',
  default_reasoning_level: 'medium',
  supported_reasoning_levels: [{ effort: 'medium', description: 'Medium' }],
  shell_type: 'shell_command',
  visibility: 'list',
  supported_in_api: true,
  priority,
  availability_nux: null,
  upgrade: null,
  base_instructions: 'You are a coding agent.',
  supports_reasoning_summaries: false,
  support_verbosity: false,
  default_verbosity: null,
  apply_patch_tool_type: null,
  truncation_policy: { mode: 'bytes', limit: 10_000 },
  supports_parallel_tool_calls: false,
  context_window: 272_000,
  experimental_supported_tools: [],
});

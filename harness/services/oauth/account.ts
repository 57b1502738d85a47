/** Whoever signs in here: there is one person in a run, and it is nobody. */
export const ACCOUNT = {
  uuid: '00000000-0000-4000-8000-000000000001',
  email: 'somebody@example.com',
  full_name: 'Some Body',
  organization: '00000000-0000-4000-8000-000000000000',
} as const;

/** What they subscribe to. */
export const PLAN = { plan: 'max', tier: 'default_claude_max_20x' } as const;

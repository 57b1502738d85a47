import { referenceClient } from '#fixtures/clients/reference/adapter.ts';
import { configurations } from '#fixtures/clients/reference/configurations.ts';

const name = 'claude-code-like';

export const claudeCodeLike = referenceClient(name, configurations[name].about);

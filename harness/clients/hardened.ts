import { referenceClient } from '#fixtures/clients/reference/adapter.ts';
import { configurations } from '#fixtures/clients/reference/configurations.ts';

const name = 'hardened';

export const hardened = referenceClient(name, configurations[name].about);

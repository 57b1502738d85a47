import { referenceClient } from '#fixtures/clients/reference/adapter.ts';
import { configurations } from '#fixtures/clients/reference/configurations.ts';

const name = 'naive';

export const naive = referenceClient(name, configurations[name].about);

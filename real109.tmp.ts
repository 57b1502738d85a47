import { claudeCode } from '#clients/claude-code.ts';
import { sandbox } from '#cells/sandbox.ts';
import { load } from '#harness/scenarios.ts';
import { orderFor } from '#harness/orders.ts';
import { installed } from '#harness/install.ts';
const version='2.1.109';
const folder=await installed('@anthropic-ai/claude-code',version,{});
const order={...await orderFor(await load('scenarios/refresh-denied.ts'),{adapter:claudeCode,version},sandbox,1),time:{kind:'real',factor:1} as const};
await sandbox.perform(order,claudeCode,{log:'/tmp/real109.ndjson',installed:folder,signal:new AbortController().signal});

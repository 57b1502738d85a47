import { record } from "#core/scenario.ts";
import { clients } from '#harness/registry.ts';
import { load } from '#harness/scenarios.ts';
import { orderFor } from '#harness/orders.ts';
import { sandbox } from '#cells/sandbox.ts';
const [,, s, c, f] = process.argv;
const adapter=(await clients()).get(c!)!;
const order={...await orderFor(await load(`scenarios/${s}.ts`),{adapter},sandbox,1), ...(f && {time:{kind:f==='1'?'real':'warped',factor:Number(f)}})};
process.stdout.write(JSON.stringify({order,log:'/opt/run.ndjson',notices:[]}));

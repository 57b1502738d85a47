import dns2 from 'dns2';
import { ready } from './ready.ts';

// The example of its README, and nothing else: one address for every name.
const { Packet } = dns2;
const server = dns2.createServer({
  udp: true,
  handle: (request, send) => {
    const response = Packet.createResponseFromRequest(request);
    const [question] = request.questions;
    response.answers.push({
      name: question!.name,
      type: Packet.TYPE.A,
      class: Packet.CLASS.IN,
      ttl: 300,
      address: '127.1.0.1',
    } as never);
    void send(response);
  },
});
await server.listen({ udp: { port: 0, address: '127.0.0.1' } });
const { udp } = server.addresses();
ready({ at: { dns: `udp://127.0.0.1:${udp!.port}` } });

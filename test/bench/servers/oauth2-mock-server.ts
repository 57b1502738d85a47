import { OAuth2Server } from 'oauth2-mock-server';
import { ready } from './ready.ts';

// Signs with the fastest kind of key that it has, so that nobody can say we chose it a slow one.
const server = new OAuth2Server();
await server.issuer.keys.generate(process.argv[2] ?? 'EdDSA');
await server.start(0, '127.0.0.1');
const { port } = server.address();
ready({ at: { oauth: `http://127.0.0.1:${port}` }, refreshTokens: ['any'] });

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, test as plain, vi } from 'vitest';
import { container } from '#cells/container.ts';

// A machine of another platform is refused before any engine is asked.
const test = plain.runIf(process.platform === 'linux');

/** Something that answers as an engine would: 200 to the paths given, 404 to all others. */
async function engine(...known: readonly RegExp[]): Promise<void> {
  const server = createServer((request, response) => {
    response.writeHead(known.some((path) => path.test(request.url ?? '')) ? 200 : 404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const PING = /^\/_ping$/;

test.for([
  'unix:///nowhere/docker.sock',
  'tcp://127.0.0.1:1',
  // Engines on other machines see none of our files.
  'ssh://somebody@elsewhere',
  'no address at all',
])(
  'without an engine, the container is refused at once, with a remedy: %s',
  async (where, { expect }) => {
    vi.stubEnv('DOCKER_HOST', where);
    onTestFinished(() => void vi.unstubAllEnvs());
    const start = performance.now();
    const refusal = await container.refusal();
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(refusal).toMatch(/^no container engine answers at DOCKER_HOST=[^;]+; .+ would help\.$/);
    expect(refusal).toContain(where);
  },
);

test('what answers but is no engine is not taken for one', async ({ expect }) => {
  await engine();
  expect(await container.refusal()).toMatch(/^no container engine answers/);
});

test('without its image and a way to build it, the container names the way to make one', async ({
  expect,
}) => {
  await engine(PING);
  expect(await container.refusal()).toMatch(
    /^the image groundstop-cell:\d+ is not there .*bootstrap\.sh` would help\.$/,
  );
});

test.for([
  ['its image', /^\/images\/groundstop-cell:\d+\/json$/],
  ['the image that it is built from', /^\/images\/debian:[^/]+\/json$/],
  ['a registry that has it', /^\/distribution\/debian:[^/]+\/json$/],
] as const)('the container is ready with %s', async ([, path], { expect }) => {
  await engine(PING, path);
  expect(await container.refusal()).toBeUndefined();
});
